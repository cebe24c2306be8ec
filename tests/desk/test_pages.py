"""The pages of the desk answer their questions, for every world, without anything inline."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import worlds
from tests.desk.conftest import Enter
from tests.desk.helpers import INLINE, page, tranche_page

pytestmark = pytest.mark.django_db
Stand = Callable[[datetime], None]


@pytest.mark.parametrize(
    "build",
    [worlds.loaded, worlds.reported, worlds.submitted, worlds.instructed, worlds.sent, worlds.released],
)
def test_every_world_has_its_pages_without_anything_inline(
    build: Callable[[], worlds.World], enter: Enter, clock: Stand
) -> None:
    world = build()
    clock(world.now)
    client = enter("clerk2")
    tranche = world.tranche(1)
    for url in (
        reverse("admin:index"),
        reverse("admin:tranches_escrowagreement_change", args=(world.agreement.pk,)),
        tranche_page(tranche),
        tranche_page(world.tranche(5)),
        reverse("admin:tranches_tranche_changelist"),
        reverse("admin:tranches_tranche_history", args=(tranche.pk,)),
    ):
        answer = client.get(url)
        assert answer.status_code == 200, url
        assert not INLINE.search(page(answer)), f"{url}: {INLINE.findall(page(answer))}"


def test_case_page_shows_computed_instructed_difference_and_who_is_missing(
    enter: Enter, clock: Stand
) -> None:
    world = worlds.submitted()
    clock(world.now)
    world.approve(world.instruction(), "officer_a", "A")
    text = page(enter("clerk2").get(tranche_page(world.tranche(1))))
    assert "Next: an officer of B approves JWI-1" in text
    assert text.count("2,706,766") >= 3
    assert "293,233.08" in text
    assert "Missing: approval of B" in text
    assert "EA 3.1(b)" in text


def test_agreement_page_says_where_the_shares_are(enter: Enter, clock: Stand) -> None:
    world = worlds.released()
    clock(world.now)
    text = page(
        enter("clerk1").get(reverse("admin:tranches_escrowagreement_change", args=(world.agreement.pk,)))
    )
    assert 'aria-label="Held 12,000,000, kept 293,234, released 2,706,766"' in text
    assert "2025/26 target 665, actual 600" in text


def test_start_page_tells_each_person_what_waits_for_him(enter: Enter, clock: Stand) -> None:
    world = worlds.instructed()
    clock(world.now)
    world.tick_all(world.instruction())
    assert "Authorise the release: you may be the first person" in page(enter("clerk1").get("/desk/"))
    world.authorise(world.instruction(), "clerk1")
    assert "Authorise the release: you may be the second person" in page(enter("supervisor").get("/desk/"))
    mine, _, others = page(enter("clerk1").get("/desk/")).partition("Waiting for others")
    assert "Authorise the release" not in mine
    assert "Another person of the agent: authorise the release" in others


def test_start_page_counts_late_deposits_in_business_days(enter: Enter, clock: Stand) -> None:
    world = worlds.loaded()
    clock(world.day(2025, 12, 30))
    text = page(enter("clerk1").get("/desk/"))
    assert "deposit 15,000,000 shares" in text
    assert "business days late" in text


def test_case_pages_take_as_many_queries_whatever_happened_before(enter: Enter, clock: Stand) -> None:
    """A tranche further down the road costs no query for each of the others."""
    world = worlds.funded()
    clock(world.now)
    client = enter("clerk1")
    url = reverse("admin:tranches_escrowagreement_change", args=(world.agreement.pk,))
    client.get(url)

    def queries(address: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as counted:
            assert client.get(address).status_code == 200
        return len(counted)

    assert queries(tranche_page(world.tranche(1))) == queries(tranche_page(world.tranche(5)))
    assert queries(url) <= 72
