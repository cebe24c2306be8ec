"""In the portal: the issuer suspends the release with its notice; the desk confirms it; every other party finds no such page."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from documents.models import Event
from tests.desk.helpers import INLINE, flowing
from tests.portal.world import PDF, TODAY, Deal, proven, sign_in
from tranches.models import Hold
from tranches.selectors.seen import seen_of
from tranches.services.dispute.holds import confirm_hold
from tranches.services.suspending import open_suspension


def page(number: int = 1) -> str:
    return reverse("portal:suspend", args=["KX-2025", number])


def notice() -> SimpleUploadedFile:
    return SimpleUploadedFile("notice.pdf", PDF, content_type="application/pdf")


def typed(deal: Deal, number: int = 1, **changes: Any) -> dict[str, Any]:
    given = {
        "key": "k-1",
        "part": "kaixin-holdings",
        "text": "The seller competes.",
        "extent": "whole",
        "file": notice(),
        "marks": seen_of(deal.tranche(number)).mark,
    }
    return given | changes


def shown(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    assert not INLINE.search(answer.content.decode())
    return flowing(answer)


def tranche_page(number: int = 1) -> str:
    return reverse("portal:tranche", args=["KX-2025", number])


def test_the_issuer_suspends_with_its_notice_and_the_desk_confirms_it(deal: Deal) -> None:
    client = proven(deal.people["a"])
    assert page() in shown(client, tranche_page())
    assert "To suspend the release, open the tranche, too" in shown(
        client, reverse("portal:agreement", args=["KX-2025"])
    )
    text = shown(client, page())
    assert "SPA 8.1" in text
    assert "until you lift the suspension, the parties settle, or an award or judgment decides" in text
    for wrong, said in (
        ({"text": " "}, "Say why the release is suspended"),
        ({"file": ""}, "Attach the notice"),
        ({"extent": ""}, "Choose whether the whole tranche or a number of shares is suspended."),
        ({"extent": "number"}, "Enter how many shares"),
    ):
        answer = client.post(page(), typed(deal, **wrong))
        assert answer.status_code == 422
        assert said in flowing(answer), wrong
    stale = client.post(page(), typed(deal, marks="0" * 64))
    assert stale.status_code in (409, 422)
    assert not Hold.objects.exists()
    assert client.post(page(), typed(deal)).status_code == 302
    assert client.post(page(), typed(deal)).status_code == 302, "a double click"
    hold = Hold.objects.get()
    assert (hold.ground, hold.shares, hold.opened_person) == ("suspension", None, deal.people["a"].person)
    assert deal.tranche().state == "pending", "by itself it stops nothing"
    event = Event.objects.get(kind="hold.proposed")
    assert event.reason == "The seller competes."
    facts = event.facts
    assert (facts["party"], facts["digest"]) == ("A", hashlib.sha256(PDF).hexdigest())
    assert facts["meaning"] == "I suspend the release of tranche 1 for Party A."
    assert facts["factor"].startswith("password")
    assert facts["signed_at"]
    waiting = "Your suspension of tranche 1 (hold 1) is with the escrow agent, who confirms it."
    assert waiting in shown(client, page())
    told = shown(client, tranche_page())
    assert f"You cannot suspend the release now: {waiting}" in told
    assert page() not in told
    confirm_hold(hold=hold, actor=deal.actor("clerk"), now=TODAY)
    assert deal.tranche().state == "disputed"
    assert "The whole of tranche 1 is suspended already (hold 1)." in shown(client, page())
    assert reverse("portal:lift_suspension", args=[hold.public_id]) in shown(client, tranche_page())
    again = client.post(page(), typed(deal, key="k-2"))
    assert again.status_code == 409
    assert "suspended already" in flowing(again)
    assert Hold.objects.count() == 1


def test_a_number_of_shares_is_suspended_and_never_more_than_is_in_escrow(deal: Deal) -> None:
    client = proven(deal.people["a"])
    more = client.post(page(2), typed(deal, 2, extent="number", contested_shares="3,000,001"))
    assert more.status_code == 409
    assert "A hold keeps back from 1 to 3,000,000 shares" in flowing(more)
    assert not Hold.objects.exists()
    sent = client.post(page(2), typed(deal, 2, extent="number", contested_shares="1,000"))
    assert sent.status_code == 302
    hold = Hold.objects.get()
    assert (hold.shares, hold.tranche.number) == (1_000, 2)
    assert (
        Event.objects.get(kind="hold.proposed")
        .facts["meaning"]
        .startswith("I suspend the release of 1,000 shares")
    )


def test_every_other_party_finds_no_such_page_and_who_may_not_sign_is_told_so(deal: Deal) -> None:
    for who in ("b", "seller"):
        client = proven(deal.people[who])
        assert page() not in shown(client, tranche_page())
        assert client.get(page()).status_code == 404
        assert client.post(page(), typed(deal)).status_code == 404
    refused = proven(deal.people["a2"]).post(page(), typed(deal))
    assert refused.status_code == 409
    assert "No authority to sign" in flowing(refused)
    unproven = sign_in(deal.people["a"])
    assert unproven.post(page(), typed(deal)).status_code == 302
    assert not Hold.objects.exists(), "he is asked for his password first"


def test_the_act_and_the_form_are_the_same_hold_as_one_recorded_on_paper(deal: Deal) -> None:
    """What the desk lists of a hold it lists of this one, and the issuer lifts it in the portal as any of its suspensions."""
    from documents.intake import check_upload

    hold = open_suspension(
        tranche=deal.tranche(3),
        party=deal.agreement.agreement_parties.get(part="issuer"),
        reason="breach",
        paper=check_upload(PDF, "notice.pdf"),
        actor=deal.actor("a"),
        now=TODAY,
    )
    confirm_hold(hold=hold, actor=deal.actor("supervisor"), now=TODAY)
    client = proven(deal.people["a"])
    lifting = reverse("portal:lift_suspension", args=[hold.public_id])
    values = {"key": "k", "reason": "cured", "marks": seen_of(Hold.objects.get()).mark}
    assert client.post(lifting, values).status_code == 302
    assert deal.tranche(3).state == "pending"
    assert page(3) in shown(client, tranche_page(3))
