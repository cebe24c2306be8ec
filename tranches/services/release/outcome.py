"""What follows when an instruction is carried out: the rest is kept, the tranche is `released` or `deducted` (SPA 5.1, 5.2)."""

from datetime import date

from tranches.models import Account, Instruction, Posting, Tranche, TrancheState
from tranches.selectors.ledger.balances import balances
from tranches.selectors.ledger.units import is_whole
from tranches.selectors.release.confirmed import open_shares
from tranches.services.assessment.assessing import assess_now
from tranches.services.common import move_instruction, move_tranche
from tranches.services.deed import Deed
from tranches.services.ledger import Why, posting_facts


def finish_if_carried_out(deed: Deed, instruction: Instruction, *, day: date) -> bool:
    """With every line confirmed: execute the instruction, keep what was not due, and settle the state of its tranches.

    Returns whether it was carried out. A line of zero shares is confirmed by nature.
    """
    lines = list(instruction.lines.select_related("tranche__agreement"))
    if any(open_shares(line) > 0 for line in lines):
        return False
    move_instruction(
        deed,
        instruction,
        "execute",
        "instruction.executed",
        effective_on=day,
        reason="every line is confirmed",
    )
    for line in lines:
        settle(deed, line.tranche, day=day, cause=str(instruction))
    if any(line.computed_shares not in (None, line.shares) for line in lines):
        assess_now(deed, effective_on=day)
    return True


def settle(deed: Deed, tranche: Tranche, *, day: date, cause: str) -> None:
    """Keep what a carried-out instruction left of a tranche, and end its state. A disputed one waits for its resumption."""
    agreement = tranche.agreement
    standing = balances(agreement)
    left = standing.of(Account.HELD, tranche.number)
    if tranche.state == TrancheState.INSTRUCTED and left:
        posting = deed.post(
            Posting.Kind.DEDUCTION,
            left,
            source=(Account.HELD, tranche),
            target=(Account.KEPT, tranche),
            why=Why(cause),
            effective_on=day,
        )
        deed.note(
            "shares.kept",
            tranche,
            effective_on=day,
            before={"kept": standing.of(Account.KEPT, tranche.number)},
            after={"kept": standing.of(Account.KEPT, tranche.number) + left},
            facts={"postings": posting_facts([posting])},
        )
    whole = is_whole(tranche, standing)
    if whole and tranche.state in (TrancheState.INSTRUCTED, TrancheState.DEDUCTED):
        move_tranche(deed, tranche, "complete", effective_on=day, reason="all its shares are released")
    elif tranche.state == TrancheState.INSTRUCTED:
        move_tranche(
            deed, tranche, "deduct", effective_on=day, reason="what was due is released, the rest is kept"
        )
