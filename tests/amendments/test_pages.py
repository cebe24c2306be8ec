"""The pages of an amendment: the desk prepares and brings it into force, each party signs in the portal, both show the versions."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests.desk.helpers import INLINE, confirmed, page
from tests.portal.world import TODAY, Deal, build, proven
from tranches.models import Amendment, AmendmentAnswer
from tranches.selectors.terms import version_of


@pytest.fixture
def deal(db: None) -> Iterator[Deal]:
    with time_machine.travel(TODAY, tick=False):
        yield build()


def desk(deal: Deal) -> str:
    return reverse("admin:tranches_escrowagreement_amendments", args=[deal.agreement.pk])


def act(deal: Deal, event: str) -> str:
    return reverse("admin:tranches_escrowagreement_act", args=[deal.agreement.pk, event])


def form_values(client: Client, url: str) -> dict[str, str]:
    """What the form is shown with, as a browser would send it back."""
    shown = client.get(url).context["form"]
    return {
        name: str(value) if (value := shown[name].value()) is not None else ""
        for name, field in shown.fields.items()
        if name != "file"
    }


def test_clerk_prepares_an_amendment_by_editing_single_terms(deal: Deal) -> None:
    client = proven(deal.people["clerk"])
    url = act(deal, "prepare_amendment")
    values = form_values(client, url)
    unchanged = client.post(url, values | {"reason": "nothing"})
    assert unchanged.status_code == 422
    assert "the same as those in force" in page(unchanged)
    answer = client.post(
        url, values | {"reason": "lower", "t2_target": "700000000", "setting_rounding": "up"}
    )
    assert answer.status_code == 302, page(answer)
    assert answer["Location"] == desk(deal)
    amendment = Amendment.objects.get()
    assert [change["key"] for change in amendment.content["changes"]] == [
        "tranches.2.target",
        "settings.rounding",
    ]
    shown = page(client.get(desk(deal)))
    for words in (
        "RMB 732,000,000",
        "RMB 700,000,000",
        "Put the amendment before all parties",
        "only the terms change",
    ):
        assert words in shown
    assert not INLINE.search(shown)


def test_wrong_terms_are_refused_on_the_form_with_what_was_typed(deal: Deal) -> None:
    client = proven(deal.people["clerk"])
    url = act(deal, "prepare_amendment")
    values = form_values(client, url) | {"reason": "x"}
    for change, words in (
        ({"t2_shares": "2.5"}, "Enter whole shares"),
        ({"t2_ends_on": "2026-01-01"}, "before its start"),
        ({"t2_target": "-5"}, "it must be above zero"),
        ({"t5_shares": "10"}, "would belong to no tranche"),
        ({"setting_expiry": "agreed_date"}, "a date is given exactly where expiry is agreed_date"),
    ):
        answer = confirmed(client, url, client.post(url, values | change))
        assert answer.status_code == 422
        assert words in page(answer), words
    assert not Amendment.objects.exists()


def test_parties_sign_in_the_portal_and_the_agent_at_the_desk(deal: Deal) -> None:
    amendment = deal.amended()
    here = reverse("portal:amendment", args=[amendment.public_id])
    for who, key in (("a", "kaixin-holdings"), ("b", "zhejiang-kaixin-auto"), ("seller", "fangle-lai")):
        client = proven(deal.people[who])
        assert f"Sign or reject {amendment}" in page(client.get(reverse("portal:home")))
        shown = page(client.get(here))
        assert "RMB 700,000,000 (CNY)" in shown
        assert "Sign my answer" in shown
        assert not INLINE.search(shown)
        sent = {"key": f"k-{who}", "seen_digest": amendment.digest, "part": key, "answer": "approve"}
        answer = client.post(reverse("portal:amendment_answer", args=[amendment.public_id]), sent)
        assert answer.status_code == 302, page(answer)
        assert "takes no answer" not in page(client.get(here))
        assert "Sign my answer" not in page(client.get(here))
    supervisor = proven(deal.people["supervisor"])
    assert "Sign the amendment for the escrow agent" in page(supervisor.get(desk(deal)))
    url = act(deal, "sign_amendment_for_agent")
    assert supervisor.post(url, form_values(supervisor, url) | {"read": "on"}).status_code == 302
    url = act(deal, "bring_amendment_into_force")
    clerk = proven(deal.people["clerk"])
    assert clerk.post(url, form_values(clerk, url) | {"read": "on"}).status_code == 302
    assert version_of(deal.agreement).number == 2
    seen = page(clerk.get(desk(deal)))
    assert "No amendment is open" in seen
    assert "Version 1 to version 2" in seen
    seller = page(
        proven(deal.people["seller"]).get(reverse("portal:versions", args=["KX-2025"]) + "?from=2&to=1")
    )
    assert "Version 1 to version 2" in seller
    assert "RMB 700,000,000 (CNY)" in seller


def test_rejection_needs_its_reason_and_another_digest_is_refused(deal: Deal) -> None:
    amendment = deal.amended()
    client = proven(deal.people["seller"])
    url = reverse("portal:amendment_answer", args=[amendment.public_id])
    sent = {"key": "k", "seen_digest": amendment.digest, "part": "fangle-lai", "answer": "reject"}
    silent = client.post(url, sent)
    assert silent.status_code == 422
    assert "Say why you reject" in page(silent)
    moved = client.post(url, sent | {"answer": "approve", "seen_digest": "0" * 64})
    assert moved.status_code == 409
    assert "not the one you read" in page(moved)
    assert not AmendmentAnswer.objects.exists()
    assert client.post(url, sent | {"reason": "too low"}).status_code == 302
    assert Amendment.objects.get().state == "rejected"


def test_draft_is_the_agents_own_and_officer_without_authority_sees_no_form(deal: Deal) -> None:
    client = proven(deal.people["clerk"])
    url = act(deal, "prepare_amendment")
    client.post(url, form_values(client, url) | {"reason": "lower", "t2_target": "700000000"})
    amendment = Amendment.objects.get()
    officer = proven(deal.people["a2"])
    assert officer.get(reverse("portal:amendment", args=[amendment.public_id])).status_code == 404
    assert amendment.proposal is not None
    assert officer.get(reverse("document", args=[amendment.proposal.public_id])).status_code == 404
    submit = act(deal, "submit_amendment")
    assert client.post(submit, form_values(client, submit)).status_code == 302
    shown = page(officer.get(reverse("portal:amendment", args=[amendment.public_id])))
    assert "Nothing to sign for you today" in shown
