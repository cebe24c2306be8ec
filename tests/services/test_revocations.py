"""Taking an approval back: until the agent has authorised, by the party that gave it (EA 3.1(b))."""

import pytest

from tests import worlds
from tests.unchanged import refused
from tests.worlds import World
from tranches.models import Approval
from tranches.selectors.instruction.approvals import live_approvals
from tranches.services.instruction.approvals import revoke_approval
from tranches.services.release.transfer import record_recall, record_refusal

STAGE = worlds.instructed


def revoke(
    world: World, letter: str = "A", who: str = "officer_a", reason: str = "new facts", of: str = ""
) -> None:
    approval = Approval.objects.filter(
        instruction=world.instruction(), party=world.part(of or letter)
    ).latest("pk")
    revoke_approval(approval=approval, party=world.part(letter), reason=reason, **world.as_(who))


def test_a_revocation_takes_the_instruction_and_the_tranche_back(world: World) -> None:
    revoke(world)
    assert (world.instruction().state, world.tranche(1).state) == ("submitted", "report_received")
    assert world.instruction().attempt == 2


def test_another_signatory_of_the_same_party_may_revoke(world: World) -> None:
    revoke(world, who="officer_a2")
    assert world.instruction().state == "submitted"


def test_a_revocation_voids_the_approvals_given_and_all_sign_again(world: World) -> None:
    revoke(world)
    world.approve(world.instruction(), "officer_a2", "A")
    assert world.instruction().state == "submitted"
    world.approve(world.instruction(), "officer_b", "B")
    assert world.tranche(1).state == "instructed"


def test_ticks_and_authorisations_given_before_a_revocation_count_no_more(world: World) -> None:
    world.tick_all(world.instruction())
    world.authorise(world.instruction(), "clerk2")
    revoke(world)
    world.approve(world.instruction(), "officer_a", "A")
    world.approve(world.instruction(), "officer_b", "B")
    with refused("checklist_incomplete"):
        world.authorise(world.instruction(), "supervisor")
    world.tick_all(world.instruction())
    world.authorise(world.instruction(), "supervisor")
    assert not world.agreement.releases.exists()


def test_a_revocation_needs_its_reason(world: World) -> None:
    with refused("missing"):
        revoke(world, reason=" ")


def test_nobody_revokes_for_another_party(world: World) -> None:
    with refused("not_permitted"):
        revoke(world, "A", "officer_b")
    with refused("not_your_approval"):
        revoke(world, "B", "officer_b", of="A")


@pytest.mark.parametrize("who", ["clerk1", "supervisor", "compliance", "seller"])
def test_nobody_but_an_officer_revokes(world: World, who: str) -> None:
    with refused("not_permitted"):
        revoke(world, who=who)


def test_an_approval_is_revoked_once(world: World) -> None:
    revoke(world)
    with refused("already_revoked"):
        revoke(world)


def test_a_revocation_while_the_letter_is_out_asks_it_back_and_voids_when_it_is_recalled(
    world: World,
) -> None:
    world.tick_all(world.instruction())
    world.authorise(world.instruction())
    world.send()
    revoke(world)
    assert world.release().recall_requests.count() == 1
    assert world.tranche(1).state == "instructed"
    record_recall(
        release=world.release(), reason="called back", answered_on=world.today(), **world.as_("clerk1")
    )
    assert (world.instruction().state, world.tranche(1).state) == ("submitted", "report_received")
    assert not live_approvals(world.instruction()).exists()


def test_after_the_confirmation_it_is_too_late(world: World) -> None:
    world.carry_out(world.instruction())
    with refused("too_late_to_revoke"):
        revoke(world)


def test_after_a_refusal_nothing_is_authorised_and_the_approval_can_be_revoked(world: World) -> None:
    world.tick_all(world.instruction())
    world.authorise(world.instruction())
    world.send()
    record_refusal(
        release=world.release(), reason="legend missing", answered_on=world.today(), **world.as_("clerk1")
    )
    revoke(world)
    assert (world.instruction().state, world.tranche(1).state) == ("submitted", "report_received")


def test_what_is_carried_out_in_part_cannot_be_revoked(world: World) -> None:
    world.tick_all(world.instruction())
    world.authorise(world.instruction())
    world.send()
    world.confirm({world.release().lines.get().pk: 5})
    with refused("too_late_to_revoke"):
        revoke(world)
