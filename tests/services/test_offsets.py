"""Offset lines: what a later excess restores, the last single share, and a tranche made whole (SPA 5.2(2))."""

from pathlib import Path

import pytest

from tests import worlds
from tests.services.test_approvals import variant
from tests.worlds import World
from tranches.models import Account
from tranches.selectors.assessment.assessments import proposal_for
from tranches.selectors.ledger.balances import balances

pytestmark = pytest.mark.django_db


def year_three(actual: int, path: Path = worlds.KAIXIN) -> World:
    world = worlds.released(600_000_000, path=path)
    world.play_year(2, 732_000_000, (2027, 12, 20))
    world.day(2028, 12, 18)
    world.report(3, actual)
    return world


def released(world: World, number: int = 1) -> int:
    return balances(world.agreement).of(Account.RECIPIENT, number)


def test_the_own_year_and_the_restored_shares_stand_in_one_instruction() -> None:
    world = year_three(900_000_000)
    instruction = world.instruct(3)
    assert [
        (line["tranche"], line["origin"], line["offset_by"], line["shares"])
        for line in instruction.content["lines"]
    ] == [
        (3, "own", None, 3_000_000),
        (1, "offset", 3, 177_019),
    ]
    assert instruction.content["readings"]
    world.carry_out(instruction)
    assert (released(world), released(world, 3)) == (2_883_785, 3_000_000)
    assert (world.tranche(1).state, world.tranche(3).state) == ("deducted", "released")


def test_an_offset_draws_on_what_is_kept_and_a_refusal_puts_it_back_there() -> None:
    from tranches.services.release.transfer import record_refusal

    world = year_three(900_000_000)
    instruction = world.instruct(3)
    world.tick_all(instruction)
    world.authorise(instruction)
    assert balances(world.agreement).of(Account.KEPT, 1) == 293_234 - 177_019
    world.send()
    record_refusal(release=world.release(), reason="no", answered_on=world.today(), **world.as_("clerk1"))
    standing = balances(world.agreement)
    assert (standing.of(Account.KEPT, 1), standing.of(Account.HELD, 1), standing.of(Account.HELD, 3)) == (
        293_234,
        0,
        3_000_000,
    )


def test_a_restored_line_can_be_instructed_alone_from_the_earlier_tranche() -> None:
    world = year_three(900_000_000)
    world.carry_out(world.instruct(1))
    assert released(world) == 2_883_785
    assert [(line.tranche.number, line.shares) for line in proposal_for(world.tranche(3))] == [(3, 3_000_000)]


def test_the_shipped_reading_offsets_the_whole_shortfall_and_leaves_shares_kept() -> None:
    world = year_three(935_000_000)
    world.carry_out(world.instruct(3))
    assert released(world) == 2_949_002
    assert world.tranche(1).state == "deducted"


def test_a_deducted_tranche_made_whole_becomes_released(tmp_path: Path) -> None:
    deal = variant(tmp_path, 'offset_limit = "revenue" ', 'offset_limit = "shares" ', "KX-WHOLE")
    world = year_three(1_200_000_000, deal)
    world.carry_out(world.instruct(3))
    assert released(world) == 3_000_000
    assert (world.tranche(1).state, world.tranche(3).state) == ("released", "released")
    assert balances(world.agreement).total(Account.KEPT) == 0


def test_the_last_single_share_is_released_by_itself() -> None:
    """0.92 of a share was left of the own year, 0.19 is restored: together one more whole share."""
    world = year_three(805_000_100)
    assert {line.tranche.number: line.shares for line in proposal_for(world.tranche(3))} == {
        3: 3_000_000,
        1: 1,
    }
    world.carry_out(world.instruct(3))
    assert released(world) == 2_706_767


def test_fractions_of_two_restorations_are_added_before_they_are_rounded() -> None:
    """0.92 + 0.19 + 0.85 is still one share; with a little more it is two. Rounded one by one it would be none."""
    world = year_three(805_000_100)
    world.carry_out(world.instruct(3))
    world.day(2029, 12, 18)
    world.report(4, 885_000_500)
    assert [line.tranche.number for line in proposal_for(world.tranche(4))] == [4]
    world.report(4, 885_000_600, reason="misprint")
    assert {line.tranche.number: line.shares for line in proposal_for(world.tranche(4))} == {
        4: 3_000_000,
        1: 1,
    }
