"""Dividends and votes in the portal: the recipient directs, the others look and learn nothing of how he votes."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse

from tests.desk.helpers import INLINE, flowing
from tests.portal.conftest import clock, deal, other
from tests.portal.world import TODAY, Deal, called, prove, proven, sign_in
from tranches.rights.models import Meeting, VotingDirection
from tranches.rights.services.voting import Vote, give_direction
from tranches.selectors.seen import seen_of

__all__ = ["clock", "deal", "other"]
RIGHTS = reverse("portal:rights", args=["KX-2025"])
SENT = {"key": "v-1", "choice_1": "for", "shares_1": ""}


def sent(meeting: Meeting, **changes: str) -> dict[str, str]:
    """What the page of the meeting, as it stands, would send."""
    return SENT | {"marks": seen_of(meeting).mark} | changes


def page_of(meeting: Meeting) -> str:
    return reverse("portal:meeting", args=[meeting.public_id])


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", flowing(response)).split())


@pytest.fixture
def meeting(deal: Deal) -> Meeting:
    return called(deal)


def test_seller_directs_replaces_and_sees_what_counts(deal: Deal, meeting: Meeting) -> None:
    client = proven(deal.people["seller"])
    assert "Direct the votes at M-1" in text_of(client.get(reverse("portal:home")))
    assert "waits for the direction" in text_of(client.get(RIGHTS))
    text = text_of(client.get(page_of(meeting)))
    assert "15,000,000 votes by the share ledger" in text
    assert "I direct how the votes of Party C are cast at M-1." in text
    first = sent(meeting)
    assert client.post(page_of(meeting), first).status_code == 302
    assert client.post(page_of(meeting), first).status_code == 302, "a double click answers with the first"
    assert VotingDirection.objects.count() == 1
    again = sent(meeting, key="v-2", choice_1="against", shares_1="5,000,000")
    text = text_of(client.post(page_of(meeting), again, follow=True))
    assert "Against with 5,000,000 votes" in text
    assert "Direct the votes at M-1" not in text_of(client.get(reverse("portal:home")))
    given = VotingDirection.objects.latest("number")
    assert (given.number, given.person, given.factor) == (
        2,
        deal.people["seller"].person,
        "password at 2026-12-21T02:00:00Z",
    )


def test_direction_asks_for_the_password_once_more(deal: Deal, meeting: Meeting) -> None:
    client = sign_in(deal.people["seller"])
    response = client.post(page_of(meeting), sent(meeting))
    assert response.status_code == 302
    assert "reauthenticate" in response.url
    assert not VotingDirection.objects.exists()
    prove(client, page_of(meeting))
    assert VotingDirection.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "status", "sentence"),
    [
        ({"choice_1": ""}, 422, "Choose for, against or abstain on resolution 1."),
        ({"choice_1": "maybe"}, 422, "Your direction was not recorded"),
        ({"shares_1": "0"}, 422, "“0” is no whole number of shares from 1 on."),
        ({"shares_1": "1.5"}, 422, "“1.5” is no whole number of shares from 1 on."),
        ({"shares_1": "15000001"}, 409, "is no number of votes"),
    ],
)
def test_faulty_direction_is_refused_with_its_sentence(
    deal: Deal, meeting: Meeting, change: dict, status: int, sentence: str
) -> None:
    response = proven(deal.people["seller"]).post(page_of(meeting), sent(meeting, **change))
    assert response.status_code == status
    text = flowing(response)
    assert sentence in text
    assert "<title>Error: " in text
    assert not VotingDirection.objects.exists()


def test_after_the_cut_off_the_page_takes_nothing(deal: Deal, meeting: Meeting) -> None:
    with time_machine.travel(datetime(2027, 1, 15, 9, 1, tzinfo=UTC), tick=False):
        client = proven(deal.people["seller"])
        assert "No direction was given: nothing is voted." in text_of(client.get(page_of(meeting)))
        response = client.post(page_of(meeting), sent(meeting))
        assert response.status_code == 409
        assert "The cut-off of M-1 has passed" in flowing(response)
    assert not VotingDirection.objects.exists()


@pytest.mark.parametrize("who", ["a", "b"])
def test_officers_read_the_agenda_direct_nothing_and_do_not_see_how_he_votes(
    deal: Deal, meeting: Meeting, who: str
) -> None:
    give_direction(
        meeting=meeting,
        party=deal.agreement.agreement_parties.get(part="seller"),
        votes=[Vote(1, "against", 777_777)],
        actor=deal.actor("seller"),
        now=TODAY,
    )
    client = proven(deal.people[who])
    text = text_of(client.get(page_of(meeting)))
    assert "Only the recipient directs the votes." in text
    for page in (page_of(meeting), RIGHTS, reverse("portal:agreement", args=["KX-2025"])):
        shown = flowing(client.get(page))
        assert "777,777" not in shown
        assert ">Against<" not in shown
    refused = client.post(page_of(meeting), sent(meeting))
    assert refused.status_code == 409
    assert VotingDirection.objects.count() == 1


@pytest.mark.parametrize("who", ["a", "seller"])
def test_pages_obey_the_policy_and_carry_both_languages(deal: Deal, meeting: Meeting, who: str) -> None:
    client = proven(deal.people[who])
    for page in (RIGHTS, page_of(meeting)):
        response = client.get(page)
        text = flowing(response)
        assert response.status_code == 200
        assert 'lang="zh-Hans"' in text
        assert not INLINE.search(text)
        ids = re.findall(r'\sid="([^"]+)"', text)
        assert len(ids) == len(set(ids)), page
