"""The acts of the tests about dividends and votes, each one call of a service."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from tests.deadlines.conftest import reachable
from tests.worlds import World, funded, pdf
from tranches.rights.models import (
    Dividend,
    DividendEntitlement,
    DividendPayment,
    DividendReceipt,
    Meeting,
    ProxyLetter,
    ScripDelivery,
    VotingDirection,
)
from tranches.rights.selectors.dividends import DividendRow, row_of
from tranches.rights.services.dividend_money import (
    pass_on_dividend,
    record_dividend_receipt,
    record_scrip_delivery,
)
from tranches.rights.services.dividends import Ratio, establish_entitlement, record_dividend
from tranches.rights.services.meetings import record_meeting
from tranches.rights.services.voting import Vote, give_direction, make_proxy_letter, record_direction

RECORD_ON, PAYMENT_ON = date(2026, 3, 10), date(2026, 3, 31)
DIRECTED = [Vote(1, "for"), Vote(2, "against", 4_000_000)]


def reached() -> World:
    """Everything deposited, everybody can be told; it is 2 March 2026."""
    world = reachable(funded())
    world.day(2026, 3, 2)
    return world


def declared(world: World, **changes: Any) -> Dividend:
    """USD 0.025 a share, unless changed."""
    given: dict[str, Any] = {
        "kind": "cash",
        "declared_on": world.today(),
        "record_on": RECORD_ON,
        "payment_on": PAYMENT_ON,
        "amount_per_share": Decimal("0.025"),
        "currency": "USD",
        "paper": pdf("declaration"),
    }
    return record_dividend(agreement=world.agreement, **(given | changes), **world.as_("clerk1"))


def declared_in_shares(world: World, **changes: Any) -> Dividend:
    """One new share for every twenty held."""
    given = {"kind": "scrip", "amount_per_share": None, "currency": "", "ratio": Ratio(1, 20)}
    return declared(world, **(given | changes))


def entitled(world: World, dividend: Dividend, **changes: Any) -> DividendEntitlement:
    return establish_entitlement(dividend=dividend, **changes, **world.as_("clerk1"))


def on_the_day_after(world: World, **changes: Any) -> Dividend:
    """A dividend in money with its entitlement, reckoned on 11 March 2026."""
    dividend = declared(world, **changes)
    world.day(2026, 3, 11)
    entitled(world, dividend)
    return dividend


def receive(world: World, dividend: Dividend, amount: str, **changes: Any) -> DividendReceipt:
    given = {"currency": "USD", "received_on": world.today(), "paper": pdf("advice of the transfer agent")}
    return record_dividend_receipt(
        dividend=dividend, amount=Decimal(amount), **(given | changes), **world.as_("clerk1")
    )


def pass_on(world: World, dividend: Dividend, amount: str, **changes: Any) -> DividendPayment:
    given = {"currency": "USD", "paid_on": world.today()}
    return pass_on_dividend(
        dividend=dividend, amount=Decimal(amount), **(given | changes), **world.as_("clerk1")
    )


def deliver(world: World, dividend: Dividend, shares: int, **changes: Any) -> ScripDelivery:
    given = {"delivered_on": world.today(), "paper": pdf("confirmation")}
    return record_scrip_delivery(dividend=dividend, shares=shares, **(given | changes), **world.as_("clerk1"))


def row(world: World, dividend: Dividend) -> DividendRow:
    return row_of(Dividend.objects.get(pk=dividend.pk), world.today())


def called(world: World, **changes: Any) -> Meeting:
    """A meeting on 20 March 2026, directions until the 18th, 17:00 in Shanghai."""
    given: dict[str, Any] = {
        "title": "Annual general meeting 2026",
        "meeting_on": date(2026, 3, 20),
        "record_on": RECORD_ON,
        "cut_off_at": datetime(2026, 3, 18, 9, tzinfo=UTC),
        "resolutions": ["Elect the directors", "Amend the articles"],
        "paper": pdf("notice of meeting"),
    }
    return record_meeting(agreement=world.agreement, **(given | changes), **world.as_("clerk1"))


def direct(
    world: World, meeting: Meeting, who: str = "seller", letter: str = "C", **changes: Any
) -> VotingDirection:
    given: dict[str, Any] = {"votes": DIRECTED}
    return give_direction(meeting=meeting, party=world.part(letter), **(given | changes), **world.as_(who))


def direct_on_paper(world: World, meeting: Meeting, **changes: Any) -> VotingDirection:
    given: dict[str, Any] = {
        "person": world.users["seller"].person,
        "votes": DIRECTED,
        "received_on": world.today(),
        "paper": pdf("direction"),
    }
    return record_direction(meeting=meeting, **(given | changes), **world.as_("clerk1"))


def write_letter(world: World, meeting: Meeting, who: str = "clerk2", **changes: Any) -> ProxyLetter:
    return make_proxy_letter(meeting=meeting, how="courier 9", **changes, **world.as_(who))
