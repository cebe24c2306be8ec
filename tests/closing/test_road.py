"""The last stretch: expiry, return, cancellation, closing."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.core.management import call_command

from documents.models import Document, Event
from tests.closing import road
from tests.unchanged import refused
from tranches.models import Account, Closing, EscrowAgreement, InstructionState, Posting, ReleaseState
from tranches.selectors.ending.expiry import expired_on, why_not_expired
from tranches.selectors.ledger.balances import balances
from tranches.services.release.transfer import record_recall, record_refusal
from tranches.statements.services import make_statement

pytestmark = pytest.mark.django_db
ALL_KEPT = sum(road.KEPT.values())


def amounts(agreement: EscrowAgreement) -> tuple[int, ...]:
    found = balances(agreement)
    places = (Account.KEPT, Account.RESERVED_RETURN, Account.RETURNED, Account.CANCELLED)
    return tuple(found.total(account) for account in places)


def test_an_agreement_is_played_from_the_deposit_to_its_closing_with_all_balances_zero() -> None:
    world = road.prepared()
    assert amounts(world.agreement) == (ALL_KEPT, 0, 0, 0)
    assert {line.tranche.number: line.shares for line in world.instruction().lines.all()} == road.KEPT
    world.submit(world.instruction())
    road.notify(world)
    road.approve(world)
    road.authorise(world)
    assert amounts(world.agreement) == (0, ALL_KEPT, 0, 0)
    world.send()
    world.confirm()
    assert amounts(world.agreement) == (0, 0, ALL_KEPT, 0)
    assert balances(world.agreement).in_escrow == 0
    road.cancel(world)
    assert amounts(world.agreement) == (0, 0, 0, ALL_KEPT)
    road.close(world)
    found = balances(world.agreement)
    assert found.total(Account.RECIPIENT) + ALL_KEPT == found.deposited == 15_000_000
    closing = Closing.objects.get(agreement=world.agreement)
    assert (closing.closed_on, closing.expired_on) == (date(2028, 1, 10), road.SETTLED_ON)
    kinds = set(Event.objects.filter(binder=world.agreement.binder).values_list("kind", flat=True))
    assert {
        "return.prepared",
        "return.noticed",
        "return.authorised",
        "shares.cancelled",
        "agreement.closed",
    } <= kinds
    papers = set(Document.objects.filter(made_here=True).values_list("kind", flat=True))
    assert {"return_notice", "closing_statement"} <= papers
    make_statement(agreement=world.agreement, **world.as_("clerk1"))
    call_command("verify", stdout=io.StringIO())


def test_a_refused_return_goes_back_to_what_is_kept_and_is_sent_again() -> None:
    world = road.with_transfer_agent()
    record_refusal(
        release=world.release(), reason="no guarantee", answered_on=world.today(), **world.as_("clerk1")
    )
    assert amounts(world.agreement) == (ALL_KEPT, 0, 0, 0)
    assert world.instruction().attempt == 2
    road.authorise(world)
    world.send()
    world.confirm()
    assert amounts(world.agreement) == (0, 0, ALL_KEPT, 0)
    assert world.instruction().state == InstructionState.EXECUTED


def test_a_return_confirmed_in_part_asks_for_the_rest_and_each_part_is_cancelled() -> None:
    world = road.with_transfer_agent()
    first, second = world.release().lines.order_by("id")
    world.confirm({first.pk: first.shares, second.pk: 1})
    with refused("not_returned"):  # the rest of the letter is open
        road.cancel(world)
    record_recall(release=world.release(), reason="stop", answered_on=world.today(), **world.as_("clerk1"))
    assert world.release().state == ReleaseState.PARTLY_CONFIRMED
    road.cancel(world)
    assert amounts(world.agreement) == (second.shares - 1, 0, 0, first.shares + 1)
    road.authorise(world)
    world.send()
    world.confirm()
    road.cancel(world)
    assert amounts(world.agreement) == (0, 0, 0, ALL_KEPT)
    road.close(world)


def test_a_deal_that_kept_nothing_is_closed_without_a_return() -> None:
    world = road.running()
    for number, actual in {1: 665_000_000, 2: 732_000_000}.items():
        world.play_year(number, actual, (2025 + number, 12, 18))
    assert road.close(world).expired_on == road.SETTLED_ON
    assert not Posting.objects.filter(kind=Posting.Kind.RETURN).exists()


@pytest.mark.parametrize(
    ("settings", "day", "expires"),
    [
        ({}, (2027, 12, 18), date(2027, 12, 18)),
        ({"expiry": "last_year_end"}, (2027, 12, 18), date(2027, 12, 18)),
        ({"expiry": "agreed_date", "expiry_on": "2028-06-30"}, (2028, 6, 29), None),
        ({"expiry": "agreed_date", "expiry_on": "2028-06-30"}, (2028, 6, 30), date(2028, 6, 30)),
    ],
)
def test_expiry_is_as_the_terms_set_it(
    settings: dict[str, str], day: tuple[int, int, int], expires: date | None
) -> None:
    world = road.settled(**settings)
    world.day(*day, hour=5)
    assert expired_on(world.agreement, world.now) == expires


def test_the_year_end_is_named_while_it_is_to_come() -> None:
    world = road.running(expiry="last_year_end")
    assert "The last assessment year ends on 30 November 2027." in why_not_expired(world.agreement, world.now)
    world.day(2027, 11, 30)
    assert "The last assessment year ends on 30 November 2027." in why_not_expired(world.agreement, world.now)
    world.day(2027, 12, 1)
    assert not any("ends on" in reason for reason in why_not_expired(world.agreement, world.now))
