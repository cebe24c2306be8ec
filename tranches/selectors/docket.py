"""The docket of an agreement: every clock that runs, by when, whose move it is, and when late whose step was missing (EA 5.2).

Pure reckoning over rows read once an agreement; the deadlines themselves are `tranches.terms.deadlines`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from tranches.models import (
    AmendmentState,
    Closing,
    EscrowAgreement,
    Instruction,
    InstructionState,
    Notice,
    ReleaseState,
    Tranche,
    TrancheState,
)
from tranches.selectors.amendments import missing_signatures, open_amendment
from tranches.selectors.balances import balances
from tranches.selectors.claims import open_claims
from tranches.selectors.completeness import complete_on
from tranches.selectors.dates_ahead import expiry, next_fee
from tranches.selectors.days import day_of
from tranches.selectors.delay import PAUSED, Missing, Spell, Steps, Stretch, spells, steps_of
from tranches.selectors.lateness import without_report
from tranches.selectors.pauses import Pause, days_paused, pauses_within
from tranches.selectors.positions import newest_position
from tranches.selectors.rights_clocks import clocks_of_rights
from tranches.selectors.terms import calendar_of, terms_of
from tranches.selectors.transfer_desk import letters_of
from tranches.selectors.units import missing_deposit
from tranches.terms import deadlines
from tranches.terms.agreement_terms import AgreementTerms
from tranches.terms.calendar import BusinessCalendar
from tranches.terms.deadlines import Deadline

DONE = (TrancheState.RELEASED, TrancheState.DEDUCTED)
SOON = 3
BUSINESS, CALENDAR = "business days", "days"


@dataclass(frozen=True)
class Entry:
    """One clock. `days_left` is in `unit`, negative when late; `move` is whose move it is, as a sentence.

    `days_late` counts calendar days, whatever the unit of the period: each of them stands in one of the `spells`.
    """

    agreement: EscrowAgreement
    tranche: Tranche | None
    name: str
    about: str
    label: str
    clause: str
    due_on: date
    days_left: int
    unit: str
    provisional: bool
    move: str
    days_late: int
    rolled_from: date | None = None
    spells: tuple[Spell, ...] = field(default=())
    pauses: tuple[Pause, ...] = field(default=())

    @property
    def days_paused(self) -> int:
        """Calendar days since the clock began on which a hold on the whole tranche stood."""
        return days_paused(self.pauses)

    @property
    def key(self) -> str:
        """What names the clock for good: `KX-2025/release/tranche 3`."""
        return f"{self.agreement.reference}/{self.name}/{self.about}"

    @property
    def left_words(self) -> str:
        """`1 business day`, `12 days`."""
        return f"{self.days_left:,} {self.unit.removesuffix('s') if self.days_left == 1 else self.unit}"

    @property
    def is_late(self) -> bool:
        return self.days_late > 0

    @property
    def is_soon(self) -> bool:
        return 0 <= self.days_left <= SOON and not self.is_late


def docket_of(agreement: EscrowAgreement, today: date) -> list[Entry]:
    """Every clock of an agreement that runs on the day, the earliest first; none once it is closed."""
    if Closing.objects.filter(agreement=agreement).exists():
        return []
    return sorted(
        _Docket(agreement, today).entries(), key=lambda entry: (entry.due_on, entry.name, entry.about)
    )


class _Docket:
    """What the clocks of one agreement are reckoned from, read once."""

    def __init__(self, agreement: EscrowAgreement, today: date) -> None:
        self.agreement, self.today = agreement, today
        self.terms: AgreementTerms = terms_of(agreement)
        self.calendar: BusinessCalendar = calendar_of(agreement)
        self.steps: dict[int, Steps] = steps_of(agreement)
        self.instructions = list(
            Instruction.objects.filter(agreement=agreement, state=InstructionState.APPROVED)
            .select_related("agreement")
            .prefetch_related("lines__tranche", "releases")
        )

    def entries(self) -> Iterator[Entry]:
        yield from self._deposit()
        complete = {line.tranche_id for row in self.instructions for line in row.lines.all()}
        tranches = list(self.agreement.tranches.order_by("number"))
        for tranche in tranches:
            if tranche.state not in DONE:
                yield from self._tranche(tranche, tranche.pk in complete)
        for instruction in self.instructions:
            yield from self._transfer(instruction)
        yield from self._notices()
        yield from self._transfer_agent()
        yield from self._rights()
        yield from self._amendment()
        for ahead in (next_fee(self.agreement, self.today), expiry(self.agreement, tranches, self.today)):
            if ahead is not None:
                yield self._entry(ahead.deadline, None, ahead.about, ahead.label, CALENDAR, ahead.move, ())

    def _deposit(self) -> Iterator[Entry]:
        if not missing_deposit(self.agreement, balances(self.agreement)):
            return
        due = deadlines.deposit_due(self.terms, calendar=self.calendar)
        issuer = self.agreement.agreement_parties.filter(key=self.terms.instrument.issuer).first()
        missing = (
            Missing("deposit", "issuer", issuer.letter if issuer else "", "the deposit of the shares"),
        )
        yield self._entry(
            due, None, "all shares", "Deposit of all shares in the agent’s name", BUSINESS, _move(missing),
            spells(lambda _: missing, due_on=due.due_on, until=self.today),
        )  # fmt: skip

    def _tranche(self, tranche: Tranche, documents_complete: bool) -> Iterator[Entry]:
        steps, about = self.steps[tranche.number], f"tranche {tranche.number}"
        ends_on = self.terms.tranche(tranche.number).ends_on
        move = _move(steps.missing_at_end_of(self.today))
        if self.today <= ends_on:
            move = f"Nobody’s yet: the year runs until {ends_on.day} {ends_on:%B %Y}."
        release = deadlines.release_due_spa(self.terms, ends_on, calendar=self.calendar)
        yield self._entry(
            release, tranche, about, "Release, counted from the year’s end", CALENDAR, move,
            spells(steps.missing_at_end_of, due_on=release.due_on, until=self.today), steps.holds, ends_on,
        )  # fmt: skip
        if steps.report_on is None and self.today > ends_on:
            yield from self._report(tranche, steps, about)
        if not documents_complete:
            needed = deadlines.documents_needed_by(self.terms, ends_on, calendar=self.calendar)
            yield self._entry(
                needed, tranche, about, "Report and instruction needed by, to keep both dates", CALENDAR, move,
                spells(steps.documents_missing, due_on=needed.due_on, until=self.today), steps.holds, ends_on,
            )  # fmt: skip

    def _report(self, tranche: Tranche, steps: Steps, about: str) -> Iterator[Entry]:
        """A report that has not come by the day it was needed: its own row, so that the reminder speaks of it alone."""
        missing = without_report(self.agreement, tranche, self.today)
        if missing is None or not missing.is_late or steps.paper_on is not None:
            return
        due = Deadline("report", missing.clause, missing.needed_by, missing.provisional)

        def still_missing(day: date) -> tuple[Missing, ...]:
            return tuple(entry for entry in steps.missing_at_end_of(day) if entry.step in ("report", PAUSED))

        yield self._entry(
            due, tranche, about, "Accountant’s report, none is on file", CALENDAR, _move(still_missing(self.today)),
            spells(still_missing, due_on=due.due_on, until=self.today),
        )  # fmt: skip

    def _transfer(self, instruction: Instruction) -> Iterator[Entry]:
        received_on = complete_on(instruction)
        if received_on is None:
            return
        due = deadlines.transfer_due(self.terms, received_on, calendar=self.calendar)
        numbers = sorted(line.tranche.number for line in instruction.lines.all())
        sent = any(release.state == ReleaseState.SENT for release in instruction.releases.all())
        move = (
            "The transfer agent: its answer to the letter."
            if sent
            else "The escrow agent: the authorised letter to the transfer agent."
        )
        stopped = not instruction.is_return and any(
            entry.covers(self.today) for entry in self.steps[numbers[0]].stops
        )
        held = [number for number in numbers if self._is_held(number)]
        if stopped:
            move = "Nobody’s: delivery to the recipient is stopped."
        elif held:
            move = f"Nobody’s: tranche {_listed(held)} is paused by a hold."
        what = "Return to the issuer" if instruction.is_return else "Transfer to the recipient"
        first = instruction.lines.all()[0].tranche if len(numbers) == 1 else None
        late: tuple[Spell, ...] = ()
        if not instruction.is_return:
            late = spells(
                self.steps[numbers[0]].missing_at_end_of, due_on=due.due_on, until=self.today
            ) or _of_letter(due, self.today, sent)
        yield self._entry(
            due, first, f"{instruction}, tranche {_listed(numbers)}",
            f"{what}, counted from the receipt of the last document", BUSINESS, move, late,
            [hold for number in numbers for hold in self.steps[number].holds], received_on,
        )  # fmt: skip

    def _is_held(self, number: int) -> bool:
        return any(entry.step == PAUSED for entry in self.steps[number].missing_at_end_of(self.today))

    def _notices(self) -> Iterator[Entry]:
        for notice in Notice.objects.filter(agreement=self.agreement).order_by("number"):
            due = deadlines.notice_received(self.terms, notice.sent_on)
            if due.due_on >= self.today:
                yield self._entry(
                    due, None, str(notice), "Deemed receipt of a notice by courier", CALENDAR,
                    "Nobody’s: it takes effect by itself.", (),
                )  # fmt: skip

    def _transfer_agent(self) -> Iterator[Entry]:
        """Letters and claims without an answer, and open breaks: the agent's own clocks, on which nobody's delay is counted."""
        for row in letters_of(self.agreement, self.today):
            if row.is_waiting and row.answer_due is not None:
                yield self._entry(
                    row.answer_due, None, str(row.release), "The transfer agent’s answer, to be asked after", BUSINESS,
                    row.next_step, (),
                )  # fmt: skip
        for claim in open_claims(self.agreement):
            yield self._entry(
                deadlines.answer_due(self.terms, claim.claim.claimed_on, calendar=self.calendar), None,
                f"claim {claim.claim}", "Answer to the claim about a wrong delivery", BUSINESS,
                "The escrow agent: shares come back, or the claim is settled.", (),
            )  # fmt: skip
        newest = newest_position(self.agreement)
        if newest is not None and newest.open_breaks:
            recorded_on = day_of(newest.statement.recorded_at, self.agreement)
            yield self._entry(
                deadlines.break_due(self.terms, recorded_on, calendar=self.calendar), None,
                f"statement {newest.statement}", "Breaks of the transfer agent’s position", BUSINESS,
                "The escrow agent: explain each break, or load a statement that resolves it.", (),
                )  # fmt: skip

    def _rights(self) -> Iterator[Entry]:
        """Dividends and meetings: whose move it is today; whose step each past day missed is not reckoned here."""
        clause = self.terms.clause("rights")
        for clock in clocks_of_rights(self.agreement, self.today):
            due = Deadline(clock.name, clause, clock.due_on, False)
            yield self._entry(
                due, None, clock.about, clock.label, CALENDAR, _move(clock.missing) if clock.missing else clock.note,
                (),
            )  # fmt: skip

    def _amendment(self) -> Iterator[Entry]:
        """An amendment that waits: for signatures, then for its day (SPA 5.3, 11.2). Late, nothing is owed: it is not in force."""
        found = open_amendment(self.agreement)
        if found is None or found.state == AmendmentState.DRAFT:
            return
        move = "The escrow agent: bring it into force on that day."
        if found.state == AmendmentState.SUBMITTED:
            move = " ".join(f"Party {party.letter}: its signature." for party in missing_signatures(found))
        due = Deadline("amendment", self.terms.clause("amendment"), found.effective_on, False)
        yield self._entry(due, None, str(found), "Amendment takes effect", CALENDAR, move, ())

    def _entry(
        self,
        due: Deadline,
        tranche: Tranche | None,
        about: str,
        label: str,
        unit: str,
        move: str,
        late: tuple[Spell, ...],
        holds: Sequence[Stretch] = (),
        began_on: date | None = None,
    ) -> Entry:
        days = (due.due_on - self.today).days
        left = self.calendar.business_days_between(self.today, due.due_on) if unit == BUSINESS else days
        return Entry(
            self.agreement, tranche, due.name, about, label, due.clause, due.due_on, left, unit, due.provisional, move,
            max(-days, 0), due.rolled_from, late, pauses_within(holds, began_on, self.today) if began_on else (),
        )  # fmt: skip


def _of_letter(due: Deadline, today: date, sent: bool) -> tuple[Spell, ...]:
    """Where the tranche itself was done before (an offset restores shares to it): the letter's own days alone."""
    missing = (
        Missing("answer", "transfer_agent", "", "the transfer agent’s confirmation")
        if sent
        else Missing("letter", "escrow_agent", "", "the authorised letter to the transfer agent")
    )
    return spells(lambda _: (missing,), due_on=due.due_on, until=today)


def _move(missing: tuple[Missing, ...]) -> str:
    """Whose move it is: `Party A: the accountant’s report. Party B: its approval …`."""
    paused = next((entry for entry in missing if entry.step == PAUSED), None)
    if paused is not None:
        return f"Nobody’s: {paused.label.removesuffix(' on the whole tranche')}."
    return " ".join(f"{entry.whose[:1].upper()}{entry.whose[1:]}: {entry.label}." for entry in missing)


def _listed(numbers: list[int]) -> str:
    return " and ".join(str(number) for number in numbers)
