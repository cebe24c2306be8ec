"""The lines of an instruction: what may be asked for a tranche, and how much of it is there."""

from collections.abc import Sequence
from dataclasses import dataclass

from documents.errors import RuleViolation
from tranches.models import (
    Account,
    EscrowAgreement,
    Instruction,
    InstructionLine,
    Tranche,
    TrancheState,
)
from tranches.selectors.assessment.assessments import OPEN_STATES
from tranches.selectors.instruction.ahead import is_ahead_of_report
from tranches.selectors.ledger.balances import Balances, balances
from tranches.selectors.terms import terms_of


@dataclass(frozen=True)
class LineSpec:
    """A line asked for: whole shares of a tranche, from its own year, by offset, or fixed by a governing paper."""

    tranche: Tranche
    origin: str
    shares: int
    offset_by: Tranche | None = None


def check_lines(agreement: EscrowAgreement, lines: Sequence[LineSpec], basis: str) -> None:
    """Refuse a line that is not possible now: twice, disputed, open elsewhere, of a wrong origin, or too many."""
    standing = balances(agreement)
    for line in lines:
        tranche = line.tranche
        if tranche.agreement_id != agreement.pk:
            raise RuleViolation(
                "two_agreements", "A line names a tranche of another agreement. Start again from the page."
            )
        if line.shares < 0:
            raise RuleViolation(
                "negative_shares", "A line has zero or more whole shares. Correct the number.", field="shares"
            )
        if len([other for other in lines if other.tranche.pk == tranche.pk]) > 1:
            raise RuleViolation(
                "line_twice", f"Tranche {tranche.number} stands in two lines. Put them together."
            )
        if tranche.state == TrancheState.DISPUTED and basis == Instruction.Basis.JOINT:
            raise RuleViolation(
                "tranche_disputed",
                f"Tranche {tranche.number} is disputed: it stands still until a settlement, award or judgment is on file, "
                "or the hold is lifted.",
                clause=terms_of(tranche.agreement).clause("dispute"),
            )
        if (
            basis == Instruction.Basis.JOINT
            and InstructionLine.objects.filter(tranche=tranche, instruction__state__in=OPEN_STATES).exists()
        ):
            raise RuleViolation(
                "instruction_open",
                f"An instruction for tranche {tranche.number} is open already. Carry it out or withdraw it first.",
            )
        _check_origin(line, basis)
        # Only the ledger bounds what is instructed; what a hold keeps back waits for a later letter. A governing paper may also
        # speak of shares that are with the transfer agent: it takes effect when that is answered (EA 3.3).
        inside = _inside(tranche, standing)
        if basis != Instruction.Basis.JOINT:
            inside += standing.of(Account.RESERVED, tranche.number)
        if line.shares > inside:
            raise RuleViolation(
                "more_than_held",
                f"Tranche {tranche.number} has {inside:,} shares in escrow, not {line.shares:,}. Correct the number.",
                field="shares",
                clause=terms_of(tranche.agreement).clause("documents_govern"),
            )


def _check_origin(line: LineSpec, basis: str) -> None:
    """A line's origin decides which authority it needs, so it must be true: own year, also ahead of its report; offset after
    a deduction."""
    state, origin = line.tranche.state, line.origin
    if basis != Instruction.Basis.JOINT:
        fits = origin == InstructionLine.Origin.GOVERNED
    elif origin == InstructionLine.Origin.OFFSET:
        fits = state == TrancheState.DEDUCTED
    else:
        fits = origin == InstructionLine.Origin.OWN and (
            state in (TrancheState.REPORT_RECEIVED, TrancheState.INSTRUCTED)
            or is_ahead_of_report(line.tranche)
        )
    if not fits:
        raise RuleViolation(
            "wrong_origin",
            f"Tranche {line.tranche.number} is {line.tranche.get_state_display().lower()}: a line of this kind is not possible. "
            "Its own year is instructed once; an offset needs that the tranche was deducted. Take the line out.",
        )


def _inside(tranche: Tranche, standing: Balances) -> int:
    return standing.of(Account.HELD, tranche.number) + standing.of(Account.KEPT, tranche.number)
