"""Who could sign for a party on a day: as the register has it now, and as it had it at an earlier moment."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from documents.models import Document
from parties.authority import in_force
from parties.models import Person, Signatory


@dataclass(frozen=True)
class Authority:
    """One authority as the register knew it."""

    signatory_id: int
    party_id: int
    person: Person
    title: str
    signing: str
    starts_on: date
    ends_on: date | None
    certificate: Document | None
    certified_on: date | None
    certified_by: str
    specimen: Document | None

    @property
    def signs(self) -> str:
        return Signatory.Signing(self.signing).label

    @property
    def signs_alone(self) -> bool:
        return self.signing == Signatory.Signing.SINGLE


@dataclass(frozen=True)
class AuthorityRow:
    """An authority on the day: as known now, or as known then where the register has changed its mind; and the difference."""

    authority: Authority
    stands: bool
    difference: str


def authorities_on(party_ids: Iterable[int], day: date) -> list[Authority]:
    """As the register has it now."""
    rows = Signatory.objects.filter(in_force(day), party_id__in=list(party_ids))
    return _read(rows.select_related("person", "certificate", "specimen"), "pk")


def authorities_known(party_ids: Iterable[int], day: date, moment: datetime) -> list[Authority]:
    """As the register had it at that moment, from its append-only history."""
    history = Signatory.history.filter(party_id__in=list(party_ids), history_date__lte=moment)
    newest: dict[int, int] = dict(
        history.order_by("history_date", "history_id").values_list("id", "history_id")
    )
    rows = Signatory.history.filter(in_force(day), history_id__in=newest.values()).exclude(history_type="-")
    return _read(rows.select_related("person", "certificate", "specimen"), "id")


def compared(known_now: list[Authority], known_then: list[Authority]) -> list[AuthorityRow]:
    """Both accounts of a day as one list: what stands now, and what the register showed then and no longer does."""
    now = {entry.signatory_id: entry for entry in known_now}
    then = {entry.signatory_id: entry for entry in known_then}
    rows = [AuthorityRow(entry, True, _difference(entry, then.get(key))) for key, entry in now.items()]
    rows += [
        AuthorityRow(entry, False, "The register showed this authority then; it has been ended since.")
        for key, entry in then.items()
        if key not in now
    ]
    return rows


def _difference(now: Authority, then: Authority | None) -> str:
    if then is None:
        return "Not on the register then: entered later."
    if now.certificate is not None and then.certificate is None:
        return "Known then without its certificate."
    return ""


def _read(rows: Iterable[Any], key: str) -> list[Authority]:
    found = [
        Authority(
            getattr(row, key),
            row.party_id,
            row.person,
            row.title,
            row.signing,
            row.starts_on,
            row.ends_on,
            row.certificate,
            row.certified_on,
            row.certified_by,
            row.specimen,
        )
        for row in rows
    ]
    return sorted(found, key=lambda entry: entry.person.name)
