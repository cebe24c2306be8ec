"""The last stretch: expiry, return, cancellation, closing; and every way of being too early."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command

from tests.closing import road
from tranches.models import Account, Closing
from tranches.selectors.balances import balances
from tranches.selectors.expiry import expired_on

pytestmark = pytest.mark.django_db


def test_an_agreement_is_played_from_the_deposit_to_its_closing_with_all_balances_zero() -> None:
    world = road.closed()
    standing = balances(world.agreement)
    assert standing.in_escrow == 0
    assert standing.total(Account.RETURNED) == 0
    assert standing.total(Account.CANCELLED) == sum(road.KEPT.values())
    assert (
        standing.total(Account.RECIPIENT) + standing.total(Account.CANCELLED)
        == standing.deposited
        == 15_000_000
    )
    closing = Closing.objects.get(agreement=world.agreement)
    assert (closing.closed_on, closing.expired_on) == (world.today(), expired_on(world.agreement, world.now))
    call_command("verify", stdout=io.StringIO())
