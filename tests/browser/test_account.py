"""My account and a kept form in a real browser, and the warning before a session ends, under the strict policy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, expect

from parties.models import AccountPreferences, AccountSession, User
from tests import worlds
from tests.browser.visitor import Visitor
from tests.worlds import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Enter = Callable[..., Visitor]


@pytest.fixture
def world(db: None) -> World:
    return worlds.loaded()


@pytest.fixture
def enter(browser: Browser, live_server: Any, artefacts: Path) -> Iterator[Enter]:
    visitors: list[Visitor] = []

    def let_in(username: str, **window: Any) -> Visitor:
        window.setdefault("viewport", {"width": 1280, "height": 900})
        visitor = Visitor(browser, live_server.url, artefacts, username, **window)
        visitors.append(visitor)
        visitor.sign_in()
        return visitor

    yield let_in
    for visitor in visitors:
        visitor.leave()
    assert [complaint for visitor in visitors for complaint in visitor.complaints] == []


def last_seen(world: World, name: str, *, minutes_ago: int) -> None:
    """As if its owner had not been here for so long."""
    seen = timezone.now() - timedelta(minutes=minutes_ago)
    AccountSession.objects.filter(user=world.users[name]).update(seen_at=seen, began_at=seen)


@pytest.mark.parametrize("width", [1280, 390])
def test_my_account_is_whole_at_both_widths(world: World, enter: Enter, width: int) -> None:
    user = world.users["officer_a"]
    User.objects.filter(pk=user.pk).update(email="officer.a@example.org")
    EmailAddress.objects.create(user=user, email="officer.a@example.org", verified=True, primary=True)
    Client().post("/accounts/login/", {"login": "officer_a", "password": "a guess"})
    enter("officer_a")
    visitor = enter("officer_a", viewport={"width": width, "height": 900})
    visitor.page.goto(f"{visitor.address}/account/")
    visitor.sees("My account", "Where you are signed in", "Recent sign-ins", "Second factors")
    visitor.station(f"my-account-{width}")
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= width
    visitor.page.get_by_role("button", name="End the others").click()
    visitor.sees("Your other sessions are ended.")
    assert AccountSession.objects.filter(user=world.users["officer_a"]).count() == 1


def test_a_form_sent_too_late_is_offered_again_and_sent(world: World, enter: Enter) -> None:
    visitor = enter("officer_a")
    visitor.page.goto(f"{visitor.address}/account/")
    visitor.page.get_by_label("Reminders of deadlines").check()
    last_seen(world, "officer_a", minutes_ago=31)
    visitor.page.get_by_role("button", name="Store the choice").click()
    visitor.sees("What you typed is kept for half an hour")
    visitor.station("kept-form-sign-in")
    visitor.page.locator("input[name=login]").fill("officer_a")
    visitor.page.locator("input[name=password]").fill("officer_a")
    visitor.page.get_by_role("button", name="Sign in", exact=True).click()
    visitor.sees("What you had typed", "deadlines")
    visitor.station("kept-form")
    visitor.page.get_by_role("button", name="Send it now").click()
    visitor.sees("Your choice of notices is stored.")
    assert AccountPreferences.objects.get().digested == ["deadlines"]


def test_a_warning_stands_three_minutes_before_the_end_and_staying_takes_it_away(
    world: World, enter: Enter
) -> None:
    visitor = enter("officer_a")
    visitor.page.goto(f"{visitor.address}/account/")
    box = visitor.page.locator("#session-end")
    expect(box).to_be_hidden()
    last_seen(world, "officer_a", minutes_ago=28)
    visitor.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(box).to_be_visible()
    visitor.station("session-warning")
    visitor.page.get_by_role("button", name="Stay signed in").click()
    expect(box).to_be_hidden()
    last_seen(world, "officer_a", minutes_ago=31)
    visitor.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    visitor.sees("You are signed out.")
