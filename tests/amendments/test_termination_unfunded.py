"""A termination of an agreement whose deposit is not complete: a world of its own, beside no staged one."""

from __future__ import annotations

import pytest

from tests.amendments.test_termination import carried_out, in_force, splits
from tests.worlds import loaded
from tranches.models import Closing
from tranches.selectors.ledger.balances import balances


@pytest.mark.django_db
def test_a_tranche_that_was_never_funded_ends_with_the_others() -> None:
    world = loaded()
    world.day(2025, 12, 15)
    world.deposit(12_000_000)
    world.consent()
    in_force(world, splits=splits(world, {1: 0, 2: 0, 3: 0, 4: 1_000_000}))
    carried_out(world)
    assert {world.tranche(n).state for n in (1, 2, 3, 5)} == {"deducted"}
    assert (balances(world.agreement).in_escrow, Closing.objects.get().way) == (0, "terminated")
