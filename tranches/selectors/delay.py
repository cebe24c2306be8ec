"""Per day of a delay, whose step was missing (EA 5.2): read from the dates on record, never judged.

A day of delay is a day that began after the last day of a period while something was still missing. What was missing is what the
record shows at that moment: the documents first (report and approvals, or the governing paper), then the agent's letter, then
the transfer agent's answer. While a hold on the whole tranche stands, the day is paused and nobody's.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Min

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
    Report,
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
    parts = {entry.part: entry for entry in AgreementParty.objects.filter(agreement=agreement)}
    wanted = terms_of(agreement).signing.joint_instruction
    signers = [parts[part] for part in wanted if part in parts]
    numbers = agreement.tranches.values_list("number", flat=True)
    steps = {
        number: Steps(signers, parts.get("escrow_agent"), parts.get("transfer_agent"), parts.get("issuer"))
        for number in numbers
    }
    _read_reports(agreement, steps)
    _read_instructions(agreement, steps)
    _read_holds(agreement, steps)
    _read_stops(agreement, steps)
    _read_ends(agreement, steps)
    return steps


def _missing(step: str, party: AgreementParty | None, part: str, label: str) -> Missing:
    return Missing(step, part, party.letter if party else "", label)


def _read_reports(agreement: EscrowAgreement, steps: dict[int, Steps]) -> None:
    """The first report is the one that was waited for; a correction does not make it missing again."""
    rows = Report.objects.filter(tranche__agreement=agreement).values_list("tranche__number", "received_on")
    for number, received_on in rows:
        earlier = steps[number].report_on
        steps[number].report_on = min(earlier, received_on) if earlier else received_on


def _read_instructions(agreement: EscrowAgreement, steps: dict[int, Steps]) -> None:
    """Approvals, governing papers and letters of the instructions over a tranche's own year."""
    tranches: dict[int, list[int]] = defaultdict(list)
    own = InstructionLine.objects.filter(
        instruction__agreement=agreement,
        origin__in=(InstructionLine.Origin.OWN, InstructionLine.Origin.GOVERNED),
    )
    for instruction_id, number in own.values_list("instruction_id", "tranche__number"):
        tranches[instruction_id].append(number)
    events = _days_of(agreement, (*ENDED, "release.sent"))
    ended = {
        row.pk: events.get(f"{agreement.reference}/{row}")
        for row in Instruction.objects.filter(agreement=agreement)
    }
    approvals = Approval.objects.filter(
        instruction_id__in=tranches, answer=Approval.Answer.APPROVE
    ).select_related("revocation")
    joint: set[tuple[int, int]] = set()
    for approval in approvals:
        # Of joint signatories the first one's approval is not the party's yet.
        if not approval.alone and (approval.instruction_id, approval.party_id) not in joint:
            joint.add((approval.instruction_id, approval.party_id))
            continue
        revoked = approval.revocation.revoked_on if hasattr(approval, "revocation") else None
        end = min(filter(None, (revoked, ended[approval.instruction_id])), default=None)
        for number in tranches[approval.instruction_id]:
            steps[number].approvals[approval.party_id].append(Stretch(approval.effective_on, end))
    papers = AuthorityPaper.objects.filter(instruction_id__in=tranches, check_record__isnull=False)
    for instruction_id, received_on in papers.values_list("instruction_id", "received_on"):
        for number in tranches[instruction_id]:
            steps[number].paper_on = received_on
    back = _came_back_on(agreement)
    for release in agreement.releases.filter(instruction_id__in=tranches).select_related("answer"):
        sent_on = events.get(f"{agreement.reference}/{release}")
        answer = release.answer if hasattr(release, "answer") else None
        end = answer.answered_on if answer is not None and answer.kind in FRUITLESS else back.get(release.pk)
        if sent_on is not None:
            for number in tranches[release.instruction_id]:
                steps[number].letters.append(Stretch(sent_on, end))


def _read_holds(agreement: EscrowAgreement, steps: dict[int, Steps]) -> None:
    holds = Hold.objects.filter(agreement=agreement, shares__isnull=True, confirmation__isnull=False)
    for hold in holds.select_related("confirmation", "lift", "tranche"):
        end = hold.lift.lifted_on if hasattr(hold, "lift") else None
        steps[hold.tranche.number].holds.append(Stretch(hold.confirmation.confirmed_on, end))


def _read_stops(agreement: EscrowAgreement, steps: dict[int, Steps]) -> None:
    """What befell the recipient stops every tranche alike; an attachment of a number of shares stops none as a whole."""
    for stop in DeliveryStop.objects.filter(agreement=agreement, shares__isnull=True).select_related("lift"):
        end = stop.lift.lifted_on if hasattr(stop, "lift") else None
        for entry in steps.values():
            entry.stops.append(Stretch(stop.received_on, end))


def _read_ends(agreement: EscrowAgreement, steps: dict[int, Steps]) -> None:
    """From when to when a tranche was released or deducted: for good, unless a wrong delivery came back."""
    ends = [str(state) for state in DONE]
    moved = Event.objects.filter(binder_id=agreement.binder_id, kind="tranche.moved").order_by("number")
    since: dict[int, date] = {}
    for reference, day, after in moved.values_list("subject_reference", "effective_on", "after"):
        number = int(reference.rpartition("/")[2])
        if after["state"] in ends:
            since.setdefault(number, day)
        elif number in since and after["state"] == TrancheState.INSTRUCTED:
            steps[number].done.append(Stretch(since.pop(number), day))
    for number, day in since.items():
        steps[number].done.append(Stretch(day))


def _came_back_on(agreement: EscrowAgreement) -> dict[int, date]:
    """By release, the first day on which shares of it came back from a wrong delivery: from then on its answer is none."""
    back = Posting.objects.filter(agreement=agreement, kind=Posting.Kind.RECOVERY).order_by()
    days = back.values_list("release_line__release").annotate(first=Min("effective_on"))
    return dict(days)


def _days_of(agreement: EscrowAgreement, kinds: tuple[str, ...]) -> dict[str, date]:
    """By subject, the day on which one of these events took effect."""
    rows = Event.objects.filter(binder_id=agreement.binder_id, kind__in=kinds)
    return dict(rows.values_list("subject_reference", "effective_on"))
