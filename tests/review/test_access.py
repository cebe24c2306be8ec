"""Who enters the review, and what of whose binders he sees there."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from documents.models import Event
from parties.models import Membership, Party
from tests import worlds
from tests.desk.helpers import INLINE, page, standing
from tests.review.conftest import Enter
from tests.review.houses import to_another_house
from tests.walls.tools import past_the_services

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r'value="\w{64}"')
PAGES = (
    reverse("review:journal"),
    reverse("review:timeline"),
    reverse("review:authority"),
    reverse("review:reads"),
    reverse("review:registers"),
    reverse("review:register", args=("tranches.tranche",)),
)


@pytest.mark.parametrize("name", ["clerk1", "officer_a", "seller"])
def test_review_is_closed_to_all_but_compliance_and_supervisors(name: str, enter: Enter) -> None:
    world = worlds.loaded()
    client = enter(name)
    one = reverse("review:history", args=("tranches.tranche", world.tranche(1).pk))
    for url in (*PAGES, one):
        answer = client.get(url)
        assert answer.status_code == 403
        assert "compliance officers" in page(answer)
        assert world.agreement.reference not in page(answer)
    before = standing()
    assert client.post(reverse("review:export"), {}).status_code == 403
    assert standing() == before


def test_stranger_is_led_to_the_sign_in_page(db: None) -> None:
    for url in PAGES:
        answer = Client().get(url)
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("account_login"))


def test_compliance_whose_role_has_ended_is_refused(enter: Enter) -> None:
    worlds.loaded()
    with past_the_services(Membership):
        Membership.objects.filter(role="compliance").update(ends_on="2025-12-31")
    assert enter("compliance").get(PAGES[0]).status_code == 403


@pytest.mark.parametrize("name", ["compliance", "supervisor"])
def test_review_is_read_and_nothing_is_posted_to_its_pages(name: str, enter: Enter) -> None:
    worlds.loaded()
    client = enter(name)
    for url in PAGES:
        answer = client.get(url)
        assert answer.status_code == 200
        assert not INLINE.search(page(answer))
        for method in (client.post, client.put, client.delete, client.patch):
            assert method(url).status_code == 405
    assert client.get(reverse("review:export")).status_code == 405


def test_supervisor_reads_and_takes_no_copy(enter: Enter) -> None:
    worlds.loaded()
    client = enter("supervisor")
    assert "Take a copy" not in page(client.get(PAGES[0]))
    before = standing()
    answer = client.post(reverse("review:export"), {})
    assert answer.status_code == 403
    assert "taken by a compliance officer" in page(answer)
    assert standing() == before


def test_compliance_of_another_house_sees_neither_deal_nor_journal(enter: Enter) -> None:
    world = worlds.released()
    to_another_house(world)
    client = enter("compliance")
    assert Event.objects.filter(binder=world.agreement.binder).exists()
    for query in ("", "?open=KX-2025/1", "?text=approve"):
        assert "KX-2025" not in page(client.get(reverse("review:journal") + query)).replace(
            "open=KX-2025", ""
        )
    asked = client.get(reverse("review:journal"), {"binder": world.agreement.binder.reference})
    assert asked.status_code == 400
    assert page(asked).count("There is none of that name here") == 2
    mine = reverse("review:history", args=("tranches.tranche", world.tranche(1).pk))
    missing = reverse("review:history", args=("tranches.tranche", 99_999))
    assert client.get(mine).status_code == client.get(missing).status_code == 404
    assert TOKEN.sub("", page(client.get(mine))) == TOKEN.sub("", page(client.get(missing)))
    assert client.get(reverse("review:history", args=("auth.group", 1))).status_code == 404
    assert Party.objects.filter(name="Other Agent Ltd.").exists()
