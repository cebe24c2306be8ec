"""The people concerned are told at once, in mail and inbox, and “that was not me” stops the delivery."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.urls import reverse

from documents.models import OutboxMessage
from parties.models import Entry
from parties.services.contacts import change_contact
from parties.services.entries import confirm_entry, refuse_entry
from parties.services.numbers import add_number
from parties.services.register import register_delivery_account
from parties.services.signatories import end_signatory, register_signatory
from tests import worlds
from tests.desk.conftest import Enter, clock, enter
from tests.desk.helpers import page
from tests.unchanged import refused
from tests.walls.tools import refused_by_database
from tests.worlds import World, pdf
from tranches.models import DeliveryStop
from tranches.services.agreement.register_objections import object_to_entry
from tranches.services.delivery.delivery import lift_delivery_stop

__all__ = ["clock", "enter"]
STAGE = worlds.instructed
pytestmark = pytest.mark.django_db
MAIL = {"A": "notices@issuer.example", "C": "seller@recipient.example"}


@pytest.fixture
def reachable(world: World) -> World:
    for letter, email in MAIL.items():
        world.later(seconds=1)
        world.entered(
            change_contact,
            party=world.part(letter).party,
            address=f"1 Road of {letter}",
            email=email,
            changed_on=world.today(),
        )
    return world


def mails(to: str) -> list[str]:
    return list(OutboxMessage.objects.filter(to_address=to).order_by("pk").values_list("body", flat=True))


def new_account(world: World) -> Entry:
    return register_delivery_account(
        party=world.part("C").party, description="account 9", starts_on=world.today(), **world.as_("clerk1")
    )


def test_the_seller_is_told_of_an_account_when_it_is_entered_and_when_it_stands(reachable: World) -> None:
    before = len(mails(MAIL["C"]))
    entry = new_account(reachable)
    [said] = mails(MAIL["C"])[before:]
    assert "account 9" in said
    assert "Was this you?" in said
    assert "是您本人吗？" in said
    assert reverse("portal:register_entry", args=[entry.public_id]) in said
    refuse_entry(entry=entry, how="the recipient knows nothing of it", **reachable.as_("clerk2"))
    assert "was refused; nothing changed" in mails(MAIL["C"])[-1]


def test_both_addresses_are_told_of_another_one(reachable: World) -> None:
    reachable.entered(
        change_contact,
        party=reachable.part("C").party,
        address="elsewhere",
        email="new@recipient.example",
        changed_on=reachable.today(),
    )
    assert "new@recipient.example" in mails(MAIL["C"])[-1]
    assert "confirmed" in mails("new@recipient.example")[-1]


def test_a_company_is_told_of_each_new_and_ended_signatory(reachable: World) -> None:
    party, person = reachable.part("A").party, reachable.person("New Director")
    row = reachable.entered(register_signatory, party=party, person=person, starts_on=reachable.today())
    end_signatory(signatory=row, ends_on=reachable.today(), reason="left", **reachable.as_("clerk1"))
    told = [body for body in mails(MAIL["A"]) if "New Director" in body]
    assert len(told) == 3
    assert "is in force" in told[-1]


def test_a_simulation_tells_nobody() -> None:
    """Its parties bear real names; its acts are invented."""
    world = worlds.funded(reference="KX-SIM", is_simulation=True)
    world.later(seconds=1)
    world.entered(
        change_contact,
        party=world.part("C").party,
        address="1 Road",
        email=MAIL["C"],
        changed_on=world.today(),
    )
    assert not OutboxMessage.objects.filter(binder__is_simulation=True).exists()


def test_an_objection_in_the_portal_stops_the_release_at_once(
    reachable: World, enter: Enter, monkeypatch: pytest.MonkeyPatch, clock: Callable[[datetime], None]
) -> None:
    world = reachable
    world.tick_all(world.instruction())
    entry = new_account(world)
    clock(world.later(minutes=1))
    client = enter("seller")
    assert "account 9" in page(client.get(reverse("portal:home")))
    address = reverse("portal:register_entry", args=[entry.public_id])
    assert "That was not me" in page(client.get(address))
    assert client.post(address, {"key": "k-1", "text": ""}).status_code == 422
    assert client.post(address, {"key": "k-1", "text": "I gave no such account."}).status_code == 302
    stop = DeliveryStop.objects.get()
    assert (stop.ground, stop.entry) == ("objection", entry)
    assert "Nothing is delivered until it is cleared up" in page(client.get(address))
    with refused("delivery_stopped"):
        world.authorise(world.instruction(), "clerk2")
    monkeypatch.setattr("tranches.services.release.releases._check_delivery", lambda *_: None)
    world.authorise(world.instruction(), "clerk2")
    with refused_by_database("nothing is reserved for the recipient while"):
        world.authorise(world.instruction(), "supervisor")


def test_an_objection_is_lifted_by_another_person_with_its_paper(reachable: World) -> None:
    world, entry = reachable, new_account(reachable)
    given = {"agreement": world.agreement, "party": world.part("C"), "entry": entry, "text": "not mine"}
    stop = object_to_entry(**given, **world.as_("seller"))
    with refused("objected_already"):
        object_to_entry(**given, **world.as_("seller"))
    lift_delivery_stop(
        stop=stop,
        reason="it was his after all",
        lifted_on=world.today(),
        paper=pdf("letter"),
        **world.as_("clerk2"),
    )
    assert hasattr(DeliveryStop.objects.get(), "lift")


def test_nobody_objects_to_another_partys_entry(reachable: World, enter: Enter) -> None:
    world, entry = reachable, new_account(reachable)
    with refused("not_your_entry"):
        object_to_entry(
            agreement=world.agreement, party=world.part("A"), entry=entry, text="x", **world.as_("officer_a")
        )
    address = reverse("portal:register_entry", args=[entry.public_id])
    assert enter("officer_a").get(address).status_code == 404


def test_the_page_says_since_when_the_account_is_so_and_that_it_changed(
    reachable: World, enter: Enter
) -> None:
    world = reachable
    address = reverse("admin:tranches_tranche_change", args=[world.tranche(1).pk])
    text = page(enter("clerk1").get(address))
    assert "on the register since 2 Dec 2025" in text
    assert "changed since the last release" not in text


def test_an_account_confirmed_after_a_release_is_marked_as_changed(enter: Enter) -> None:
    world = worlds.released(reference="KX-AFTER")
    world.later(days=20)
    world.entered(
        register_delivery_account,
        party=world.part("C").party,
        description="account 9",
        starts_on=world.today(),
    )
    world.day(2027, 12, 20)
    world.report(2, 732_000_000)
    world.instruct(2)
    text = page(enter("clerk1").get(reverse("admin:tranches_tranche_change", args=[world.tranche(2).pk])))
    assert "account 9" in text
    assert "changed since the last release" in text


def test_an_old_number_that_was_ended_leaves_the_confirmation_to_a_supervisor(reachable: World) -> None:
    """Who ends the old number first, so that nobody calls it, gains nothing: a supervisor stands in its place."""
    from parties.models import ContactNumber
    from parties.services.numbers import end_number

    world = reachable
    number = ContactNumber.objects.get()
    end_number(number=number, ended_on=world.today(), reason="x", **world.as_("clerk1"))
    entry = add_number(
        party=world.part("C").party,
        number="+1 202 555 0143",
        source="me",
        starts_on=world.today(),
        reason="x",
        **world.as_("clerk1"),
    )
    with refused("supervisor_without_number"):
        confirm_entry(entry=entry, seen_digest=entry.digest, how="x", **world.as_("clerk2"))
    confirm_entry(entry=entry, seen_digest=entry.digest, how="his passport", **world.as_("supervisor"))
