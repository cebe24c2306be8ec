"""Preparing, submitting and withdrawing the joint written instruction (EA 3.1(b), 4.3)."""

import pytest

from documents.intake import Intake
from tests import worlds
from tests.services.papers import award, recorded
from tests.services.test_holds import stand
from tests.unchanged import refused
from tests.worlds import World, pdf
from tranches.models import Account, Instruction
from tranches.selectors.instruction.approvals import difference_of
from tranches.selectors.ledger.balances import balances
from tranches.services.instruction.instructions import (
    LineSpec,
    prepare_instruction,
    submit_instruction,
    withdraw_instruction,
)

STAGE = worlds.reported


def withdraw(
    world: World, instruction: Instruction, reason: str = "asked for by A", paper: Intake | None = None
) -> None:
    withdraw_instruction(instruction=instruction, reason=reason, paper=paper, **world.as_("clerk1"))


def own(world: World, shares: int, number: int = 1) -> LineSpec:
    return LineSpec(world.tranche(number), "own", shares)


def test_the_assessments_figure_is_the_proposal(world: World) -> None:
    instruction = world.prepare(1)
    assert instruction.state == "draft"
    assert [(line.origin, line.shares, line.computed_shares) for line in instruction.lines.all()] == [
        ("own", 2_706_766, 2_706_766)
    ]
    assert instruction.content["recipient"]["delivery_account"] == "account 4417 at the transfer agent"
    assert instruction.proposal is not None


def test_nothing_is_instructed_before_the_report(world: World) -> None:
    with refused("nothing_to_instruct"):
        world.prepare(2)


def test_nothing_is_instructed_of_a_tranche_that_is_settled(world: World) -> None:
    world.carry_out(world.instruct(1))
    with refused("nothing_to_instruct"):
        world.prepare(1)


@pytest.mark.parametrize("shares", [0, 1, 2_706_765, 2_706_767, 3_000_000])
def test_another_quantity_needs_its_reason(world: World, shares: int) -> None:
    with refused("missing"):
        world.prepare(1, [own(world, shares)])
    assert world.prepare(1, [own(world, shares)], "both parties ask for it").difference_reason


def test_more_than_the_ledger_holds_is_refused(world: World) -> None:
    with refused("more_than_held"):
        world.prepare(1, [own(world, 3_000_001)], "both parties ask for it")


def test_what_a_hold_keeps_back_is_instructed_all_the_same_and_waits(world: World) -> None:
    stand(world, shares=500_000)
    assert world.prepare(1).lines.get().shares == 2_706_766


def test_a_proposed_line_left_out_is_a_difference_the_signers_see(world: World) -> None:
    world.carry_out(world.instruct(1))
    world.play_year(2, 732_000_000, (2027, 12, 20))
    world.day(2028, 12, 18)
    world.report(3, 900_000_000)
    instruction = world.prepare(3, [LineSpec(world.tranche(3), "own", 3_000_000)], "the offset is contested")
    assert instruction.content["left_out"] == [{"tranche": 1, "computed": 177_019}]
    assert difference_of(instruction) == -177_019


def test_a_negative_line_is_refused(world: World) -> None:
    with refused("negative_shares"):
        world.prepare(1, [own(world, -1)], "x")


def test_a_tranche_stands_in_one_line_only(world: World) -> None:
    with refused("line_twice"):
        world.prepare(1, [own(world, 1), own(world, 2)], "x")


def test_an_instruction_has_a_line_for_its_own_tranche(world: World) -> None:
    with refused("wrong_tranche"):
        world.prepare(1, [own(world, 1, number=2)], "x")


def test_only_one_instruction_for_a_tranche_is_open(world: World) -> None:
    first = world.prepare(1)
    with refused("instruction_open"):
        world.prepare(1)
    withdraw(world, first)
    assert world.prepare(1).number == first.number + 1


def test_a_disputed_tranche_is_not_instructed_jointly(world: World) -> None:
    stand(world)
    with refused("tranche_disputed"):
        world.prepare(1)


def test_a_hold_confirmed_after_the_form_was_read_still_stops_the_instruction(world: World) -> None:
    read_before = own(world, 2_706_766)
    stand(world)
    with refused("tranche_disputed"):
        world.prepare(1, [read_before])


@pytest.mark.parametrize("origin", ["offset", "governed"])
def test_a_tranche_without_a_report_gets_no_line_but_of_its_own_year(world: World, origin: str) -> None:
    with refused("wrong_origin"):
        world.prepare(
            1,
            [own(world, 2_706_766), LineSpec(world.tranche(2), origin, 1_000, world.tranche(1))],
            "a favour",
        )


def test_an_own_line_is_not_passed_off_as_an_offset(world: World) -> None:
    with refused("wrong_origin"):
        world.prepare(1, [LineSpec(world.tranche(1), "offset", 2_706_766, world.tranche(1))], "x")


def test_a_line_nobody_proposed_shows_its_difference_to_the_signers(world: World) -> None:
    world.carry_out(world.instruct(1))
    world.day(2027, 12, 20)
    world.report(2, 732_000_000)
    extra = LineSpec(world.tranche(1), "offset", 5_000, world.tranche(2))
    with refused("missing"):
        world.prepare(2, [own(world, 3_000_000, 2), extra])
    instruction = world.submit(world.prepare(2, [own(world, 3_000_000, 2), extra], "a favour"))
    assert [line["computed"] for line in instruction.content["lines"]] == [3_000_000, 0]
    with refused("difference_not_acknowledged"):
        world.approve(instruction, "officer_a", "A")
    world.approve(instruction, "officer_a", "A", 5_000)


def test_a_line_of_another_agreement_is_refused(world: World) -> None:
    other = worlds.funded(reference="KX-OTHER")
    with refused("two_agreements"):
        world.prepare(1, [own(world, 2_706_766), LineSpec(other.tranche(1), "own", 1)], "x")


def test_an_account_without_a_person_cannot_prepare(world: World) -> None:
    from dataclasses import replace

    clerk = replace(world.actor("clerk1"), person_id=None)
    with refused("no_person"):
        prepare_instruction(tranche=world.tranche(1), actor=clerk, now=world.now)


def test_a_draft_is_put_before_the_signers_once(world: World) -> None:
    instruction = world.submit(world.prepare(1))
    assert instruction.state == "submitted"
    with refused("wrong_state"):
        world.submit(instruction)


def test_a_draft_that_a_newer_assessment_overtook_is_not_submitted(world: World) -> None:
    world.carry_out(world.instruct(1))
    world.day(2027, 12, 20)
    world.report(2, 800_000_000)
    draft = world.prepare(1)
    world.day(2028, 12, 18)
    world.report(3, 900_000_000)
    with refused("overtaken"):
        world.submit(draft)


def test_a_newer_report_that_changes_nothing_for_the_lines_does_not_overtake(world: World) -> None:
    draft = world.prepare(1)
    world.day(2027, 12, 20)
    world.report(2, 500_000_000)
    assert world.submit(draft).state == "submitted"


def test_a_governing_paper_is_not_put_before_signers(world: World) -> None:
    paper = recorded(world, {1: 1_000})
    with refused("not_joint"):
        submit_instruction(instruction=paper, **world.as_("clerk1"))


@pytest.mark.parametrize("steps", [0, 1, 2])
def test_an_instruction_can_be_withdrawn_until_it_is_authorised(world: World, steps: int) -> None:
    instruction = world.instruct(1) if steps == 2 else world.prepare(1)
    if steps == 1:
        world.submit(instruction)
    if steps == 2:
        with refused("withdrawal_without_paper"):
            withdraw(world, instruction)
    withdraw(world, instruction, paper=pdf("withdrawn by A and B"))
    assert world.instruction().state == "withdrawn"
    assert world.tranche(1).state == "report_received"


def test_withdrawing_needs_a_reason(world: World) -> None:
    instruction = world.prepare(1)
    with refused("missing"):
        withdraw(world, instruction, " ")


def test_what_is_authorised_is_not_withdrawn(world: World) -> None:
    instruction = world.instruct(1)
    world.tick_all(instruction)
    world.authorise(instruction)
    with refused("already_authorised"):
        withdraw(world, instruction)


def test_what_is_carried_out_in_part_is_not_withdrawn(world: World) -> None:
    instruction = world.instruct(1)
    world.tick_all(instruction)
    world.authorise(instruction)
    world.send()
    world.confirm({world.release().lines.get().pk: 5})
    with refused("already_authorised"):  # the letter is open for the rest
        withdraw(world, instruction)


def test_what_is_carried_out_in_part_and_refused_for_the_rest_is_not_withdrawn(world: World) -> None:
    instruction = world.instruct(1)
    world.tick_all(instruction)
    world.authorise(instruction)
    world.send()
    world.confirm_only({world.release().lines.get().pk: 5})
    with refused("partly_carried_out"):
        withdraw(world, instruction)


@pytest.mark.parametrize("end", ["withdrawn", "executed"])
def test_an_ended_instruction_is_not_withdrawn(world: World, end: str) -> None:
    instruction = world.instruct(1, [own(world, 0)], "nothing this year")
    if end == "executed":
        world.carry_out(instruction)
    else:
        withdraw(world, instruction, paper=pdf("withdrawn by A and B"))
    with refused("wrong_state"):
        withdraw(world, instruction)


def test_a_checked_paper_is_not_withdrawn_by_one_clerk(world: World) -> None:
    governed = award(world, {1: 1_000})
    with refused("paper_governs"):
        withdraw(world, governed)


def test_a_paper_not_yet_checked_can_be_withdrawn(world: World) -> None:
    withdraw(world, recorded(world, {1: 1_000}))
    assert world.instruction().state == "withdrawn"


def test_an_instruction_over_fewer_shares_fixes_the_year_and_keeps_the_rest(world: World) -> None:
    world.carry_out(world.instruct(1, [own(world, 2_000_000)], "both parties ask for it"))
    standing = balances(world.agreement)
    assert (standing.of(Account.RECIPIENT, 1), standing.of(Account.KEPT, 1)) == (2_000_000, 1_000_000)
    assert world.tranche(1).state == "deducted"
    with refused("nothing_to_instruct"):
        world.prepare(1)
