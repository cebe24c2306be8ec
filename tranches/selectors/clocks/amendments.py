"""An amendment or a termination that waits: for signatures, then for its day (SPA 5.3, 11.2); after it, for the return.

Late, nothing is owed: it is not in force.
"""

from collections.abc import Iterator

from tranches.models import Account, Amendment, AmendmentState, Instruction, InstructionState
from tranches.selectors.amendment.amendments import missing_signatures, open_amendment
from tranches.selectors.amendment.terminations import termination_in_force
from tranches.selectors.assessment.assessments import OPEN_STATES
from tranches.selectors.clocks.clock import AGENT, Clock
from tranches.selectors.clocks.deals import Deal, having, makes
from tranches.selectors.ending.closing import open_return
from tranches.selectors.instruction.approvals import missing_approvals
from tranches.selectors.ledger.balances import balances

ENDED = having(
    Amendment,
    kind=Amendment.Kind.TERMINATION,
    state=AmendmentState.IN_FORCE,
    agreement__closing__isnull=True,
)
UNDER_WAY = having(Amendment, state__in=(AmendmentState.SUBMITTED, AmendmentState.SIGNED))


@makes("amendment", "termination")
def amendments(deal: Deal) -> Iterator[Clock]:
    """The one that is before the parties, or signed and not in force."""
    if not deal.read(UNDER_WAY):
        return
    found = open_amendment(deal.agreement)
    if found is None:
        return
    move = "The escrow agent: bring it into force on that day."
    whose: tuple[str, ...] = (AGENT,)
    if found.state == AmendmentState.SUBMITTED:
        missing = missing_signatures(found)
        move = " ".join(f"Party {party.letter}: its signature." for party in missing)
        whose = tuple(party.part for party in missing)
    yield deal.clock(
        found.noun,
        str(found),
        f"{found.noun.capitalize()} takes effect",
        "amendment",
        move,
        due=found.effective_on,
        whose=whose,
        subject=found,
    )


@makes("termination_return")
def what_a_termination_leaves(deal: Deal) -> Iterator[Clock]:
    """Shares that all parties gave back to the issuer, from the day of the termination until the letter of their return is due.

    It has no day of its own: the agreements give the return none. From the approval of the return on, the clock of its transfer runs.
    """
    found = termination_in_force(deal.agreement) if deal.read(ENDED) else None
    if found is None:
        return
    standing, instruction = balances(deal.agreement), open_return(deal.agreement)
    held = standing.total(Account.HELD) + standing.total(Account.RESERVED)
    kept = standing.total(Account.KEPT)
    if (instruction is not None and instruction.state == InstructionState.APPROVED) or not held + kept:
        return
    move = f"The escrow agent: prepare the return of the {kept:,} shares that are kept."
    whose: tuple[str, ...] = (AGENT,)
    if held or _gives(deal):
        move = "The escrow agent: first the release of what the termination gives the recipient; the rest goes back then."
    elif instruction is not None and instruction.state == InstructionState.SUBMITTED:
        parties = missing_approvals(instruction)
        move = " ".join(
            f"Party {party.letter}: its approval of the return {instruction}." for party in parties
        )
        whose = tuple(party.part for party in parties)
    elif instruction is not None:
        move = f"The escrow agent: put the return {instruction} before its signers."
    yield deal.clock(
        "termination_return",
        str(found),
        "What the termination leaves goes back to the issuer",
        "return",
        move,
        due=None,
        whose=whose,
        subject=found,
        since=found.effective_on,
    )


def _gives(deal: Deal) -> bool:
    """Whether what the termination gives the recipient is not carried out yet."""
    rows = Instruction.objects.filter(agreement=deal.agreement, state__in=OPEN_STATES)
    return rows.exclude(basis=Instruction.Basis.RETURN).exists()
