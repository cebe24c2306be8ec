"""Objections and holds: on part of the shares, on the whole tranche, and how each ends (EA 3.3, SPA 8.1)."""

from datetime import timedelta
from typing import Any

import pytest

from tests import worlds
from tests.unchanged import refused
from tests.worlds import World, pdf
from tranches.models import Account, DisputeNotice, Hold
from tranches.selectors.ledger.balances import balances
from tranches.services.dispute.holds import confirm_hold, propose_hold, receive_dispute_notice
from tranches.services.dispute.lifting import lift_hold
from tranches.services.instruction.approvals import revoke_approval

STAGE = worlds.submitted


def propose(world: World, number: int = 1, **changes: Any) -> Hold:
    arguments: dict[str, Any] = {
        "tranche": world.tranche(number),
        "ground": "dispute",
        "reason": "the seller contests the figure",
        "opened_on": world.today(),
        **world.as_("clerk1"),
    }
    return propose_hold(**(arguments | changes))


def confirm(world: World, hold: Hold, who: str = "clerk2") -> None:
    confirm_hold(hold=Hold.objects.get(pk=hold.pk), **world.as_(who))


def stand(world: World, number: int = 1, **changes: Any) -> Hold:
    """A hold confirmed by a second person; on the whole tranche unless `shares` is given."""
    hold = propose(world, number, **changes)
    confirm(world, hold)
    return hold


def lift(world: World, hold: Hold, **changes: Any) -> None:
    arguments: dict[str, Any] = {
        "hold": Hold.objects.get(pk=hold.pk),
        "exit": "withdrawal",
        "reason": "withdrawn",
        "paper": pdf("withdrawal"),
        "lifted_on": world.today(),
        **world.as_("clerk2"),
    }
    lift_hold(**(arguments | changes))


def object_to(world: World, who: str = "seller", letter: str = "C", **changes: Any) -> DisputeNotice:
    arguments: dict[str, Any] = {
        "tranche": world.tranche(1),
        "party": world.part(letter),
        "text": "the revenue is wrong",
        "received_on": world.today(),
        **world.as_(who),
    }
    return receive_dispute_notice(**(arguments | changes))


def approve_both(world: World) -> None:
    for who, letter in (("officer_a", "A"), ("officer_b", "B")):
        world.approve(world.instruction(), who, letter)


# --- Objections ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "letter"), [("seller", "C"), ("officer_a", "A"), ("officer_b", "B"), ("clerk1", "C")]
)
def test_a_party_objects_itself_or_through_the_agent_and_nothing_stops(
    world: World, who: str, letter: str
) -> None:
    assert object_to(world, who, letter, contested_shares=500, paper=pdf("objection")).contested_shares == 500
    assert world.tranche(1).state == "report_received"
    assert world.agreement.binder.events.filter(kind="dispute.received").count() == 1


def test_nobody_objects_for_another_party(world: World) -> None:
    with refused("not_permitted"):
        object_to(world, "officer_a", "C")


def test_an_objection_has_words(world: World) -> None:
    with refused("missing"):
        object_to(world, text="  ")


@pytest.mark.parametrize("shares", [0, -1, 3_000_001])
def test_contested_shares_are_of_the_tranche(world: World, shares: int) -> None:
    with refused("contested_out_of_bounds"):
        object_to(world, contested_shares=shares)


def test_an_objection_of_tomorrow_is_refused(world: World) -> None:
    with refused("future_date"):
        object_to(world, received_on=world.today() + timedelta(days=1))


def test_a_party_of_another_agreement_does_not_object_here(world: World) -> None:
    other = worlds.loaded(reference="KX-OTHER")
    with refused("two_agreements"):
        object_to(world, party=other.part("C"))


# --- Proposing and confirming --------------------------------------------------------------------


def test_a_proposed_hold_holds_nothing_back(world: World) -> None:
    propose(world)
    approve_both(world)
    assert world.tranche(1).state == "instructed"


def test_a_hold_on_the_whole_tranche_makes_it_disputed(world: World) -> None:
    stand(world)
    assert (world.tranche(1).state, world.tranche(1).state_before_dispute) == ("disputed", "report_received")


def test_a_hold_on_part_leaves_the_state_alone_and_blocks_that_number(world: World) -> None:
    stand(world, shares=500_000)
    assert world.tranche(1).state == "report_received"
    approve_both(world)
    world.tick_all(world.instruction())
    world.authorise(world.instruction())
    assert sum(line.shares for line in world.release().lines.all()) == 2_500_000
    world.send()
    world.confirm()
    assert world.tranche(1).state == "instructed"
    world.tick_all(world.instruction())
    with refused("held_back"):
        world.authorise(world.instruction(), "clerk2")


def test_what_a_hold_on_part_kept_back_goes_out_when_it_is_lifted(world: World) -> None:
    hold = stand(world, shares=500_000)
    approve_both(world)
    world.carry_out(world.instruction())
    lift(world, hold)
    world.carry_out(world.instruction())
    assert balances(world.agreement).of(Account.RECIPIENT, 1) == 2_706_766
    assert world.tranche(1).state == "deducted"


def test_a_hold_on_shares_that_stay_anyway_blocks_nothing(world: World) -> None:
    stand(world, shares=293_234)
    approve_both(world)
    world.carry_out(world.instruction())
    assert world.tranche(1).state == "deducted"


def test_who_proposed_a_hold_does_not_confirm_it(world: World) -> None:
    hold = propose(world)
    with refused("needs_second_person"):
        confirm(world, hold, "clerk1")


def test_a_second_account_of_the_same_person_does_not_confirm(world: World) -> None:
    hold = propose(world)
    world.second_account("clerk1b", of="clerk1")
    with refused("needs_second_person"):
        confirm(world, hold, "clerk1b")


def test_a_hold_is_confirmed_once(world: World) -> None:
    hold = stand(world)
    with refused("hold_decided"):
        confirm(world, hold, "supervisor")


def test_a_hold_that_ended_unconfirmed_is_not_confirmed_later(world: World) -> None:
    hold = propose(world)
    lift(world, hold, exit="not_confirmed", paper=None)
    with refused("hold_decided"):
        confirm(world, hold)


def test_a_hold_needs_its_reason(world: World) -> None:
    with refused("missing"):
        propose(world, reason="")


def test_a_hold_of_tomorrow_is_refused(world: World) -> None:
    with refused("future_date"):
        propose(world, opened_on=world.today() + timedelta(days=1))


def test_an_unknown_ground_is_refused(world: World) -> None:
    with refused("wrong_ground"):
        propose(world, ground="mood")


@pytest.mark.parametrize("ground", ["suspension", "court_order"])
def test_a_suspension_and_a_court_order_need_their_paper(world: World, ground: str) -> None:
    with refused("hold_without_paper"):
        propose(world, ground=ground)
    assert propose(world, ground=ground, paper=pdf(ground)).document is not None


@pytest.mark.parametrize("shares", [0, -1, 3_000_001])
def test_a_hold_keeps_back_shares_that_are_there(world: World, shares: int) -> None:
    with refused("hold_out_of_bounds"):
        propose(world, shares=shares)


def test_two_holds_on_parts_do_not_keep_back_the_same_shares(world: World) -> None:
    stand(world, shares=2_000_000)
    with refused("hold_out_of_bounds"):
        propose(world, shares=1_000_001)


def test_a_released_tranche_is_not_held(world: World) -> None:
    world.play_year(2, 732_000_000, (2027, 12, 20))
    with refused("already_released"):
        propose(world, number=2)


def test_a_hold_while_a_letter_is_out_asks_it_back(world: World) -> None:
    approve_both(world)
    world.tick_all(world.instruction())
    world.authorise(world.instruction())
    stand(world)
    assert world.release().recall_requests.count() == 1
    with refused("recall_requested"):
        world.send()


def test_a_letter_confirmed_during_the_dispute_ends_the_tranche_when_it_is_resumed(world: World) -> None:
    approve_both(world)
    world.tick_all(world.instruction())
    world.authorise(world.instruction())
    world.send()
    hold = stand(world)
    world.confirm()
    assert world.tranche(1).state == "disputed"
    lift(world, hold)
    assert world.tranche(1).state == "deducted"
    assert balances(world.agreement).of(Account.KEPT, 1) == 293_234


# --- Lifting -------------------------------------------------------------------------------------


def test_a_lifted_hold_on_part_frees_its_shares(world: World) -> None:
    hold = stand(world, shares=500_000)
    approve_both(world)
    world.tick_all(world.instruction())
    lift(world, hold)
    world.authorise(world.instruction())
    assert world.release().state == "authorised"


def test_a_pending_tranche_goes_back_to_pending(world: World) -> None:
    lift(world, stand(world, 2))
    assert (world.tranche(2).state, world.tranche(2).state_before_dispute) == ("pending", "")


def test_a_reported_tranche_goes_back_to_reported(world: World) -> None:
    lift(world, stand(world))
    assert world.tranche(1).state == "report_received"


def test_an_instructed_tranche_goes_back_to_instructed(world: World) -> None:
    approve_both(world)
    lift(world, stand(world))
    assert world.tranche(1).state == "instructed"


def test_a_deducted_tranche_goes_back_to_deducted(world: World) -> None:
    approve_both(world)
    world.carry_out(world.instruction())
    lift(world, stand(world))
    assert world.tranche(1).state == "deducted"


def test_the_last_of_two_holds_on_the_whole_ends_the_dispute(world: World) -> None:
    first, second = stand(world), stand(world, ground="conflict")
    lift(world, first)
    assert world.tranche(1).state == "disputed"
    lift(world, second)
    assert world.tranche(1).state == "report_received"


def test_a_report_that_came_in_during_the_dispute_is_caught_up(world: World) -> None:
    hold = stand(world, 2)
    world.day(2027, 12, 20)
    world.report(2, 732_000_000)
    assert world.tranche(2).state == "disputed"
    lift(world, hold)
    assert world.tranche(2).state == "report_received"


def test_the_last_approval_given_during_the_dispute_is_caught_up(world: World) -> None:
    hold = stand(world)
    approve_both(world)
    assert (world.tranche(1).state, world.instruction().state) == ("disputed", "approved")
    lift(world, hold)
    assert world.tranche(1).state == "instructed"


def test_a_revocation_during_the_dispute_is_caught_up(world: World) -> None:
    approve_both(world)
    hold = stand(world)
    approval = world.instruction().approvals.get(party=world.part("A"))
    revoke_approval(approval=approval, party=world.part("A"), reason="changed mind", **world.as_("officer_a"))
    lift(world, hold)
    assert (world.tranche(1).state, world.instruction().state) == ("report_received", "submitted")


def test_a_correction_during_the_dispute_is_caught_up(world: World) -> None:
    approve_both(world)
    hold = stand(world)
    world.report(1, 610_000_000, reason="misprint")
    lift(world, hold)
    assert (world.tranche(1).state, world.instruction().state) == ("report_received", "superseded")


def test_a_disputed_tranche_is_not_released(world: World) -> None:
    approve_both(world)
    world.tick_all(world.instruction())
    world.authorise(world.instruction(), "clerk2")
    stand(world)
    with refused("tranche_disputed"):
        world.authorise(world.instruction(), "supervisor")


def test_a_standing_hold_ends_by_a_paper(world: World) -> None:
    hold = stand(world)
    with refused("lift_without_paper"):
        lift(world, hold, paper=None)


@pytest.mark.parametrize("confirmed", [True, False])
def test_the_exit_fits_whether_the_hold_stood(world: World, confirmed: bool) -> None:
    hold = stand(world) if confirmed else propose(world)
    with refused("wrong_exit"):
        lift(world, hold, exit="not_confirmed" if confirmed else "withdrawal")


def test_an_unknown_exit_is_refused(world: World) -> None:
    hold = stand(world)
    with refused("wrong_exit"):
        lift(world, hold, exit="forgotten")


def test_a_hold_ends_once(world: World) -> None:
    hold = stand(world)
    lift(world, hold)
    with refused("hold_decided"):
        lift(world, hold)


def test_a_hold_does_not_end_before_it_began_nor_tomorrow(world: World) -> None:
    hold = stand(world)
    with refused("dates_out_of_order"):
        lift(world, hold, lifted_on=world.today() - timedelta(days=1))
    with refused("future_date"):
        lift(world, hold, lifted_on=world.today() + timedelta(days=1))
