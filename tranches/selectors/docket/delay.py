"""Per day of a delay, whose step was missing (EA 5.2): read from the dates on record, never judged.

A day of delay is a day that began after the last day of a period while something was still missing. What was missing is what the
record shows at that moment: the documents first (report and approvals, or the governing paper), then the agent's letter, then
the transfer agent's answer. While a hold on the whole tranche stands, the day is paused and nobody's.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Min, Model

from documents.models import Event
from tranches.models import (
    AgreementParty,
    Approval,
    AuthorityPaper,
    DeliveryStop,
    EscrowAgreement,
    Hold,
    Instruction,
    InstructionLine,
    Posting,
    Release,
    Report,
    Tranche,
    TrancheState,
)
from tranches.selectors.terms import terms_of

ONE_DAY = timedelta(days=1)
ENDED = ("instruction.withdrawn", "instruction.superseded", "instruction.rejected")
FRUITLESS = ("refused", "recalled")
DONE = (TrancheState.RELEASED, TrancheState.DEDUCTED)
PAUSED = "hold"


@dataclass(frozen=True)
class Stretch:
    """From a day on, until the day it ended (which is no longer part of it), or for good."""

    start: date
    end: date | None = None

    def covers(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)


@dataclass(frozen=True)
class Missing:
    """One step that was missing, and whose it was: the part in the agreement (`issuer`) with its letter."""

    step: str
    part: str
    letter: str
    label: str

    @property
    def whose(self) -> str:
        return f"Party {self.letter}" if self.letter else self.part.replace("_", " ")


@dataclass(frozen=True)
class Spell:
    """Days of delay in a row, both included, on which the same steps were missing."""

    first: date
    last: date
    missing: tuple[Missing, ...]

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def is_paused(self) -> bool:
        return any(entry.step == PAUSED for entry in self.missing)


@dataclass
class Steps:
    """When the steps of one tranche were taken; `signers` are who must approve, in the order of the terms."""

    signers: list[AgreementParty]
    agent: AgreementParty | None = None
    transfer_agent: AgreementParty | None = None
    issuer: AgreementParty | None = None
    report_on: date | None = None
    paper_on: date | None = None
    approvals: dict[int, list[Stretch]] = field(default_factory=lambda: defaultdict(list))
    letters: list[Stretch] = field(default_factory=list)
    holds: list[Stretch] = field(default_factory=list)
    done: list[Stretch] = field(default_factory=list)
    stops: list[Stretch] = field(default_factory=list)

    def documents_missing(self, day: date) -> tuple[Missing, ...]:
        """The documents that were not at hand at the end of the day; none once a governing paper was."""
        if self.paper_on is not None and self.paper_on <= day:
            return ()
        found = []
        if self.report_on is None or self.report_on > day:
            found.append(_missing("report", self.issuer, "issuer", "the accountant’s report"))
        for party in self.signers:
            if not any(stretch.covers(day) for stretch in self.approvals[party.pk]):
                found.append(
                    _missing("approval", party, party.part, "its approval of the joint written instruction")
                )
        return tuple(found)

    def missing_at_end_of(self, day: date) -> tuple[Missing, ...]:
        """What was missing at the end of the day; nothing while the tranche is carried out."""
        if any(stretch.covers(day) for stretch in self.done):
            return ()
        if any(stretch.covers(day) for stretch in self.holds):
            return (Missing(PAUSED, "", "", "paused by a hold on the whole tranche"),)
        if any(stretch.covers(day) for stretch in self.stops):
            return (Missing(PAUSED, "", "", "paused by a stop of the delivery to the recipient"),)
        return self.documents_missing(day) or self._transfer_missing(day)

    def _transfer_missing(self, day: date) -> tuple[Missing, ...]:
        if any(stretch.covers(day) for stretch in self.letters):
            return (
                _missing(
                    "answer", self.transfer_agent, "transfer_agent", "the transfer agent’s confirmation"
                ),
            )
        return (
            _missing("letter", self.agent, "escrow_agent", "the authorised letter to the transfer agent"),
        )


def spells(
    missing_at_end_of: Callable[[date], tuple[Missing, ...]], *, due_on: date, until: date
) -> tuple[Spell, ...]:
    """The days of delay after `due_on`, up to and including `until`: what was missing when each of them began."""
    found: list[Spell] = []
    day = due_on + ONE_DAY
    while day <= until:
        missing = missing_at_end_of(day - ONE_DAY)
        if missing and found and found[-1].missing == missing and found[-1].last == day - ONE_DAY:
            found[-1] = Spell(found[-1].first, day, missing)
        elif missing:
            found.append(Spell(day, day, missing))
        day += ONE_DAY
    return tuple(found)


def steps_of(agreement: EscrowAgreement) -> dict[int, Steps]:
    """The steps of every tranche by its number; the number of queries does not depend on how many tranches there are."""
    return steps_of_all([agreement])[agreement.pk]


def steps_of_all(
    agreements: Sequence[EscrowAgreement],
    *,
    parties: Iterable[AgreementParty] | None = None,
    tranches: Iterable[Tranche] | None = None,
    none_of: Collection[type[Model]] = (),
) -> dict[int, dict[int, Steps]]:
    """The steps of every tranche of many agreements, in as many queries as of one; by the agreement's primary key.

    Parties and tranches are not read again where the caller has them; nor are tables of which he knows that none has a row.
    """
    known = {agreement.pk: agreement for agreement in agreements}
    parts: dict[int, dict[str, AgreementParty]] = {pk: {} for pk in known}
    for entry in parties if parties is not None else AgreementParty.objects.filter(agreement__in=known):
        parts[entry.agreement_id][entry.part] = entry
    found: dict[int, dict[int, Steps]] = {pk: {} for pk in known}
    for tranche in tranches if tranches is not None else Tranche.objects.filter(agreement__in=known):
        mine = parts[tranche.agreement_id]
        wanted = terms_of(known[tranche.agreement_id]).signing.joint_instruction
        signers = [mine[part] for part in wanted if part in mine]
        found[tranche.agreement_id][tranche.number] = Steps(
            signers, mine.get("escrow_agent"), mine.get("transfer_agent"), mine.get("issuer")
        )
    reading = _Steps(known, found)
    tables = {
        Report: reading.reports,
        Instruction: reading.instructions,
        Hold: reading.holds,
        DeliveryStop: reading.stops,
    }
    for model, read in tables.items():
        if model not in none_of:
            read()
    reading.ends()
    return found


def _missing(step: str, party: AgreementParty | None, part: str, label: str) -> Missing:
    return Missing(step, part, party.letter if party else "", label)


class _Steps:
    """The steps of the tranches of many agreements, read table by table."""

    def __init__(self, known: dict[int, EscrowAgreement], found: dict[int, dict[int, Steps]]) -> None:
        self.known, self.found = known, found
        self.binders = {agreement.binder_id: pk for pk, agreement in known.items()}

    def reports(self) -> None:
        """The first report is the one that was waited for; a correction does not make it missing again."""
        rows = Report.objects.filter(tranche__agreement__in=self.known)
        for pk, number, day in rows.values_list("tranche__agreement_id", "tranche__number", "received_on"):
            steps = self.found[pk][number]
            steps.report_on = min(steps.report_on, day) if steps.report_on else day

    def instructions(self) -> None:
        """Approvals, governing papers and letters of the instructions over a tranche's own year."""
        tranches: dict[int, list[Steps]] = defaultdict(list)
        own = InstructionLine.objects.filter(
            instruction__agreement__in=self.known,
            origin__in=(InstructionLine.Origin.OWN, InstructionLine.Origin.GOVERNED),
        )
        rows = own.values_list("instruction_id", "instruction__agreement_id", "tranche__number")
        for instruction_id, pk, number in rows:
            tranches[instruction_id].append(self.found[pk][number])
        if not tranches:
            return
        self._approvals(tranches, self._days_of(ENDED))
        papers = AuthorityPaper.objects.filter(instruction__in=tranches, check_record__isnull=False)
        for instruction_id, received_on in papers.values_list("instruction_id", "received_on"):
            for steps in tranches[instruction_id]:
                steps.paper_on = received_on
        self._letters(tranches, self._days_of(("release.sent",)))

    def _approvals(self, tranches: dict[int, list[Steps]], events: dict[tuple[int, str], date]) -> None:
        rows = Instruction.objects.filter(pk__in=tranches)
        ended = {row.pk: events.get((row.agreement_id, str(row))) for row in rows}
        approvals = Approval.objects.filter(instruction__in=tranches, answer=Approval.Answer.APPROVE)
        joint: set[tuple[int, int]] = set()
        for approval in approvals.select_related("revocation").order_by("id"):
            # Of joint signatories the first one's approval is not the party's yet.
            if not approval.alone and (approval.instruction_id, approval.party_id) not in joint:
                joint.add((approval.instruction_id, approval.party_id))
                continue
            revoked = approval.revocation.revoked_on if hasattr(approval, "revocation") else None
            end = min(filter(None, (revoked, ended[approval.instruction_id])), default=None)
            for steps in tranches[approval.instruction_id]:
                steps.approvals[approval.party_id].append(Stretch(approval.effective_on, end))

    def _letters(self, tranches: dict[int, list[Steps]], events: dict[tuple[int, str], date]) -> None:
        back = self._came_back_on()
        rows = Release.objects.filter(instruction__in=tranches).prefetch_related("answers")
        for release in rows.order_by("id"):
            sent_on = events.get((release.agreement_id, str(release)))
            # What was refused or called back ends the letter, unless part of it went out before.
            answers = list(release.answers.all())
            fruitless = (
                answers and answers[-1].kind in FRUITLESS and not any(row.confirmed_shares for row in answers)
            )
            end = answers[-1].answered_on if fruitless else back.get(release.pk)
            if sent_on is not None:
                for steps in tranches[release.instruction_id]:
                    steps.letters.append(Stretch(sent_on, end))

    def holds(self) -> None:
        holds = Hold.objects.filter(agreement__in=self.known, shares__isnull=True, confirmation__isnull=False)
        for hold in holds.select_related("confirmation", "lift", "tranche"):
            end = hold.lift.lifted_on if hasattr(hold, "lift") else None
            steps = self.found[hold.agreement_id][hold.tranche.number]
            steps.holds.append(Stretch(hold.confirmation.confirmed_on, end))

    def stops(self) -> None:
        """What befell the recipient stops every tranche alike; an attachment of a number of shares stops none as a whole."""
        stops = DeliveryStop.objects.filter(agreement__in=self.known, shares__isnull=True)
        for stop in stops.select_related("lift"):
            end = stop.lift.lifted_on if hasattr(stop, "lift") else None
            for steps in self.found[stop.agreement_id].values():
                steps.stops.append(Stretch(stop.received_on, end))

    def ends(self) -> None:
        """From when to when a tranche was released or deducted: for good, unless a wrong delivery came back."""
        ends = [str(state) for state in DONE]
        moved = Event.objects.filter(binder__in=self.binders, kind="tranche.moved").order_by("number")
        since: dict[tuple[int, int], date] = {}
        rows = moved.values_list("binder_id", "subject_reference", "effective_on", "after")
        for binder_id, reference, day, after in rows:
            key = self.binders[binder_id], int(reference.rpartition("/")[2])
            if after["state"] in ends:
                since.setdefault(key, day)
            elif key in since and after["state"] == TrancheState.INSTRUCTED:
                self.found[key[0]][key[1]].done.append(Stretch(since.pop(key), day))
        for (pk, number), day in since.items():
            self.found[pk][number].done.append(Stretch(day))

    def _came_back_on(self) -> dict[int, date]:
        """By release, the first day on which shares of it came back from a wrong delivery: from then on its answer is none."""
        back = Posting.objects.filter(agreement__in=self.known, kind=Posting.Kind.RECOVERY).order_by()
        days = back.values_list("release_line__release").annotate(first=Min("effective_on"))
        return dict(days)

    def _days_of(self, kinds: tuple[str, ...]) -> dict[tuple[int, str], date]:
        """By agreement and name of the subject, the day on which one of these events took effect."""
        rows = Event.objects.filter(binder__in=self.binders, kind__in=kinds).order_by("number")
        return {
            (self.binders[binder_id], reference.rpartition("/")[2]): day
            for binder_id, reference, day in rows.values_list(
                "binder_id", "subject_reference", "effective_on"
            )
        }
