"""An instruction ahead of the report: signed first, it waits; the report makes it stand, or voids what was signed (EA 3.1)."""

from typing import Any

import pytest

from tests import worlds
from tests.services.papers import award
from tests.services.test_disputes import open_matters
from tests.services.test_holds import lift, stand
from tests.unchanged import refused
from tests.walls.tools import refused_by_database
from tests.worlds import World, pdf
from tranches.models import Account, Instruction
from tranches.selectors.assessment.assessments import proposal_for
from tranches.selectors.docket.completeness import complete_on, transfer_due
from tranches.selectors.docket.delay import spells, steps_of
from tranches.selectors.instruction.ahead import awaited_reports, waits_for_report
from tranches.selectors.ledger.balances import balances
from tranches.services.instruction.approvals import revoke_approval
from tranches.services.instruction.instructions import LineSpec, withdraw_instruction

COMPUTED = 2_706_766


def _year_one_has_ended() -> World:
    world = worlds.funded()
    world.day(2026, 12, 18)
    return world


STAGE = _year_one_has_ended


def ahead(world: World, shares: int = COMPUTED, number: int = 1, **changes: Any) -> Instruction:
    lines = [LineSpec(world.tranche(number), "own", shares)]
    return world.prepare(number, changes.get("lines", lines))


def signed(world: World, shares: int = COMPUTED, *, by: str = "AB") -> Instruction:
    instruction = world.submit(ahead(world, shares))
    for letter in by:
        world.approve(instruction, f"officer_{letter.lower()}", letter)
    instruction.refresh_from_db()
    return instruction


def state(world: World) -> tuple[str, str]:
    return world.instruction().state, world.tranche(1).state


def test_what_is_signed_ahead_of_the_report_waits_and_the_approvals_stand(world: World) -> None:
    instruction = signed(world)
    assert state(world) == ("submitted", "pending")
    assert waits_for_report(instruction)
    assert instruction.content["awaits_report"] == [1]
    assert instruction.content["lines"][0]["computed"] is None
    assert complete_on(instruction) is None
    matters = [(matter.text, matter.who) for matter in open_matters(world)]
    assert ("Accountant's report that JWI-1 waits for", "the accounting firm") in matters
    with refused("not_instructed"):
        world.authorise(instruction, "clerk2")


def test_the_report_that_agrees_makes_it_stand_and_the_clock_runs_from_the_report(world: World) -> None:
    signed(world)
    world.day(2026, 12, 28)
    world.report(1, 600_000_000)
    instruction = world.instruction()
    assert state(world) == ("approved", "instructed")
    assert complete_on(instruction) == world.today()
    assert transfer_due(instruction).due_on == worlds.date(2027, 1, 12)
    assert instruction.executed_paper is not None
    world.carry_out(instruction)
    assert (balances(world.agreement).of(Account.RECIPIENT, 1), world.tranche(1).state) == (
        COMPUTED,
        "deducted",
    )


def test_the_report_that_came_in_while_one_approval_was_missing_lets_the_other_complete_it(
    world: World,
) -> None:
    instruction = signed(world, by="A")
    world.report(1, 600_000_000)
    assert state(world) == ("submitted", "report_received")
    world.later(days=1)
    world.approve(instruction, "officer_b", "B")
    assert state(world) == ("approved", "instructed")
    assert complete_on(world.instruction()) == world.today()


def test_the_report_that_gives_another_figure_voids_what_was_signed_and_all_sign_the_difference(
    world: World,
) -> None:
    signed(world, 3_000_000)
    world.report(1, 600_000_000)
    assert state(world) == ("superseded", "report_received")
    reason = world.agreement.binder.events.get(kind="instruction.superseded").reason
    assert "gives 2,706,766 shares for tranche 1, not the 3,000,000 signed" in reason
    again = world.instruct(1, [LineSpec(world.tranche(1), "own", 3_000_000)], "the parties agreed so")
    assert again.approvals.first().acknowledged_difference == 293_234  # type: ignore[union-attr]
    assert world.tranche(1).state == "instructed"


@pytest.mark.parametrize("until", ["draft", "submitted"])
def test_an_instruction_nobody_signed_yet_is_superseded_just_so(world: World, until: str) -> None:
    instruction = ahead(world, 1)
    if until == "submitted":
        world.submit(instruction)
    world.report(1, 600_000_000)
    assert world.instruction().state == "superseded"


def test_a_draft_that_the_report_bears_out_is_submitted_and_signed_as_it_is(world: World) -> None:
    instruction = ahead(world)
    world.report(1, 600_000_000)
    world.submit(instruction)
    for who, letter in (("officer_a", "A"), ("officer_b", "B")):
        world.approve(instruction, who, letter)
    assert state(world) == ("approved", "instructed")


def test_a_report_with_a_qualified_opinion_voids_what_was_signed_unseen(world: World) -> None:
    signed(world)
    world.report(1, 600_000_000, opinion="qualified")
    assert state(world) == ("superseded", "report_received")
    assert "a qualified opinion" in world.agreement.binder.events.get(kind="instruction.superseded").reason


def test_a_corrected_report_supersedes_what_stood_by_the_first(world: World) -> None:
    signed(world)
    world.report(1, 600_000_000)
    world.report(1, 610_000_000, reason="misprint")
    assert state(world) == ("superseded", "report_received")


def test_another_years_report_leaves_it_waiting(world: World) -> None:
    signed(world)
    world.day(2027, 12, 20)
    world.report(2, 732_000_000)
    assert awaited_reports(world.instruction()) == [1]
    assert state(world) == ("submitted", "pending")


def test_a_report_during_a_dispute_completes_it_and_the_end_of_the_hold_instructs_the_tranche(
    world: World,
) -> None:
    signed(world)
    hold = stand(world)
    world.report(1, 600_000_000)
    assert state(world) == ("approved", "disputed")
    lift(world, hold)
    assert state(world) == ("approved", "instructed")


def test_an_award_takes_the_place_of_what_waits(world: World) -> None:
    waiting = signed(world)
    award(world, {1: 1_000})
    assert world.instruction(waiting.number).state == "superseded"


def test_a_revoked_approval_lets_the_report_come_in_and_the_rest_wait(world: World) -> None:
    instruction = signed(world)
    approval = instruction.approvals.get(party=world.part("A"))
    revoke_approval(approval=approval, party=world.part("A"), reason="not yet", **world.as_("officer_a"))
    world.report(1, 600_000_000)
    assert state(world) == ("submitted", "report_received")


def test_what_all_have_signed_is_withdrawn_only_on_their_paper(world: World) -> None:
    instruction = signed(world)
    with refused("withdrawal_without_paper"):
        withdraw_instruction(instruction=instruction, reason="typing error", **world.as_("clerk1"))
    withdraw_instruction(
        instruction=instruction, reason="they ask so", paper=pdf("letter"), **world.as_("clerk1")
    )
    assert world.instruction().state == "withdrawn"


def test_without_a_quantity_nothing_is_prepared_ahead(world: World) -> None:
    with refused("nothing_to_instruct"):
        world.prepare(1)


@pytest.mark.parametrize("shares", [-1, 3_000_001])
def test_a_quantity_the_ledger_cannot_give_is_refused(world: World, shares: int) -> None:
    with refused("negative_shares" if shares < 0 else "more_than_held"):
        ahead(world, shares)


def test_before_its_report_a_year_is_instructed_alone(world: World) -> None:
    lines = [LineSpec(world.tranche(number), "own", 1) for number in (1, 2)]
    with refused("ahead_alone"):
        ahead(world, lines=lines)


def test_a_second_instruction_ahead_of_the_same_report_is_refused(world: World) -> None:
    ahead(world)
    with refused("instruction_open"):
        ahead(world, 5)


def test_the_database_lets_no_instruction_stand_without_the_report(world: World) -> None:
    instruction = signed(world)
    with refused_by_database("approved only with its approvals"):
        Instruction.objects.filter(pk=instruction.pk).update(state="approved")


def test_while_only_the_report_is_missing_a_day_of_delay_names_it_alone(world: World) -> None:
    signed(world)
    missing = steps_of(world.agreement)[1].missing_at_end_of
    found = spells(missing, due_on=worlds.date(2027, 1, 29), until=worlds.date(2027, 2, 2))
    assert [(spell.days, [step.step for step in spell.missing]) for spell in found] == [(4, ["report"])]


def test_an_excess_restores_to_earlier_years_by_an_instruction_of_its_own(world: World) -> None:
    world.report(1, 600_000_000)
    world.carry_out(world.instruct(1))
    world.day(2027, 12, 20)
    instruction = world.submit(ahead(world, 3_000_000, 2))
    for who, letter in (("officer_a", "A"), ("officer_b", "B")):
        world.approve(instruction, who, letter)
    world.report(2, 800_000_000)
    assert world.tranche(2).state == "instructed"
    world.carry_out(world.instruction())
    assert [line.origin for line in proposal_for(world.tranche(1))] == ["offset"]
