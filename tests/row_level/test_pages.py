"""Desk, portal and review served by the app's role under the policies: every page as its owner would have shown it."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from documents.database.reader import NOBODY
from documents.journal.record import head_of
from parties.services.calendar_tokens import make_token
from tests.portal.world import TODAY, Deal, answer, called, prove, sign_in, suspended
from tests.row_level.served import served
from tranches.models import Approval

pytestmark = pytest.mark.postgres_only
LINK = re.compile(r'<a [^>]*href="([^"#]+)"')
# What differs each time a page is made: the tokens of its forms.
TOKENS = re.compile(r'name="(csrfmiddlewaretoken|key)" value="[^"]*"')
GROWING = ("/review/reads", "/review/retention", "/desk/documents/readentry")  # what is read is counted there
AT_MOST = 45  # pages of each person, the start page first and then as they are linked
NOT_FOLLOWED = ("/accounts/logout/", "/static/", "/desk/jsi18n/")


def walked(client: Client, starts: tuple[str, ...]) -> dict[str, tuple[int, str]]:
    """The pages that a person comes to by following links, with the answer and the text of each."""
    found: dict[str, tuple[int, str]] = {}
    waiting = list(starts)
    shapes: dict[str, int] = {}
    while waiting and len(found) < AT_MOST:
        url = waiting.pop(0)
        shape = re.sub(r"\d+|[0-9a-f-]{36}", "#", urlsplit(url).path)
        shapes[shape] = shapes.get(shape, 0) + 1
        if url in found or shapes[shape] > 3 or url.startswith(NOT_FOLLOWED):
            continue
        response = client.get(url)
        body = b"".join(response) if response.streaming else response.content
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        text = TOKENS.sub("", body.decode()) if is_page else response.headers.get("Content-Type", "")
        found[url] = response.status_code, text
        for link in LINK.findall(text) + [response.headers.get("Location", "")] * response.has_header(
            "Location"
        ):
            there = urljoin(url, link.replace("&amp;", "&"))
            if there.startswith("/"):
                waiting.append(there)
    return found


@pytest.mark.slow
@pytest.mark.parametrize(
    ("who", "starts", "at_least"),
    [
        ("a", ("/portal/", "/calendar/"), 12),
        ("b", ("/portal/",), 12),
        ("seller", ("/portal/",), 12),
        ("clerk", ("/desk/",), 30),
        ("supervisor", ("/review/", "/desk/"), 30),
        ("compliance", ("/review/",), 12),
    ],
)
def test_every_page_is_the_one_its_owner_would_have_shown(
    roles: None, deal: Deal, other: Deal, who: str, starts: tuple[str, ...], at_least: int
) -> None:
    deal.submitted()
    other.submitted()
    called(deal)
    deal.amended()
    suspended(deal, 2)
    client = sign_in(deal.people[who])
    by_owner = walked(client, starts)
    with served(NOBODY):
        by_app = walked(client, starts)
    assert len(by_app) >= at_least
    assert sorted(by_app) == sorted(by_owner)
    for url, (status, text) in by_owner.items():
        assert by_app[url][0] == status, url
        assert status < 500, url
        if not url.startswith(GROWING):
            assert by_app[url][1] == text, url
    assert sum(status == 200 for status, _ in by_app.values()) >= at_least


@pytest.mark.parametrize("who", ["a", "clerk"])
def test_without_telling_who_asks_there_would_be_no_page(
    roles: None, deal: Deal, who: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: the pages above are shown because the request says who asks."""
    client = sign_in(deal.people[who])
    start = "/portal/" if who == "a" else "/desk/"
    monkeypatch.setattr("escrow_site.reading._reader_of", lambda request: NOBODY)
    with served(NOBODY):
        assert "KX-2025" not in client.get(start, follow=True).content.decode()


def test_an_officer_approves_under_the_policies(roles: None, deal: Deal, other: Deal) -> None:
    instruction = deal.submitted()
    other.submitted()
    client = sign_in(deal.people["a"])
    with served(NOBODY):
        prove(client)
        response = client.post(*answer(instruction, part="kaixin-holdings"))
        assert response.status_code == 302
        again = client.post(*answer(instruction, part="kaixin-holdings"))
        assert again.status_code == 302
    assert Approval.objects.filter(instruction=instruction).count() == 1


def test_the_feed_and_the_check_of_a_head_answer_without_a_session(
    roles: None, deal: Deal, other: Deal
) -> None:
    _, secret = make_token(user=deal.people["a"], actor=deal.actor("a"), now=TODAY)
    client_of_b = sign_in(other.people["b"])
    head = head_of(deal.agreement.binder)
    with served(NOBODY):
        client = Client()
        feed = client.get(reverse("calendar_feed", args=[secret]))
        assert feed.status_code == 200
        assert b"KX-2025" in feed.content
        assert b"EX-2026" not in feed.content
        check = client.get(
            reverse("check_head", args=[deal.agreement.binder.public_id, head.count, head.digest])
        )
        assert check.status_code == 200
        assert check.context["stands"] is True
        assert (
            client.post(
                reverse("account_login"), {"login": "a", "password": "correct horse battery"}
            ).status_code
            == 302
        )
        assert client_of_b.get(reverse("portal:home")).status_code == 200
