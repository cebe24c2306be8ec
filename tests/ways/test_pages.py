"""The desk walks the other ways out by its forms; the parties read of them in the portal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from tests import worlds
from tests.desk.conftest import Enter
from tests.desk.helpers import INLINE, agreement_act, done, fill, page, paper, refused, standing
from tests.ways.steps import appointed, checked, details, ordered, stopped
from tests.worlds import World
from tranches.models import DeliveryStop, Disposition, HandOverPack
from tranches.selectors.delivery.dispositions import word_of
from tranches.services.delivery.handover import make_handover_pack

STAGE = worlds.released


@pytest.fixture(autouse=True)
def just_then(world: World, clock: Callable[[datetime], None]) -> None:
    """The wall clock stands where the world's does."""
    clock(world.later(hours=1))


def case(world: World) -> str:
    return reverse("admin:tranches_escrowagreement_change", args=(world.agreement.pk,))


def order(client: Client, world: World, **typed: object) -> object:
    given = {
        "ground": "court_order",
        "authority": "Court of Hangzhou",
        "dated_on": "2026-12-18",
        "to_name": "Creditor Ltd.",
        "delivery_account": "account 88",
        "reason": "The court orders it.",
        "place_1": "held:5",
        "shares_1": "1,000",
        "paper": paper("order"),
    }
    return fill(client, agreement_act(world, "record_disposition"), **(given | typed))


def test_an_order_walks_from_its_form_to_the_confirmation(world: World, enter: Enter) -> None:
    first, second, third = enter("clerk1"), enter("clerk2"), enter("supervisor")
    done(order(first, world))
    disposition = Disposition.objects.get()
    assert "waits for its legal check" in page(first.get(case(world)))
    done(fill(second, agreement_act(world, "check_disposition"), finding="seal verified", is_effective="yes"))
    for client in (first, third):
        done(fill(client, agreement_act(world, "authorise_disposition"), read="on"))
    done(fill(first, agreement_act(world, "send_disposition"), how="courier 7"))
    done(fill(first, agreement_act(world, "answer_disposition"), answer="confirmed", reference="TA-77"))
    disposition = Disposition.objects.get()
    assert word_of(disposition) == "confirmed"
    text = page(first.get(case(world)))
    assert "Creditor Ltd." in text
    assert not INLINE.search(text)


def test_wrong_shares_come_back_with_the_sentence(world: World, enter: Enter) -> None:
    client, before = enter("clerk1"), standing()
    refused(order(client, world, shares_1="9,000,000"), "Held, tranche 5 has 3,000,000 free shares", before)
    refused(order(client, world, shares_1=""), "Enter: shares (1).", before)
    refused(order(client, world, place_2="held:4"), "Enter how many shares held, tranche 4 gives.", before)
    refused(order(client, world, shares_2="5"), "Choose where these shares are taken from.", before)


def test_a_hand_over_is_recorded_and_packed_at_the_desk(world: World, enter: Enter) -> None:
    client = enter("clerk1")
    done(
        fill(
            client,
            agreement_act(world, "record_handover"),
            successor="Next Escrow Ltd.",
            delivery_account="escrow 9",
            signed_by=["A", "B", "C", "D"],
            dated_on="2026-12-18",
            reason="All appoint.",
            paper=paper("appointment"),
        )
    )
    done(
        fill(
            enter("clerk2"),
            agreement_act(world, "check_disposition"),
            finding="all signed",
            is_effective="yes",
        )
    )
    done(fill(client, agreement_act(world, "make_handover_pack")))
    pack = HandOverPack.objects.get()
    answer = client.get(reverse("document", args=(pack.document.public_id,)))
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")


def test_a_death_walks_from_its_form_to_the_end_of_the_stop(world: World, enter: Enter) -> None:
    first, second = enter("clerk1"), enter("clerk2")
    done(
        fill(
            first,
            agreement_act(world, "record_delivery_stop"),
            ground="death",
            happened_on="2026-12-10",
            text="Certificate.",
            paper=paper("death"),
        )
    )
    assert "Nothing is delivered to the recipient" in page(first.get(case(world)))
    done(
        fill(
            first,
            agreement_act(world, "give_successor_details"),
            name="Heir Lai",
            delivery_account="account 5511",
            identity=paper("passport"),
        )
    )
    done(fill(second, agreement_act(world, "verify_successor_details"), how="call-back"))
    done(fill(second, agreement_act(world, "lift_delivery_stop"), reason="probate", paper=paper("probate")))
    assert hasattr(DeliveryStop.objects.get(), "lift")


def test_the_parties_read_of_a_stop_and_an_effective_order_and_of_no_other(
    world: World, enter: Enter
) -> None:
    ordered(world)
    client = enter("seller")
    address = reverse("portal:agreement", args=[world.agreement.reference])
    assert "LD-1" not in page(client.get(address))
    checked(world, Disposition.objects.get())
    stopped(world)
    text = page(client.get(address))
    assert "Legal disposition" in text
    assert "Notice to all parties" in text
    assert "Delivery to the recipient is stopped" in text
    assert not INLINE.search(text)


def test_evidence_of_identity_and_the_pack_stay_inside_the_house(world: World, enter: Enter) -> None:
    disposition = appointed(world)
    checked(world, disposition)
    pack = make_handover_pack(disposition=disposition, **world.as_("clerk1"))
    evidence = details(world, stopped(world)).identity_document
    for who, status in (("seller", 404), ("officer_a", 404), ("clerk1", 200)):
        for document in (pack.document, evidence):
            assert enter(who).get(reverse("document", args=(document.public_id,))).status_code == status
