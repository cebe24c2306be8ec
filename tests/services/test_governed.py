"""Release on a settlement, award or judgment in place of the joint instruction (EA 3.3)."""

from datetime import timedelta
from typing import Any

import pytest

from tests import worlds
from tests.services.papers import award, checked, recorded
from tests.services.test_holds import lift, stand
from tests.services.test_preparing import withdraw
from tests.unchanged import refused
from tests.worlds import World, pdf
from tranches.models import Account, HoldLift
from tranches.selectors.assessment.assessments import proposal_for
from tranches.selectors.ledger.balances import balances
from tranches.services.instruction.instructions import LineSpec

STAGE = worlds.instructed


def released(world: World, number: int = 1) -> int:
    return balances(world.agreement).of(Account.RECIPIENT, number)


def letter_out(world: World) -> None:
    world.tick_all(world.instruction())
    world.authorise(world.instruction())
    world.send()


@pytest.mark.parametrize("basis", ["settlement", "award", "judgment"])
def test_a_checked_paper_releases_its_own_quantity(world: World, basis: str) -> None:
    governed = award(world, {1: 2_900_000}, basis)
    world.carry_out(governed)
    assert released(world) == 2_900_000
    assert world.tranche(1).state == "deducted"
    assert balances(world.agreement).of(Account.KEPT, 1) == 100_000


def test_a_pending_tranche_is_settled_without_a_report(world: World) -> None:
    world.carry_out(award(world, {3: 3_000_000}))
    assert (world.tranche(3).state, released(world, 3)) == ("released", 3_000_000)


def test_a_paper_over_nothing_deducts_the_tranche(world: World) -> None:
    world.carry_out(award(world, {2: 0}))
    assert world.tranche(2).state == "deducted"


def test_a_recorded_paper_governs_nothing_before_its_check(world: World) -> None:
    recorded(world, {2: 1_000})
    assert world.tranche(2).state == "pending"
    with refused("not_instructed"):
        world.authorise(world.instruction(), "clerk2")


def test_who_recorded_the_paper_does_not_check_it(world: World) -> None:
    paper = recorded(world, {2: 1_000})
    with refused("needs_second_person"):
        checked(world, paper, "clerk1")
    world.second_account("clerk1b", of="clerk1")
    with refused("needs_second_person"):
        checked(world, paper, "clerk1b")


def test_the_check_writes_down_its_finding(world: World) -> None:
    paper = recorded(world, {2: 1_000})
    with refused("missing"):
        checked(world, paper, finding=" ")


def test_a_joint_instruction_has_no_paper_to_check(world: World) -> None:
    with refused("not_governed"):
        checked(world, world.instruction())


def test_a_paper_is_checked_once(world: World) -> None:
    paper = award(world, {2: 1_000})
    with refused("already_checked"):
        checked(world, paper, "supervisor")


@pytest.mark.parametrize(
    ("signed", "missing"), [(["A", "B"], "C"), (["A", "C"], "B"), (["B", "C"], "A"), ([], "A")]
)
def test_a_settlement_bears_every_partys_signature(world: World, signed: list[str], missing: str) -> None:
    with refused("settlement_not_signed_by_all"):
        recorded(world, {2: 1_000}, "settlement", signed_by=signed)


@pytest.mark.parametrize("basis", ["award", "judgment"])
def test_an_award_or_judgment_names_its_forum(world: World, basis: str) -> None:
    with refused("missing"):
        recorded(world, {2: 1_000}, basis, forum="")


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"basis": "joint"}, "wrong_basis"), ({"basis": "rumour"}, "wrong_basis"), ({"lines": []}, "no_lines")],
)
def test_a_paper_has_its_kind_and_its_lines(world: World, changes: dict[str, Any], code: str) -> None:
    with refused(code):
        recorded(world, {2: 1_000}, **changes)


def test_the_papers_days_are_in_order_and_past(world: World) -> None:
    with refused("dates_out_of_order"):
        recorded(world, {2: 1_000}, received_on=world.today() - timedelta(days=1))
    with refused("future_date"):
        recorded(world, {2: 1_000}, received_on=world.today() + timedelta(days=1))


def test_no_paper_orders_more_than_the_ledger_holds(world: World) -> None:
    with refused("more_than_held"):
        recorded(world, {2: 3_000_001})


@pytest.mark.parametrize("origin", ["own", "offset"])
def test_a_papers_line_is_fixed_by_the_paper(world: World, origin: str) -> None:
    with refused("wrong_origin"):
        recorded(world, {}, lines=[LineSpec(world.tranche(1), origin, 5)])


# --- In place of the joint instruction -----------------------------------------------------------


def test_the_paper_takes_the_place_of_the_joint_instruction(world: World) -> None:
    joint = world.instruction()
    award(world, {1: 1_000_000})
    assert (world.instruction(joint.number).state, world.tranche(1).state) == ("superseded", "instructed")
    with refused("not_instructed"):
        world.authorise(joint, "clerk2")


def test_a_paper_waits_while_a_letter_is_out(world: World) -> None:
    letter_out(world)
    paper = recorded(world, {1: 200_000})
    with refused("release_under_way"):
        checked(world, paper)


def test_the_other_tranche_of_a_superseded_joint_instruction_steps_back(world: World) -> None:
    world.carry_out(world.instruction())
    world.day(2027, 12, 20)
    world.report(2, 800_000_000)
    world.instruct(2)
    assert world.tranche(2).state == "instructed"
    award(world, {1: 10_000})
    assert world.tranche(2).state == "report_received"
    world.carry_out(world.instruct(2))
    assert world.tranche(2).state == "released"


def test_a_paper_that_replaces_another_answers_for_all_its_tranches(world: World) -> None:
    award(world, {2: 1_000_000, 3: 1_000_000})
    narrower = recorded(world, {2: 500_000})
    with refused("paper_covers_more"):
        checked(world, narrower)
    withdraw(world, narrower)
    world.carry_out(award(world, {2: 500_000, 3: 1_000_000}))
    assert (released(world, 2), released(world, 3)) == (500_000, 1_000_000)


def test_what_was_confirmed_in_part_before_the_award_counts_in_its_total(world: World) -> None:
    letter_out(world)
    world.confirm_only({world.release().lines.get().pk: 1_000_000})
    world.carry_out(award(world, {1: 500_000}))
    assert released(world) == 1_500_000
    assert proposal_for(world.tranche(1)) == []
    assessment = world.agreement.assessments.latest("number")
    assert (
        next(entry for entry in assessment.result["tranches"] if entry["number"] == 1)["entitled"]
        == 1_500_000
    )


def test_a_second_paper_on_a_tranche_without_a_report_can_be_recorded_while_an_earlier_year_is_known(
    world: World,
) -> None:
    world.carry_out(award(world, {3: 1_000_000}))
    world.carry_out(award(world, {3: 500_000}))
    assert released(world, 3) == 1_500_000


# --- Holds ---------------------------------------------------------------------------------------


def test_the_paper_ends_the_dispute_and_its_holds(world: World) -> None:
    stand(world)
    award(world, {1: 1_000_000}, "settlement")
    assert (world.tranche(1).state, world.tranche(1).state_before_dispute) == ("instructed", "")
    assert HoldLift.objects.get().exit == "settlement"


def test_a_settlement_over_shares_that_a_hold_keeps_back_ends_that_hold(world: World) -> None:
    stand(world, shares=1_000_000)
    world.carry_out(award(world, {1: 3_000_000}, "settlement"))
    assert world.tranche(1).state == "released"


def test_a_court_order_stands_over_an_award(world: World) -> None:
    hold = stand(world, ground="court_order", paper=pdf("order"))
    paper = recorded(world, {1: 1_000_000})
    with refused("court_order_stands"):
        checked(world, paper)
    lift(world, hold, exit="judgment")
    checked(world, paper)
    assert world.tranche(1).state == "instructed"


def test_a_hold_on_another_tranche_is_left_standing(world: World) -> None:
    stand(world, 2)
    award(world, {1: 1_000_000})
    assert world.tranche(2).state == "disputed"


# --- The quantity that governs -------------------------------------------------------------------


def test_what_the_paper_left_is_restored_by_a_later_excess(world: World) -> None:
    world.carry_out(award(world, {1: 2_000_000}))
    world.play_year(2, 732_000_000, (2027, 12, 20))
    world.day(2028, 12, 18)
    world.report(3, 900_000_000)
    lines = {line.tranche.number: line.shares for line in proposal_for(world.tranche(3))}
    assert lines == {3: 3_000_000, 1: 177_018}


def test_a_later_excess_does_not_restore_more_than_the_paper_left(world: World) -> None:
    world.carry_out(award(world, {1: 2_999_990}))
    world.play_year(2, 732_000_000, (2027, 12, 20))
    world.day(2028, 12, 18)
    world.report(3, 2_000_000_000)
    lines = {line.tranche.number: line.shares for line in proposal_for(world.tranche(3))}
    assert lines[1] <= 10


def test_a_deducted_tranche_settled_later_becomes_released_when_whole(world: World) -> None:
    world.carry_out(world.instruction())
    world.carry_out(award(world, {1: 293_234}, "settlement"))
    assert world.tranche(1).state == "released"
