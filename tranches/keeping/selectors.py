"""What is kept, until when, and what bars its destruction. Nothing here or anywhere deletes: the list is for who decides."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, Model

from documents.days import day_in, house_day
from documents.models import Document, Event, ReadEntry
from documents.papers.sheets import paper_kinds
from parties.models import Party
from tranches.models import AgreementParty, Closing, EscrowAgreement, LegalHold
from tranches.selectors.agreement.legal_holds import standing_legal_holds
from tranches.selectors.terms import read_terms_of_all, terms_of
from tranches.terms.retention import DEAL, IDENTITY, MONEY, READS, REGISTER, RetentionClass, class_of, due_on


@dataclass
class Kept:
    """One class of one binder: how much it holds, how new the newest is, and the years it is kept.

    `runs` is empty once the deal is closed; until then it names the agreement that still runs, and no day can be told.
    """

    binder: str
    title: str
    kind: RetentionClass
    is_simulation: bool
    entries: int = 0
    newest: date | None = None
    runs: str = ""
    closed_on: date | None = None
    holds: list[LegalHold] = field(default_factory=list)

    @property
    def called(self) -> str:
        """A deal by its reference, a party by its name: a register's reference says nothing to a reader."""
        return self.title if self.kind is REGISTER else self.binder

    @property
    def years(self) -> int:
        return int(settings.RETENTION_YEARS[self.kind.name])

    @property
    def since(self) -> date | None:
        """The day the years count from; None while the deal runs."""
        if self.runs or self.closed_on is None:
            return None
        return max(self.closed_on, self.newest) if self.newest else self.closed_on

    @property
    def due_on(self) -> date | None:
        return due_on(self.since, self.years) if self.since else None

    def standing(self, on: date) -> str:
        """“runs”, “held”, “kept” or “due”: what an owner must know on that day. A hold comes before everything."""
        if self.holds:
            return "held"
        if self.due_on is None:
            return "runs"
        return "due" if self.due_on <= on else "kept"

    def add(self, entries: int, newest: date | None) -> None:
        self.entries += entries
        if newest and (self.newest is None or newest > self.newest):
            self.newest = newest


def class_name_of(document_kind: str) -> str:
    """The class of a document in the binder of a deal: a paper that is made here names its own."""
    ours = paper_kinds().get(document_kind)
    return ours.kept_as if ours else class_of(document_kind).name


def retention_of(agreements: Sequence[EscrowAgreement], on: date) -> list[Kept]:
    """Every class of every deal given, then the registers of their parties. The number of queries does not depend on how many.

    A register is judged by the agreements given; a house sees its own, the operator's command all of them.
    """
    read_terms_of_all(agreements)
    closed = dict(Closing.objects.filter(agreement__in=agreements).values_list("agreement_id", "closed_on"))
    holds = defaultdict(list)
    for hold in standing_legal_holds(agreements, on):
        holds[hold.agreement_id].append(hold)
    rows = _deals(agreements, closed, holds)
    return rows + _registers(agreements, closed, holds)


def _deals(
    agreements: Sequence[EscrowAgreement], closed: dict[int, date], holds: dict[int, list[LegalHold]]
) -> list[Kept]:
    zones = {agreement.binder_id: terms_of(agreement).time_zone for agreement in agreements}
    found: dict[tuple[int, str], Kept] = {}
    for agreement in agreements:
        for kind in (DEAL, MONEY, IDENTITY, READS):
            found[agreement.binder_id, kind.name] = Kept(
                binder=agreement.reference,
                title=agreement.title,
                kind=kind,
                is_simulation=agreement.is_simulation,
                runs="" if agreement.pk in closed else agreement.reference,
                closed_on=closed.get(agreement.pk),
                holds=holds[agreement.pk],
            )
    for binder, document_kind, count, newest in _counted(Document, zones, "kind"):
        found[binder, class_name_of(document_kind)].add(count, day_in(newest, zones[binder]))
    for model, kind in ((Event, DEAL), (ReadEntry, READS)):
        for binder, count, newest in _counted(model, zones):
            found[binder, kind.name].add(count, day_in(newest, zones[binder]))
    return list(found.values())


def _registers(
    agreements: Sequence[EscrowAgreement], closed: dict[int, date], holds: dict[int, list[LegalHold]]
) -> list[Kept]:
    """The binders of the parties: they are kept as long as any agreement of theirs, and held with it."""
    by_key = {agreement.pk: agreement for agreement in agreements}
    parts = AgreementParty.objects.filter(agreement__in=agreements).order_by("party_id", "agreement_id")
    of_party: dict[int, list[int]] = defaultdict(list)
    for party_id, agreement_id in parts.values_list("party_id", "agreement_id"):
        if agreement_id not in of_party[party_id]:
            of_party[party_id].append(agreement_id)
    found: dict[int, Kept] = {}
    for party in Party.objects.filter(pk__in=of_party).select_related("binder").order_by("name"):
        mine = of_party[party.pk]
        found[party.binder_id] = Kept(
            binder=party.binder.reference,
            title=party.name,
            kind=REGISTER,
            is_simulation=all(by_key[key].is_simulation for key in mine),
            runs=next((by_key[key].reference for key in mine if key not in closed), ""),
            closed_on=max((closed[key] for key in mine if key in closed), default=None),
            holds=[hold for key in mine for hold in holds[key]],
        )
    for model in (Document, Event, ReadEntry):
        for binder, count, newest in _counted(model, found):
            found[binder].add(count, house_day(newest))
    return list(found.values())


_WRITTEN = {Document: "filed_at", Event: "recorded_at", ReadEntry: "read_at"}


def _counted(model: type[Model], binders: Iterable[int], *by: str) -> Iterable[tuple[Any, ...]]:
    """(binder, …, how many, the newest moment) of the rows in these binders."""
    rows = model._default_manager.filter(binder__in=list(binders)).order_by().values_list("binder_id", *by)
    return rows.annotate(count=Count("pk"), newest=Max(_WRITTEN[model]))
