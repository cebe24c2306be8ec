"""Docket and notices at the desk and in the portal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from parties.models import Entry
from tests import worlds
from tests.deadlines.conftest import reachable
from tests.desk.conftest import clock, enter  # noqa: F401  (fixtures)
from tests.desk.helpers import INLINE, agreement_act, done, fill, page, refused, standing
from tests.worlds import World
from tranches.notices.models import Notice
from tranches.notices.services.notices import send_notice

Enter = Callable[[str], Client]

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(clock: Callable[[datetime], None]) -> World:  # noqa: F811
    world = reachable(worlds.funded())
    clock(world.day(2027, 2, 3))
    return world


def desk(world: World, name: str) -> str:
    return reverse(f"admin:tranches_escrowagreement_{name}", args=[world.agreement.pk])


def sent(world: World) -> Notice:
    return send_notice(
        agreement=world.agreement,
        sender=world.part("D"),
        to=[world.part("A")],
        subject="Bank",
        text="It <b>changes</b>.",
        sent_on=world.today(),
        courier="DHL",
        tracking_number="1",
        **world.as_("clerk1"),
    )


@pytest.mark.parametrize("who", ["clerk1", "supervisor", "compliance"])
def test_docket_shows_what_is_late_and_whose_step_was_missing(world: World, enter: Enter, who: str) -> None:  # noqa: F811
    client = enter(who)
    for url in (desk(world, "docket"), reverse("admin:tranches_docket")):
        text = page(client.get(url))
        assert "5 days late" in text
        assert "Party B: its approval of the joint written instruction" in text
        assert not INLINE.search(text)
        assert client.post(url).status_code == 405


@pytest.mark.parametrize("who", ["officer_a", "officer_b", "seller"])
def test_party_sees_docket_and_notices_in_the_portal_only(world: World, enter: Enter, who: str) -> None:  # noqa: F811
    sent(world)
    client = enter(who)
    docket = page(client.get(reverse("portal:docket", args=[world.agreement.reference])))
    assert "5 days late" in docket
    assert "/desk/" not in docket
    notices = page(client.get(reverse("portal:notices", args=[world.agreement.reference])))
    assert "It &lt;b&gt;changes&lt;/b&gt;." in notices
    assert "6 Feb 2027" in notices
    assert not INLINE.search(docket + notices)
    assert client.get(desk(world, "docket")).status_code in (302, 403)
    assert client.get(desk(world, "notices")).status_code in (302, 403)


def test_agreement_of_others_is_not_found(world: World, enter: Enter) -> None:  # noqa: F811
    client = enter("officer_a")
    for name in ("docket", "notices"):
        assert client.get(reverse(f"portal:{name}", args=["NO-1"])).status_code == 404


def test_clerk_records_notice_proof_and_address_on_the_page(world: World, enter: Enter) -> None:  # noqa: F811
    client = enter("clerk1")
    part = {letter: str(world.part(letter).pk) for letter in "ABCD"}
    done(
        fill(
            client,
            agreement_act(world, "send_notice"),
            sender=part["D"],
            to=[part["A"], part["C"]],
            subject="Bank",
            text="It changes.",
            sent_on="2027-02-03",
            courier="DHL",
            tracking_number="77",
        )
    )
    addressee = Notice.objects.get().addressees.get(party=world.part("A"))
    done(
        fill(
            client,
            agreement_act(world, "prove_notice"),
            addressee=str(addressee.pk),
            outcome="delivered",
            happened_on="2027-02-03",
            signed_for_by="Reception",
        )
    )
    done(
        fill(
            client,
            agreement_act(world, "change_address"),
            entry=part["B"],
            address="9 Lane",
            email="b@b.example",
            changed_on="2027-02-01",
            reason="letter of B",
        )
    )
    text = page(client.get(desk(world, "notices")))
    assert "Entered. A second person confirms it." in text
    assert "9 Lane" not in text
    world.confirmed(Entry.objects.get(act="change_contact", title__contains="9 Lane"), world.part("B").party)
    text = page(client.get(desk(world, "notices")))
    for shown in (
        "Notice 1: Bank",
        "DHL 77",
        "6 Feb 2027",
        "signed for by Reception",
        "9 Lane",
        "1 Road of B",
    ):
        assert shown in text
    assert not INLINE.search(text)
    told = page(client.get(desk(world, "docket")))
    assert "KX-2025: notice 1 was sent by courier" in told
    assert "waits to be sent" in told


def test_refused_notice_comes_back_with_its_sentence(world: World, enter: Enter) -> None:  # noqa: F811
    client = enter("clerk1")
    before = standing()
    part = {letter: str(world.part(letter).pk) for letter in "ABCD"}
    answer = fill(
        client,
        agreement_act(world, "send_notice"),
        sender=part["A"],
        to=[part["A"]],
        subject="Bank",
        text="It changes.",
        sent_on="2027-02-03",
        courier="DHL",
        tracking_number="77",
    )
    refused(answer, "Nobody sends a notice to himself.", before)


def test_compliance_looks_at_notices_and_does_not_act(world: World, enter: Enter) -> None:  # noqa: F811
    client = enter("compliance")
    assert client.get(desk(world, "notices")).status_code == 200
    before = standing()
    assert client.post(agreement_act(world, "send_notice"), {}).status_code == 403
    assert standing() == before
