"""The main road: deposit, report, instruction, approvals, authorisation, confirmation, and what an excess restores."""

import pytest

from tests import worlds
from tranches.models import Account, TrancheState
from tranches.selectors.ledger.balances import balances

pytestmark = pytest.mark.django_db


def test_a_shortfall_releases_the_rest_and_keeps_the_deduction() -> None:
    world = worlds.released(600_000_000)
    standing = balances(world.agreement)
    assert standing.of(Account.RECIPIENT, 1) == 2_706_766
    assert standing.of(Account.KEPT, 1) == 293_234
    assert world.tranche(1).state == TrancheState.DEDUCTED


def test_an_excess_restores_shares_of_an_earlier_year() -> None:
    world = worlds.released(600_000_000)
    world.play_year(2, 732_000_000, (2027, 12, 20))
    world.play_year(3, 900_000_000, (2028, 12, 18))
    standing = balances(world.agreement)
    assert standing.of(Account.RECIPIENT, 1) == 2_706_766 + 177_019
    assert standing.of(Account.RECIPIENT, 2) == standing.of(Account.RECIPIENT, 3) == 3_000_000
    assert [world.tranche(n).state for n in (1, 2, 3)] == ["deducted", "released", "released"]


def test_a_missed_year_is_deducted_by_an_instruction_over_nothing_without_a_letter() -> None:
    world = worlds.funded()
    world.play_year(1, 0, (2026, 12, 18))
    assert world.tranche(1).state == TrancheState.DEDUCTED
    assert balances(world.agreement).of(Account.KEPT, 1) == 3_000_000
    assert not world.agreement.releases.exists()
