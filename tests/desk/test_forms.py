"""How an acting form protects itself: proof of identity, key, token, and the facts asked again under the lock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from tests import worlds
from tests.desk.conftest import Enter
from tests.desk.helpers import Fields, act_page, done, page, refused, standing, tranche_page
from tranches.models import Hold

pytestmark = pytest.mark.django_db
Stand = Callable[[datetime], None]


def test_signature_asks_who_it_is_after_five_minutes_and_goes_on_after_the_answer(
    enter: Enter, clock: Stand
) -> None:
    world = worlds.instructed()
    world.tick_all(world.instruction())
    clock(world.now)
    client, url = enter("clerk2"), act_page(world, "authorise_release")
    form = Fields(url)
    form.feed(page(client.get(url)))
    clock(world.now + timedelta(minutes=6))
    before = standing()
    answer = client.post(url, form.values | {"read": "on"})
    assert answer.status_code == 302
    assert "reauthenticate" in answer["Location"]
    assert standing() == before
    resumed = client.post(answer["Location"], {"password": "clerk2"})
    assert resumed.status_code == 302, page(resumed)
    assert world.instruction().authorisations.get().factor


def test_act_that_is_not_possible_yet_says_why_and_a_forced_form_is_refused(
    enter: Enter, clock: Stand
) -> None:
    world = worlds.funded()
    clock(world.now)
    client = enter("clerk1")
    text = page(client.get(tranche_page(world.tranche(1))))
    assert "Not yet: no instruction stands." in text
    assert "nothing is authorised" in page(client.get(act_page(world, "send_release")))
    forced = {"key": "forced", "seen_digest": "0" * 64, "read": "on"}
    refused(
        client.post(act_page(world, "authorise_release"), forced),
        "No instruction for this tranche is open",
        standing(),
    )


def test_same_key_with_other_content_is_refused(enter: Enter, clock: Stand) -> None:
    world = worlds.submitted()
    clock(world.now)
    client, url = enter("clerk1"), act_page(world, "propose_hold")
    form = Fields(url)
    form.feed(page(client.get(url)))
    done(client.post(url, form.values | {"ground": "dispute", "reason": "first"}))
    again = client.post(url, form.values | {"ground": "dispute", "reason": "second"})
    refused(again, "already sent with other content", standing())
    assert Hold.objects.get().reason == "first"


def test_form_without_its_token_is_refused_by_the_browser_guard(clock: Stand, enter: Enter) -> None:
    from django.test import Client

    world = worlds.funded()
    clock(world.now)
    client = enter("clerk1")
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    before = standing()
    assert strict.post(act_page(world, "record_report"), {"key": "k"}).status_code == 403
    assert standing() == before
