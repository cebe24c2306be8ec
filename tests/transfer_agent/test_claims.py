"""A delivery to the wrong account: claimed, back in escrow by two persons, delivered again; or settled without a return."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests import worlds
from tests.services.papers import award
from tests.services.test_holds import lift, stand
from tests.services.test_transfer import again, stands
from tests.transfer_agent.road import back, check, claim, delivery, recovered, row, settle
from tests.unchanged import nothing_changes, refused
from tests.walls import rows
from tests.walls.tools import refused_by_database, run, without_walls
from tests.worlds import World
from tranches.models import Account, ClaimSettlement, DeliveryClaim, RecoveryCheck
from tranches.money.selectors.penalty import owed_of
from tranches.selectors.docket.delay import steps_of
from tranches.selectors.ending.closing import why_not_closed
from tranches.selectors.release.confirmed import confirmed_shares
from tranches.services.instruction.approvals import revoke_approval
from tranches.verification import findings

STAGE = worlds.released
DUE = 2_706_766
KEPT = 3_000_000 - DUE


def faults(world: World) -> list[str]:
    """What `verify` finds; not the files, which stay where the stage was walked."""
    return [text for invariant, text in findings([world.agreement]) if not invariant.startswith("I7")]


def test_claim_moves_no_share_and_no_state(world: World) -> None:
    before = stands(world)
    found = claim(world, 1_000)
    assert (stands(world), world.tranche(1).state, row(found).open_shares) == (before, "deducted", 1_000)
    assert faults(world) == []


def test_recovery_waits_for_its_second_person(world: World) -> None:
    recovery = back(world, claim(world, 1_000), 400)
    with refused("needs_second_person"):
        check(world, recovery, "clerk1")


def test_what_came_back_is_held_again_and_its_line_is_open(world: World) -> None:
    recovered(world, 1_000)
    assert stands(world) == (1_000, 0, KEPT, DUE - 1_000)
    assert confirmed_shares(delivery(world).instruction_line) == DUE - 1_000
    instruction = world.instruction()
    assert (instruction.state, instruction.attempt, world.tranche(1).state) == ("approved", 2, "instructed")
    assert faults(world) == []


def test_line_is_delivered_again_by_a_next_attempt_and_the_tranche_ends_as_before(world: World) -> None:
    recovered(world, 1_000)
    again(world)
    assert delivery(world).shares == 1_000
    world.confirm()
    assert stands(world) == (0, 0, KEPT, DUE)
    assert (world.instruction().state, world.tranche(1).state) == ("executed", "deducted")
    assert faults(world) == []


def test_second_delivery_needs_two_persons_and_a_checklist_of_its_own(world: World) -> None:
    recovered(world, 1_000)
    with refused("checklist_incomplete"):
        world.authorise(world.instruction(), "clerk2")


def test_claim_comes_back_in_parts_and_the_rest_is_settled(world: World) -> None:
    found = claim(world, 1_000)
    recovered(world, 300, found)
    world.later(days=1)
    recovered(world, 200, found)
    assert (row(found).word, row(found).open_shares) == ("came back in part", 500)
    assert settle(world, found).shares == 500
    assert row(found).word == "came back in part, the rest settled"
    assert stands(world) == (500, 0, KEPT, DUE - 500)
    with refused("claim_ended"):
        back(world, found, 1)
    assert faults(world) == []


def test_claim_settled_without_a_return_moves_nothing(world: World) -> None:
    found = claim(world, 1_000)
    before = stands(world)
    with refused("needs_second_person"):
        settle(world, found, "clerk1")
    settle(world, found, outcome=ClaimSettlement.Outcome.REPLACED)
    assert (stands(world), world.tranche(1).state, row(found).is_open) == (before, "deducted", False)
    claim(world, DUE)  # settled shares count as delivered: they can go astray once more


def test_recovery_that_the_paper_does_not_show_posts_nothing(world: World) -> None:
    found = claim(world, 1_000)
    first = back(world, found, 1_000)
    with refused("recovery_unchecked"):
        settle(world, found)
    before = stands(world)
    check(world, first, is_accepted=False)
    assert (stands(world), row(found).free_shares) == (before, 1_000)
    with refused("checked_already"):
        check(world, first)
    recovered(world, 1_000, found)


@pytest.mark.parametrize(
    ("code", "shares", "changes"),
    [
        ("claim_beyond_confirmed", DUE + 1, {}),
        ("claim_beyond_confirmed", 0, {}),
        ("claim_beyond_confirmed", -5, {}),
        ("missing", 5, {"went_to": " "}),
        ("missing", 5, {"claimed_from": ""}),
        ("missing", 5, {"grounds": ""}),
        ("future_date", 5, {"found_on": 1}),
        ("future_date", 5, {"claimed_on": 1}),
        ("dates_out_of_order", 5, {"found_on": -1}),
        ("not_permitted", 5, {"by": "officer_a"}),
        ("not_permitted", 5, {"by": "seller"}),
    ],
)
def test_claim_that_cannot_be_is_refused(
    world: World, code: str, shares: int, changes: dict[str, Any]
) -> None:
    for name in ("found_on", "claimed_on"):
        if name in changes:
            changes = changes | {name: world.today() + timedelta(days=changes[name])}
    with refused(code):
        claim(world, shares, **changes)


def test_claim_is_not_made_before_it_was_found_nor_twice_over_the_same_shares(world: World) -> None:
    world.later(days=3)
    with refused("dates_out_of_order"):
        claim(world, 5, claimed_on=world.today() - timedelta(days=1))
    claim(world, DUE)
    with refused("claim_beyond_confirmed"):
        claim(world, 1)


@pytest.mark.parametrize(
    ("code", "shares", "days"),
    [
        ("more_than_claimed", 1_001, 0),
        ("more_than_claimed", 0, 0),
        ("more_than_claimed", -1, 0),
        ("future_date", 5, 1),
        ("dates_out_of_order", 5, -1),
    ],
)
def test_recovery_that_cannot_be_is_refused(world: World, code: str, shares: int, days: int) -> None:
    found = claim(world, 1_000)
    with refused(code):
        back(world, found, shares, came_back_on=world.today() + timedelta(days=days))


def test_what_waits_for_its_check_cannot_come_back_twice(world: World) -> None:
    found = claim(world, 1_000)
    back(world, found, 900)
    with refused("more_than_claimed"):
        back(world, found, 101)


def test_same_key_gives_one_claim(world: World) -> None:
    first = claim(world, 5, key="pressed twice")
    with nothing_changes():
        assert claim(world, 5, key="pressed twice") == first
    with refused("key_reused"):
        claim(world, 6, key="pressed twice")


def test_letter_without_a_confirmation_has_no_wrong_delivery(world: World) -> None:
    recovered(world, 1_000)
    again(world)
    with refused("not_delivered"):
        claim(world, 5)


def test_approval_behind_a_delivery_that_came_back_is_not_revoked(world: World) -> None:
    recovered(world, 1_000)
    approval = world.instruction().approvals.get(party=world.part("A"))
    with refused("too_late_to_revoke"):
        revoke_approval(approval=approval, party=world.part("A"), reason="no more", **world.as_("officer_a"))


def test_disputed_tranche_stays_disputed_and_is_instructed_when_its_hold_is_lifted(world: World) -> None:
    hold = stand(world, 1)
    recovered(world, 1_000)
    assert world.tranche(1).state == "disputed"
    lift(world, hold)
    assert (world.tranche(1).state, stands(world)) == ("instructed", (1_000, 0, KEPT, DUE - 1_000))
    assert faults(world) == []


def test_open_claim_keeps_the_agreement_alive(world: World) -> None:
    found = claim(world, 1_000)
    sentence = f"Claim W-1 about {found.release} is open: 1,000 shares."
    assert sentence in why_not_closed(world.agreement, world.now)
    settle(world, found)
    assert sentence not in why_not_closed(world.agreement, world.now)


def test_days_after_a_return_miss_the_agents_letter_and_count_as_unreleased(world: World) -> None:
    released_on = world.today()
    world.later(days=10)
    recovered(world, 1_000)
    steps = steps_of(world.agreement)[1]
    assert steps.missing_at_end_of(released_on) == ()
    assert [entry.step for entry in steps.missing_at_end_of(world.today())] == ["letter"]
    owed = owed_of(world.tranche(1))
    assert owed is not None
    assert owed.left_on(world.today()) == 0
    assert owed.left_on(world.today() + timedelta(days=1)) == 1_000


# --- Walls ---------------------------------------------------------------------------------------


def posted_back(world: World, shares: int) -> None:
    rows.posting(world, "recovery", "recipient", "held", shares, release_line=delivery(world))


def test_database_lets_no_share_back_without_a_check_by_a_second_person(world: World) -> None:
    found = claim(world, 1_000)
    with refused_by_database("a second person accepted"):
        posted_back(world, 1_000)
    recovery = back(world, found, 1_000)
    with refused_by_database("another person than who recorded it"):
        RecoveryCheck.objects.create(
            agreement=world.agreement,
            recovery=recovery,
            is_accepted=True,
            finding="x",
            checked_on=world.today(),
            person=recovery.person,
            recorded_at=world.now,
        )


def test_database_lets_no_more_back_than_was_accepted_and_not_elsewhere(world: World) -> None:
    recovered(world, 1_000)
    with refused_by_database("a second person accepted"):
        posted_back(world, 1)
    for target in ("reserved", "unallocated", "cancelled"):
        with refused_by_database():
            rows.posting(world, "recovery", "recipient", target, 1, release_line=delivery(world))


def test_database_bounds_claims_and_settlements(world: World) -> None:
    found = claim(world, DUE)
    with refused_by_database("never exceeds what was confirmed"):
        copy = DeliveryClaim.objects.get(pk=found.pk)
        copy.pk, copy.number = None, 2
        copy.save(force_insert=True)
    with refused_by_database("all that is open"):
        ClaimSettlement.objects.create(
            agreement=world.agreement,
            claim=found,
            outcome="passed_on",
            shares=5,
            reason="x",
            settled_on=world.today(),
            document=found.document,
            person=world.users["clerk2"].person,
            recorded_at=world.now,
        )


def test_tranche_that_was_carried_out_is_not_opened_by_hand(world: World) -> None:
    with refused_by_database("only when shares of it came back"):
        run("UPDATE tranches_instruction SET state = 'approved' WHERE id = %s", world.instruction().pk)
    with refused_by_database():
        run("UPDATE tranches_tranche SET state = 'instructed' WHERE id = %s", world.tranche(1).pk)


def test_without_the_walls_a_second_delivery_exceeds_its_line_and_verify_says_so(world: World) -> None:
    """The damage the walls keep out: shares posted back that nobody claimed, and so delivered twice."""
    with without_walls():
        posted_back(world, 1_000)
        assert any("1,000 shares are posted back without a claim" in each for each in faults(world))


@pytest.mark.django_db
def test_restored_shares_that_went_astray_are_kept_again_and_restored_anew() -> None:
    world = worlds.funded(reference="KX-OFFSET")
    for number, actual in ((1, 600_000_000), (2, 862_000_000)):
        world.play_year(number, actual, (2025 + number, 12, 18))
    line = world.release().lines.get(instruction_line__origin="offset")
    kept = stands(world)[2]
    found = claim(world, 100, release_line=line)
    recovered(world, 100, found)
    assert (stands(world)[0], stands(world)[2]) == (0, kept + 100)
    assert (world.tranche(1).state, world.tranche(2).state) == ("deducted", "released")
    again(world)
    world.confirm()
    assert (stands(world)[2], world.instruction().state) == (kept, "executed")
    assert faults(world) == []


@pytest.mark.django_db
def test_shares_of_an_instruction_that_fell_are_kept_and_due_anew() -> None:
    world = worlds.sent(reference="KX-FELL")
    world.confirm_only({delivery(world).pk: 1_000_000})
    found = claim(world, 400)
    award(world, {1: 500_000})
    world.tick_all(world.instruction())
    world.authorise(world.instruction())
    world.send()
    world.confirm()
    before = stands(world)
    assert world.tranche(1).state == "deducted"
    recovered(world, 400, found)
    assert stands(world) == (0, 0, before[2] + 400, before[3] - 400)
    assert world.tranche(1).state == "deducted"
    prepared = world.prepare(1)
    assert [(line["tranche"], line["shares"]) for line in prepared.content["lines"]] == [(1, 400)]
    assert world.agreement.postings.filter(kind="recovery").get().to_account == Account.KEPT
