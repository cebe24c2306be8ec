"""What is due, and by when: the deposit, the transfers that run, and the releases of the years that end soon.

Pure reckoning over rows that were read already; no query but for the calendar, once an agreement.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from tranches.models import EscrowAgreement, Instruction, ReleaseState, Tranche, TrancheState
from tranches.selectors.balances import Balances
from tranches.selectors.terms import calendar_of, terms_of
from tranches.selectors.units import missing_deposit
from tranches.terms import deadlines
from tranches.terms.deadlines import Deadline

SOON = 3  # business days
AHEAD = 120  # calendar days that the list of deadlines looks ahead
DONE = (TrancheState.RELEASED, TrancheState.DEDUCTED)


@dataclass(frozen=True)
class Due:
    """A date by which something is due, in the agreement's own clock; negative `days_left` means late."""

    agreement: EscrowAgreement
    tranche: Tranche | None
    what: str
    clause: str
    due_on: date
    days_left: int
    provisional: bool

    @property
    def is_late(self) -> bool:
        return self.days_left < 0

    @property
    def is_soon(self) -> bool:
        return 0 <= self.days_left <= SOON


def dues_of(
    agreement: EscrowAgreement,
    standing: Balances,
    tranches: Iterable[Tranche],
    instructions: Iterable[Instruction],
    today: date,
) -> list[Due]:
    """Every date that runs, of one agreement; `instructions` are the open ones with their lines and releases."""
    return list(_dues(agreement, standing, tranches, letters_of(instructions), today))


def letters_of(instructions: Iterable[Instruction]) -> dict[int, date]:
    """By tranche, the day by which a letter that is out must be carried out (EA 3.2)."""
    letters: dict[int, date] = {}
    for instruction in instructions:
        for release in instruction.releases.all():
            if release.state in (ReleaseState.AUTHORISED, ReleaseState.SENT):
                letters |= {line.tranche_id: release.due_on for line in instruction.lines.all()}
    return letters


def _dues(
    agreement: EscrowAgreement,
    standing: Balances,
    tranches: Iterable[Tranche],
    letters: dict[int, date],
    today: date,
) -> Iterator[Due]:
    terms, calendar = terms_of(agreement), calendar_of(agreement)

    def due(tranche: Tranche | None, what: str, deadline: Deadline) -> Due:
        left = calendar.business_days_between(today, deadline.due_on)
        return Due(agreement, tranche, what, deadline.clause, deadline.due_on, left, deadline.provisional)

    if missing_deposit(agreement, standing):
        yield due(None, "deposit complete", deadlines.deposit_due(terms, calendar=calendar))
    for tranche in tranches:
        name = f"tranche {tranche.number}"
        if tranche.pk in letters:
            transfer = Deadline("transfer", terms.clause("transfer"), letters[tranche.pk], False)
            yield due(tranche, f"{name}: transfer to the recipient", transfer)
        ends_on = terms.tranche(tranche.number).ends_on
        if tranche.state not in DONE and (ends_on - today).days <= AHEAD:
            release = deadlines.release_due_spa(terms, ends_on, calendar=calendar)
            yield due(tranche, f"{name}: release, counted from the year’s end", release)
