"""What stood on a record date (SPA 3.2, EA 1.3): each test walks a deal of its own to where the count is not trivial."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from documents.errors import RuleViolation
from documents.models import Event
from tests import worlds
from tests.closing import road
from tests.corporate.road import converted
from tests.rights.acts import (
    called,
    declared,
    declared_in_shares,
    deliver,
    direct,
    entitled,
    pass_on,
    receive,
    row,
    write_letter,
)
from tests.unchanged import refused
from tests.worlds import pdf
from tranches.models import Account, Posting
from tranches.rights.selectors.rights import rights_on
from tranches.rights.services.voting import Vote
from tranches.selectors.docket.docket import docket_of
from tranches.selectors.ledger.balances import balances
from tranches.services.agreement.agreements import record_deposit

pytestmark = pytest.mark.django_db


def test_entitlement_is_derived_by_tranche_and_account_and_rounded_half_up_once() -> None:
    """After year one 12,293,234 stand in escrow, 293,234 of them kept; × USD 0.0125 = 153,665.425."""
    world = worlds.released(600_000_000)
    dividend = declared(
        world, record_on=world.today(), payment_on=date(2027, 1, 31), amount_per_share=Decimal("0.0125")
    )
    world.later(days=1)
    made = entitled(world, dividend)
    assert (made.shares, made.amount_minor, made.remainder) == (12_293_234, 15_366_543, "-1/2")
    assert made.derivation[:2] == [
        {"tranche": 1, "account": "kept", "shares": 293_234, "counts": True},
        {"tranche": 2, "account": "held", "shares": 3_000_000, "counts": True},
    ]
    event = Event.objects.get(kind="dividend.entitled")
    assert (event.after["due"], event.effective_on) == ("USD 153,665.43", date(2026, 12, 18))


def test_shares_on_their_way_count_until_the_transfer_agent_has_moved_them() -> None:
    world = worlds.sent(600_000_000)
    standing = rights_on(world.agreement, world.today())
    assert standing.entitled == 15_000_000
    assert {entry.account: entry.shares for entry in standing.portions if entry.tranche == 1} == {
        "held": 293_234,
        "reserved": 2_706_766,
    }
    world.later(days=3)
    world.confirm()
    assert rights_on(world.agreement, world.today()).entitled == 12_293_234
    assert rights_on(world.agreement, date(2026, 12, 18)).entitled == 15_000_000, (
        "the record date stays what it was"
    )


def test_kept_shares_count_or_not_by_the_agreed_reading() -> None:
    """Two years, all settled on 18 December 2027: 1,060,952 are kept, and the assessment period ended on 30 November 2027."""
    world = road.settled(kept_rights="until_assessment_end")
    standing = rights_on(world.agreement, world.today())
    assert (standing.in_name, standing.entitled) == (1_060_952, 0)
    in_the_period = rights_on(world.agreement, date(2027, 11, 30))
    assert in_the_period.in_name == in_the_period.entitled == 7_500_000 + 733_083
    dividend = declared(world, record_on=world.today(), payment_on=date(2028, 1, 31))
    world.later(days=1)
    assert entitled(world, dividend).amount_minor == 0
    assert row(world, dividend).word == "nothing due"
    receive(world, dividend, "26523.80")
    assert (row(world, dividend).difference, row(world, dividend).to_pass_on) == (0, 0)
    with refused("more_than_received"):
        pass_on(world, dividend, "0.01")


def test_posting_recorded_later_is_flagged_and_answered_by_a_correction() -> None:
    """Known on 17 December: 10,000,000. A deposit of the 15th is recorded on the 18th: known now 15,000,000."""
    world = worlds.loaded()
    world.day(2025, 12, 15)
    world.deposit(10_000_000)
    dividend = declared(world, record_on=date(2025, 12, 15), payment_on=date(2025, 12, 31))
    world.day(2025, 12, 17)
    first = entitled(world, dividend)
    with refused("nothing_changed"):
        entitled(world, dividend, reason="again")
    world.day(2025, 12, 18)
    record_deposit(
        agreement=world.agreement,
        shares=5_000_000,
        deposited_on=date(2025, 12, 15),
        reference="TA-2",
        paper=pdf("late"),
        **world.as_("clerk1"),
    )
    found = row(world, dividend)
    assert (found.is_overtaken, found.entitlement, found.now.entitled) == (True, first, 15_000_000)  # type: ignore[union-attr]
    assert rights_on(world.agreement, date(2025, 12, 15), known_at=first.recorded_at).entitled == 10_000_000
    (entry,) = [entry for entry in docket_of(world.agreement, world.today()) if entry.name == "dividend"]
    assert (entry.move, entry.spells) == ("Escrow agent: the recipient’s entitlement.", ())
    with refused("entitlement_overtaken"):
        receive(world, dividend, "375000")
    with refused("missing"):
        entitled(world, dividend)
    second = entitled(world, dividend, reason="lot 2 was recorded late")
    first.refresh_from_db()
    assert (first.amount_minor, second.number, second.amount_minor) == (25_000_000, 2, 37_500_000)
    assert not row(world, dividend).is_overtaken
    assert Event.objects.filter(kind="dividend.entitled").latest("id").before == {"due": "USD 250,000.00"}


def test_dividend_in_shares_is_the_recipients_outside_the_ledger() -> None:
    """1 for 20 on 12,293,234: 614,661.7, rounded down."""
    world = worlds.released(600_000_000)
    dividend = declared_in_shares(world, record_on=world.today(), payment_on=date(2027, 1, 31))
    world.later(days=1)
    made = entitled(world, dividend)
    assert (made.shares_due, made.amount_minor, made.remainder) == (614_661, None, "7/10")
    before = Posting.objects.count()
    with refused("more_than_due"):
        deliver(world, dividend, 614_662)
    deliver(world, dividend, 600_000)
    deliver(world, dividend, 14_661)
    assert (row(world, dividend).word, Posting.objects.count()) == ("delivered", before)
    with refused("paid_in_shares"):
        receive(world, dividend, "1")


def test_dividend_in_shares_that_joins_the_escrow_is_a_corporate_action() -> None:
    world = road.running(scrip_dividend="joins")
    with refused("scrip_joins"):
        declared_in_shares(world, record_on=world.today(), payment_on=world.today())
    with pytest.raises(RuleViolation, match="a split that makes 21 shares of every 20"):
        declared_in_shares(world, record_on=world.today(), payment_on=world.today())
    before = balances(world.agreement)
    converted(world, 21, 20)
    after = balances(world.agreement)
    assert after.in_escrow * 20 == before.in_escrow * 21 > 0
    assert after.of(Account.HELD, 2) * 20 == before.of(Account.HELD, 2) * 21 > 0


def test_dividend_of_a_record_date_before_the_closing_is_settled_after_it() -> None:
    world = road.closed()
    dividend = declared(world, record_on=date(2027, 12, 20), payment_on=world.today())
    world.later(days=1)
    assert entitled(world, dividend).shares == 1_060_952
    receive(world, dividend, "26523.80")
    pass_on(world, dividend, "26523.80")
    assert row(world, dividend).word == "passed on"


def test_votes_are_those_of_the_record_date_not_of_the_day_of_the_direction() -> None:
    """Directed over all 15,000,000; on the record date 12,293,234 are left in escrow."""
    world = worlds.sent(600_000_000)
    meeting = called(
        world,
        record_on=date(2026, 12, 20),
        meeting_on=date(2027, 1, 15),
        cut_off_at=datetime(2027, 1, 10, 9, tzinfo=UTC),
    )
    direct(world, meeting, votes=[Vote(1, "for", 13_000_000), Vote(2, "for")])
    world.confirm()
    world.later(days=3)
    with refused("more_votes_than_shares"):
        write_letter(world, meeting)
    direct(world, meeting, votes=[Vote(1, "for"), Vote(2, "for")])
    assert write_letter(world, meeting).shares == 12_293_234
