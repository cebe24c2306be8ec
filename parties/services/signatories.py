"""Authorised signatories: entered with their certificate and specimen, confirmed against it, ended, never edited (EA 3.1(b))."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from documents.actor import Actor
from documents.days import house_day
from documents.errors import RuleViolation
from documents.intake import Intake
from documents.models import Document
from documents.sentences import ended
from parties.models import Entry, Party, Person, RegisterRow, Signatory
from parties.scope import is_house
from parties.services.common import from_now, in_order, moved, not_dated_back, not_in_future
from parties.services.deed import Deed
from parties.services.entries import enter
from parties.services.entry_kinds import Change, EntryKind, Given, register_kind
from parties.services.register import later, overlap, span, until


@transaction.atomic
def register_signatory(
    *,
    party: Party,
    person: Person,
    title: str = "",
    signing: str = Signatory.Signing.SINGLE,
    starts_on: date,
    ends_on: date | None = None,
    certificate: Intake | None = None,
    certified_on: date | None = None,
    certified_by: str = "",
    specimen: Intake | None = None,
    reason: str = "",
    actor: Actor,
    now: datetime,
) -> Entry:
    """Enter a person's authority to sign for a party, alone or jointly, with its certificate and specimen.

    Refuses dates out of order or dated back, one's own, a second authority in the same days, and the particulars of a certificate
    that is not there. Without a certificate the entry is shown as one without.
    """
    not_dated_back(starts_on, now, "starts_on")
    check_certificate(certificate, certified_on, certified_by, now)
    deed = Deed(_act("register", party), actor, now, party)
    papers = file_authority(deed, person.name, certificate, specimen, dated_on=certified_on or starts_on)
    given = {
        "party": party,
        "person": person,
        "title": title,
        "signing": signing,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "certified_on": certified_on,
        "certified_by": certified_by,
        **papers,
    }
    return enter(deed, given, reason=reason)


@register_kind("register_signatory", "register_house_signatory")
class RegisterSignatory(EntryKind):
    event = "signatory.registered"
    fields = {
        "party": Party,
        "person": Person,
        "title": str,
        "signing": str,
        "starts_on": date,
        "ends_on": date,
        "certificate": Document,
        "certified_on": date,
        "certified_by": str,
        "specimen": Document,
    }

    def check(self, given: Given, *, now: datetime) -> None:
        check_authority(given["person"], given["party"], given, now=now)

    def title(self, given: Given) -> str:
        return authority_in_words(given["person"].name, given["party"], given)

    def words(self, given: Given) -> tuple[dict[str, Any], dict[str, Any]]:
        return {}, {
            "signatory": given["person"].name,
            "signs": given["signing"],
            "until": given["ends_on"],
        }

    def write(self, given: Given, change: Change) -> Signatory:
        return write_authority(given["person"], given["party"], given, change)


@transaction.atomic
def certify_signatory(
    *,
    signatory: Signatory,
    certificate: Intake | None = None,
    certified_on: date | None = None,
    certified_by: str = "",
    specimen: Intake | None = None,
    reason: str,
    actor: Actor,
    now: datetime,
) -> Entry:
    """Enter a certificate or a specimen that came in later. What was filed before stays in the binder and in the history."""
    if certificate is None and specimen is None:
        raise RuleViolation("missing", "Attach the certificate, the specimen, or both.", field="paper")
    check_certificate(certificate, certified_on, certified_by, now)
    deed = Deed(_act("certify", signatory.party), actor, now, signatory.party)
    papers = file_authority(
        deed, signatory.person.name, certificate, specimen, dated_on=certified_on or signatory.starts_on
    )
    given = {
        "signatory": signatory,
        "certified_on": certified_on,
        "certified_by": certified_by,
        **papers,
    }
    return enter(deed, given, reason=reason)


@register_kind("certify_signatory", "certify_house_signatory")
class CertifySignatory(EntryKind):
    event = "signatory.certified"
    fields = {
        "signatory": Signatory,
        "certificate": Document,
        "certified_on": date,
        "certified_by": str,
        "specimen": Document,
    }

    def about(self, given: Given) -> Person:
        person: Person = given["signatory"].person
        return person

    def row(self, given: Given) -> RegisterRow:
        row: Signatory = given["signatory"]
        return row

    def title(self, given: Given) -> str:
        row = given["signatory"]
        papers = " and ".join(name for name in ("certificate", "specimen") if given[name] is not None)
        return ended(f"The {papers} of {row.person.name} for {row.party.name}")

    def effective_on(self, given: Given, now: datetime) -> date:
        return given["certified_on"] or house_day(now)

    def words(self, given: Given) -> tuple[dict[str, Any], dict[str, Any]]:
        by = given["certified_by"] or given["signatory"].certified_by
        return {}, {"signatory": given["signatory"].person.name, "certified_by": by}

    def write(self, given: Given, change: Change) -> Signatory:
        values: dict[str, Any] = {}
        if given["certificate"] is not None:
            values = {name: given[name] for name in ("certificate", "certified_on", "certified_by")}
        if given["specimen"] is not None:
            values["specimen"] = given["specimen"]
        row: Signatory = change.update(given["signatory"], values)
        return row


def end_signatory(
    *, signatory: Signatory, ends_on: date | None, reason: str, actor: Actor, now: datetime
) -> Entry:
    """End a person's authority on a day, that day included; at once, by one person. Letting it run on is another's to confirm."""
    not_dated_back(ends_on, now, "ends_on")
    moved(signatory, {"ends_on": ends_on})
    act = "end_signatory"
    if later(ends_on, than=signatory.ends_on):
        act = _act("extend", signatory.party)
    given = {"signatory": signatory, "ends_on": ends_on}
    return enter(Deed(act, actor, now, signatory.party), given, reason=reason)


@register_kind("end_signatory", "extend_signatory", "extend_house_signatory")
class EndSignatory(EntryKind):
    event = "signatory.ended"
    fields = {"signatory": Signatory, "ends_on": date}

    def about(self, given: Given) -> Person:
        person: Person = given["signatory"].person
        return person

    def row(self, given: Given) -> RegisterRow:
        row: Signatory = given["signatory"]
        return row

    def check(self, given: Given, *, now: datetime) -> None:
        row = given["signatory"]
        moved(row, {"ends_on": given["ends_on"]})
        in_order(row.starts_on, given["ends_on"])
        if (self.act != "end_signatory") != later(given["ends_on"], than=row.ends_on):
            raise RuleViolation("changed_meanwhile", "Its last day was changed meanwhile. Enter it anew.")
        check_free(row.party, row.person, row.starts_on, given["ends_on"], but=row)

    def title(self, given: Given) -> str:
        row = given["signatory"]
        return f"{row.person.name}’s authority to sign for {row.party.name} {until(given['ends_on'])}."

    def effective_on(self, given: Given, now: datetime) -> date:
        return given["ends_on"] or house_day(now)

    def words(self, given: Given) -> tuple[dict[str, Any], dict[str, Any]]:
        row = given["signatory"]
        name = row.person.name
        return (
            {"signatory": name, "until": row.ends_on},
            {"signatory": name, "until": given["ends_on"]},
        )

    def write(self, given: Given, change: Change) -> Signatory:
        row: Signatory = change.update(given["signatory"], {"ends_on": given["ends_on"]})
        return row


# --- Shared with whoever is admitted with an authority ---


def _act(verb: str, party: Party) -> str:
    return f"{verb}_house_signatory" if is_house(party) else f"{verb}_signatory"


def check_authority(person: Person | None, party: Party, given: Given, *, now: datetime) -> None:
    """Refuse an unknown way of signing, days out of order, and a second authority in the same days."""
    if given["signing"] not in Signatory.Signing.values:
        raise RuleViolation(
            "wrong_signing", "Choose whether the person signs alone or jointly.", field="signing"
        )
    starts_on = from_now(given["starts_on"], now)
    in_order(starts_on, given["ends_on"])
    if person is not None:
        check_free(party, person, starts_on, given["ends_on"])


def authority_in_words(name: str, party: Party, given: Given) -> str:
    how = Signatory.Signing(given["signing"]).label.lower()
    return f"{name} signs for {party.name} {how}, {span(given['starts_on'], given['ends_on'])}."


def write_authority(person: Person, party: Party, given: Given, change: Change) -> Signatory:
    row: Signatory = change.create(
        Signatory(
            party=party,
            person=person,
            title=given["title"],
            signing=given["signing"],
            starts_on=from_now(given["starts_on"], change.deed.now),
            ends_on=given["ends_on"],
            certificate=given["certificate"],
            certified_on=given["certified_on"],
            certified_by=given["certified_by"],
            specimen=given["specimen"],
        )
    )
    return row


def check_certificate(
    certificate: Intake | None, certified_on: date | None, certified_by: str, now: datetime
) -> None:
    """Refuse the particulars of a certificate that is not there, and a day yet to come."""
    if certificate is None and (certified_on is not None or certified_by):
        raise RuleViolation(
            "no_certificate",
            "Attach the certificate itself, or leave its date and author empty.",
            field="paper",
        )
    not_in_future(certified_on, now, "certified_on")


def check_free(
    party: Party, person: Person, starts_on: date, ends_on: date | None, *, but: Signatory | None = None
) -> None:
    """One authority at a time: with two of them nobody could say whether the person signs alone."""
    for other in Signatory.objects.filter(party=party, person=person).exclude(pk=but.pk if but else 0):
        if overlap(starts_on, ends_on, other.starts_on, other.ends_on):
            raise RuleViolation(
                "authority_stands",
                f"{person.name} has an authority for {party.name} in these days already. End that one first.",
                field="starts_on",
            )


def file_authority(
    deed: Deed, name: str, certificate: Intake | None, specimen: Intake | None, *, dated_on: date
) -> dict[str, Document | None]:
    """File the certificate and the specimen that came in, in the party's binder."""
    return {
        "certificate": deed.file_if_given(
            certificate, "incumbency", f"Authority of {name}", dated_on=dated_on
        ),
        "specimen": deed.file_if_given(
            specimen, "specimen", f"Specimen signature of {name}", dated_on=dated_on
        ),
    }
