"""The deposit of all shares in the agent's name (EA 1.1)."""

from collections.abc import Iterator

from tranches.selectors.clocks import shared
from tranches.selectors.clocks.clock import BUSINESS, Clock
from tranches.selectors.clocks.deals import Deal, makes
from tranches.selectors.docket.delay import Missing, spells
from tranches.selectors.ledger.units import missing_deposit
from tranches.terms import deadlines


@makes("deposit")
def deposit(deal: Deal) -> Iterator[Clock]:
    """Runs from the effective date until every share is in; again when an amendment asks for more."""
    if not missing_deposit(deal.agreement, deal.read(shared.standings)):
        return
    due = deadlines.deposit_due(deal.terms, calendar=deal.calendar)
    issuer = next(
        (party for party in deal.read(shared.parties) if party.key == deal.terms.instrument.issuer), None
    )
    missing = (Missing("deposit", "issuer", issuer.letter if issuer else "", "the deposit of the shares"),)
    yield deal.clock(
        "deposit",
        "all shares",
        "Deposit of all shares in the agent’s name",
        "deposit",
        missing,
        due=due,
        unit=BUSINESS,
        spells=spells(lambda _: missing, due_on=due.due_on, until=deal.today),
    )
