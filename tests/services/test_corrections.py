"""A corrected report: what it voids before authorisation, asks back after it, and leaves alone after confirmation."""

import pytest

from tests import worlds
from tests.unchanged import refused
from tests.worlds import World
from tranches.models import Account, RecallRequest
from tranches.selectors.assessment.assessments import proposal_for
from tranches.selectors.ledger.balances import balances
from tranches.services.release.transfer import record_recall, record_refusal

STAGE = worlds.submitted


def correct(world: World, actual: int = 610_000_000, number: int = 1) -> None:
    world.later(days=1)
    world.report(number, actual, reason="the firm found a misprint")


def approved(world: World) -> None:
    for who, letter in (("officer_a", "A"), ("officer_b", "B")):
        world.approve(world.instruction(), who, letter)


def letter_out(world: World) -> None:
    approved(world)
    world.tick_all(world.instruction())
    world.authorise(world.instruction())
    world.send()


def test_a_second_report_needs_its_reason(world: World) -> None:
    with refused("missing"):
        world.report(1, 610_000_000)


def test_a_correction_replaces_the_figure_and_keeps_the_first_report(world: World) -> None:
    correct(world)
    first, second = world.tranche(1).reports.order_by("number")
    assert (second.corrects, first.actual_minor, second.actual_minor) == (
        first,
        60_000_000_000,
        61_000_000_000,
    )
    assert proposal_for(world.tranche(1))[0].shares == 2_751_879


def test_a_correction_before_approval_supersedes_the_instruction(world: World) -> None:
    correct(world)
    assert world.instruction().state == "superseded"
    assert world.tranche(1).state == "report_received"


def test_a_correction_after_approval_voids_it_and_the_tranche_steps_back(world: World) -> None:
    approved(world)
    correct(world)
    assert world.instruction().state == "superseded"
    assert world.tranche(1).state == "report_received"


def test_an_approval_of_what_was_superseded_is_refused(world: World) -> None:
    correct(world)
    with refused("not_open_for_approval"):
        world.approve(world.instruction(), "officer_a", "A")


def test_the_corrected_year_is_carried_out_by_a_new_instruction(world: World) -> None:
    correct(world)
    world.carry_out(world.instruct(1))
    assert balances(world.agreement).of(Account.RECIPIENT, 1) == 2_751_879


def test_a_correction_with_one_of_two_authorisations_given_voids_them(world: World) -> None:
    approved(world)
    world.tick_all(world.instruction())
    world.authorise(world.instruction(), "clerk2")
    correct(world)
    with refused("not_instructed"):
        world.authorise(world.instruction(), "supervisor")


def test_a_correction_after_the_letter_was_sent_asks_it_back_and_moves_nothing(world: World) -> None:
    letter_out(world)
    before = balances(world.agreement).shares
    correct(world)
    assert RecallRequest.objects.get().release == world.release()
    assert balances(world.agreement).shares == before
    assert (world.instruction().state, world.release().state) == ("approved", "sent")


@pytest.mark.parametrize("answer", [record_recall, record_refusal])
def test_a_letter_back_for_a_correction_is_not_authorised_again_on_the_old_approvals(
    world: World, answer: object
) -> None:
    letter_out(world)
    correct(world)
    answer(release=world.release(), reason="as asked", answered_on=world.today(), **world.as_("clerk1"))  # type: ignore[operator]
    world.tick_all(world.instruction())
    with refused("overtaken"):
        world.authorise(world.instruction(), "clerk2")


def test_after_the_recall_the_corrected_quantity_is_released(world: World) -> None:
    letter_out(world)
    correct(world)
    record_recall(
        release=world.release(), reason="as asked", answered_on=world.today(), **world.as_("clerk1")
    )
    withdraw(world)
    world.carry_out(world.instruct(1))
    assert balances(world.agreement).of(Account.RECIPIENT, 1) == 2_751_879


def test_what_was_confirmed_in_part_counts_when_the_rest_is_instructed_anew(world: World) -> None:
    letter_out(world)
    world.confirm_only({world.release().lines.get().pk: 1_000_000})
    world.tick_all(world.instruction())
    world.authorise(world.instruction())
    world.send()
    correct(world)
    record_recall(
        release=world.release(), reason="as asked", answered_on=world.today(), **world.as_("clerk1")
    )
    withdraw(world)
    assert proposal_for(world.tranche(1))[0].shares == 1_751_879
    world.carry_out(world.instruct(1))
    assert balances(world.agreement).of(Account.RECIPIENT, 1) == 2_751_879
    assert world.tranche(1).state == "deducted"


def withdraw(world: World) -> None:
    from tranches.services.instruction.instructions import withdraw_instruction

    withdraw_instruction(instruction=world.instruction(), reason="corrected report", **world.as_("clerk1"))


def test_a_correction_after_confirmation_is_flagged_and_takes_nothing_back(world: World) -> None:
    letter_out(world)
    world.confirm()
    before = balances(world.agreement).shares
    correct(world, 500_000_000)
    assert balances(world.agreement).shares == before
    assert world.tranche(1).state == "deducted"
    assert proposal_for(world.tranche(1)) == []
    assert not RecallRequest.objects.exists()
    assert world.agreement.binder.events.filter(kind="report.corrected").count() == 1


def test_a_correction_of_the_excess_year_voids_the_offset_that_rests_on_it(world: World) -> None:
    letter_out(world)
    world.confirm()
    world.day(2027, 12, 20)
    world.report(2, 800_000_000)
    restored = world.prepare(1)
    assert restored.content["lines"][0]["origin"] == "offset"
    world.submit(restored)
    correct(world, 732_000_000, number=2)
    assert world.instruction(restored.number).state == "superseded"


def test_a_report_while_the_tranche_has_an_award_does_not_touch_the_award(world: World) -> None:
    from tests.services.papers import award

    governed = award(world, {1: 2_800_000})
    correct(world)
    assert world.instruction(governed.number).state == "approved"
