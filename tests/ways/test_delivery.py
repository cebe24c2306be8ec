"""Death, assignment, attachment: delivery stops at once, and goes on only with verified details and the paper that ends it (EA 4.1)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from parties.models import DeliveryAccount
from tests import worlds
from tests.rights import acts as rights
from tests.unchanged import refused
from tests.walls.tools import refused_by_database, run, without_walls
from tests.ways.steps import details, lifted, stopped, verified
from tests.worlds import World, pdf
from tranches.models import DeliveryLift, RecallRequest
from tranches.selectors.delivery.ways_todos import waiting_ways
from tranches.selectors.docket.delay import steps_of
from tranches.selectors.docket.docket import docket_of
from tranches.selectors.ending.expiry import why_not_expired
from tranches.selectors.ledger.balances import balances
from tranches.services.instruction.instructions import withdraw_instruction
from tranches.services.release.releases import authorise_release
from tranches.statements.papers.statement import statement_sheet
from tranches.verification import findings

STAGE = worlds.instructed


def ready(world: World) -> None:
    """Nothing but the two persons is missing."""
    world.tick_all(world.instruction())


def authorise(world: World, who: str = "clerk2") -> None:
    instruction = world.instruction()
    authorise_release(instruction=instruction, seen_digest=instruction.digest, **world.as_(who))


@pytest.mark.parametrize("ground", ["death", "assignment", "attachment"])
def test_nothing_is_authorised_while_a_stop_stands(world: World, ground: str) -> None:
    ready(world)
    stopped(world, ground)
    with refused("delivery_stopped"):
        authorise(world)


def test_a_letter_that_is_made_is_asked_back_and_not_sent(world: World) -> None:
    ready(world)
    world.authorise(world.instruction())
    stopped(world)
    assert RecallRequest.objects.get().release == world.release()
    with refused("recall_requested"):
        world.send()


def test_delivery_goes_on_to_the_verified_successor_by_a_new_instruction(world: World) -> None:
    ready(world)
    stop = stopped(world)
    given = details(world, stop)
    world.later(hours=1)
    verified(world, given)
    assert DeliveryAccount.objects.filter(description="account 5511, in the name of Heir Lai").exists()
    with refused("delivery_stopped"):
        authorise(world)
    lifted(world, stop)
    with refused("old_delivery_account"):
        authorise(world)
    withdraw_instruction(
        instruction=world.instruction(),
        reason="the recipient’s place is taken",
        paper=pdf("withdrawal"),
        **world.as_("clerk1"),
    )
    world.later(days=8)  # a changed account has its cool-off
    instruction = world.instruct(1)
    assert "Heir Lai" in instruction.content["recipient"]["delivery_account"]
    world.carry_out(instruction)
    assert balances(world.agreement).of("recipient", 1) == 2_706_766
    assert not [found for found in findings([world.agreement]) if not found[0].startswith("I7")]


def test_an_attached_number_stays_among_the_held_and_the_rest_goes_out(world: World) -> None:
    ready(world)
    free = balances(world.agreement).total("held") - 2_706_766
    stop = stopped(world, "attachment", shares=free + 1)
    with refused("attached"):
        authorise(world)
    lifted(world, stop)
    stopped(world, "attachment", shares=free)
    authorise(world)
    authorise(world, "supervisor")
    assert balances(world.agreement).of("reserved", 1) == 2_706_766


def test_a_stop_stands_in_the_statement_and_keeps_the_agreement_from_expiring(world: World) -> None:
    stopped(world)
    sheet = statement_sheet(world.agreement, reference="KX-2025/S-1", now=world.now)
    assert [(hold.label, hold.ground) for hold in sheet.holds] == [
        ("Everything to the recipient", "Death of the recipient")
    ]
    assert "End of stop 1 of the delivery to the recipient" in [matter.text for matter in sheet.open_matters]
    assert any(
        "Delivery to the recipient is stopped" in why for why in why_not_expired(world.agreement, world.now)
    )


def test_a_stop_of_everything_stops_dividends_too_until_it_is_lifted(world: World) -> None:
    dividend = rights.declared(world, record_on=world.today(), payment_on=world.today() + timedelta(days=20))
    scrip = rights.declared_in_shares(
        world,
        record_on=world.today(),
        payment_on=world.today() + timedelta(days=20),
        declared_on=world.today(),
    )
    world.later(days=1)
    for each in (dividend, scrip):
        rights.entitled(world, each)
    rights.receive(world, dividend, "5000")
    paid_before = world.today()
    world.later(days=2)
    stop = stopped(world, "attachment")
    with refused("delivery_stopped"):
        rights.pass_on(world, dividend, "5")
    with refused("delivery_stopped"):
        rights.deliver(world, scrip, 10)
    rights.pass_on(
        world, dividend, "5", paid_on=paid_before
    )  # what was paid before the stop came in is recorded
    with refused_by_database("stops delivery"):
        run(
            "INSERT INTO tranches_scripdelivery (agreement_id, dividend_id, number, shares, delivered_on, reference, advice_id,"
            " document_id, person_id, recorded_at, recorded_reason) VALUES (%s, %s, 9, 1, %s, '', %s, %s, %s, %s, '')",
            world.agreement.pk,
            scrip.pk,
            world.today(),
            scrip.document_id,
            scrip.document_id,
            world.users["clerk1"].person_id,
            world.now,
        )
    lifted(world, stop)
    rights.pass_on(world, dividend, "5")
    rights.deliver(world, scrip, 10)


# --- Bad input ---


@pytest.mark.parametrize(
    ("ground", "changes", "code"),
    [
        ("divorce", {}, "wrong_ground"),
        ("death", {"text": " "}, "missing"),
        ("death", {"received_on": date(2999, 1, 1)}, "future_date"),
        ("death", {"happened_on": date(2026, 12, 19)}, "dates_out_of_order"),
        ("death", {"shares": 5}, "number_only_for_attachment"),
        ("attachment", {"shares": 0}, "attachment_out_of_bounds"),
        ("attachment", {"shares": -1}, "attachment_out_of_bounds"),
        ("attachment", {"shares": 15_000_001}, "attachment_out_of_bounds"),
    ],
)
def test_an_event_that_cannot_be_is_refused(
    world: World, ground: str, changes: dict[str, Any], code: str
) -> None:
    with refused(code):
        stopped(world, ground, **changes)


def test_details_are_verified_by_a_second_person_and_the_newest_count(world: World) -> None:
    stop = stopped(world)
    with refused("missing"):
        details(world, stop, name="")
    with refused("dates_out_of_order"):
        details(world, stop, given_on=world.today() - timedelta(days=1))
    first = details(world, stop)
    with refused("needs_second_person"):
        verified(world, first, "clerk1")
    with refused("dates_out_of_order"):
        verified(world, first, verified_on=world.today() - timedelta(days=1))
    second = details(world, stop, delivery_account="account 5512")
    with refused("details_decided"):
        verified(world, first)
    verified(world, second)
    second.refresh_from_db()
    with refused("details_decided"):
        verified(world, second, "supervisor")


def test_a_stop_is_lifted_by_another_with_verified_details_once(world: World) -> None:
    stop = stopped(world)
    with refused("details_not_verified"):
        lifted(world, stop)
    verified(world, details(world, stop))
    with refused("needs_second_person"):
        lifted(world, stop, "clerk1")
    with refused("dates_out_of_order"):
        lifted(world, stop, lifted_on=world.today() - timedelta(days=1))
    lifted(world, stop)
    with refused("stop_lifted"):
        lifted(world, stop)
    with refused("stop_lifted"):
        details(world, stop)


def test_nobody_takes_the_place_of_one_whose_shares_are_attached(world: World) -> None:
    stop = stopped(world, "attachment")
    with refused("no_details_needed"):
        details(world, stop)


# --- The walls, and what happens without them ---


def test_the_walls_reserve_nothing_while_a_stop_stands(world: World) -> None:
    ready(world)
    authorise(world)
    stopped(world)
    world.later(hours=1)
    with without_walls("wall_delivery_not_stopped"), pytest.MonkeyPatch.context() as patch:
        patch.setattr("tranches.services.release.releases.why_no_delivery", lambda agreement: "")
        authorise(world, "supervisor")
    assert any(
        "reserves shares for the recipient while stop 1 stands" in said
        for _, said in findings([world.agreement])
    )


def test_the_wall_alone_refuses_what_the_service_lets_through(world: World) -> None:
    ready(world)
    authorise(world)
    stopped(world)
    with (
        pytest.MonkeyPatch.context() as patch,
        refused_by_database("stops delivery"),
    ):
        patch.setattr("tranches.services.release.releases.why_no_delivery", lambda agreement: "")
        authorise(world, "supervisor")


def test_the_wall_lets_no_stop_be_lifted_by_one_person(world: World) -> None:
    stop = stopped(world)
    for name in ("clerk1", "clerk2"):  # who recorded it; another, but nothing is verified
        with refused_by_database("lifted by another person"):
            DeliveryLift.objects.create(
                stop=stop,
                reason="x",
                document=stop.document,
                lifted_on=world.today(),
                person=world.users[name].person,
                recorded_at=world.now,
            )


def test_the_docket_says_that_the_delay_is_nobodys_and_the_start_page_what_waits(world: World) -> None:
    ready(world)
    stop = stopped(world)
    transfer = next(
        entry for entry in docket_of(world.agreement, world.today()) if entry.about.startswith("JWI-1")
    )
    assert transfer.move == "Nobody’s: delivery to the recipient is stopped."
    steps = steps_of(world.agreement)[1].missing_at_end_of(world.today())
    assert [entry.label for entry in steps] == ["paused by a stop of the delivery to the recipient"]
    person = world.users["clerk1"].person
    assert person is not None
    waits = [(step.event, step.is_mine) for step in waiting_ways(world.agreement, person.pk)]
    assert waits == [("give_successor_details", True)]
    verified(world, details(world, stop))
    waits = [(step.event, step.is_mine) for step in waiting_ways(world.agreement, person.pk)]
    assert waits == [("lift_delivery_stop", False)]
