"""An amendment or a termination that waits: for signatures, then for its day (SPA 5.3, 11.2).

Late, nothing is owed: it is not in force.
"""

from collections.abc import Iterator

from tranches.models import Amendment, AmendmentState
from tranches.selectors.amendments import missing_signatures, open_amendment
from tranches.selectors.clocks.clock import AGENT, Clock
from tranches.selectors.clocks.deals import Deal, having, makes

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
    is_termination = found.kind == Amendment.Kind.TERMINATION
    yield deal.clock(
        "termination" if is_termination else "amendment",
        str(found),
        "Termination takes effect" if is_termination else "Amendment takes effect",
        "amendment",
        move,
        due=found.effective_on,
        whose=whose,
        subject=found,
    )
