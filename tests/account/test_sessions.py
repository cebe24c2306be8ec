"""A session ends when its owner is gone, after half a day, and when he or his credentials say so; reading a page writes little."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from escrow_site.account.device import device_words
from parties import session_store
from parties.models import AccountSession
from parties.services import people
from parties.services.sessions import end_sessions
from tests import worlds
from tests.account.conftest import FIREFOX, MORNING, Enter, page
from tests.worlds import World

STAGE = worlds.loaded
HERE = "/account/"


def is_in(client: Client) -> bool:
    return client.get(HERE).status_code == 200


def test_session_ends_after_thirty_idle_minutes(
    world: World, enter: Enter, clock: time_machine.Coordinates
) -> None:
    client = enter("clerk1")
    clock.shift(timedelta(minutes=29, seconds=59))
    assert is_in(client)
    clock.shift(timedelta(minutes=30))
    assert not is_in(client)


def test_session_ends_twelve_hours_after_the_sign_in_whatever_is_done(
    world: World, enter: Enter, clock: time_machine.Coordinates
) -> None:
    client = enter("clerk1")
    for _ in range(35):
        clock.shift(timedelta(minutes=20))
        assert is_in(client)
    clock.shift(timedelta(minutes=20))
    assert not is_in(client)


def test_a_changed_password_does_not_begin_the_twelve_hours_anew(
    world: World, enter: Enter, clock: time_machine.Coordinates
) -> None:
    client = enter("clerk1")
    began = AccountSession.objects.get(user=world.users["clerk1"]).began_at
    clock.shift(timedelta(minutes=10))
    sent = {"oldpassword": "clerk1", "password1": "a long new word", "password2": "a long new word"}
    assert client.post("/accounts/password/change/", sent).status_code == 302
    assert AccountSession.objects.get(user=world.users["clerk1"]).began_at == began


def test_without_the_engines_look_at_its_ends_the_session_would_live(
    world: World, enter: Enter, clock: time_machine.Coordinates, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control."""
    client = enter("clerk1")
    monkeypatch.setattr(session_store, "end_of", lambda row: row.expire_date)
    clock.shift(timedelta(minutes=31))
    assert is_in(client)


def test_reading_writes_the_session_once_a_minute_at_most(
    world: World, enter: Enter, clock: time_machine.Coordinates
) -> None:
    client = enter("clerk1")
    is_in(client)

    def writes() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert is_in(client)
        return sum(not entry["sql"].startswith("SELECT") for entry in asked)

    assert [writes() for _ in range(3)] == [0, 0, 0]
    clock.shift(timedelta(minutes=1))
    assert [writes() for _ in range(3)] == [1, 0, 0]
    seen = AccountSession.objects.get(user=world.users["clerk1"]).seen_at
    assert seen == MORNING + timedelta(minutes=1)


def test_own_sessions_are_listed_with_device_and_end_one_by_one_or_together(
    world: World, enter: Enter
) -> None:
    here, there, third = enter("clerk1"), enter("clerk1"), enter("clerk1")
    other = enter("clerk2")
    text = page(here.get(HERE))
    assert text.count("Firefox on Windows") >= 3
    assert "this one" in text
    for session in AccountSession.objects.all():
        assert session.session_key not in text
    handle = text.split('name="session" value="')[1].split('"')[0]
    assert here.post(HERE, {"do": "end_session", "session": handle}).status_code == 302
    assert [is_in(there), is_in(third)].count(True) == 1
    assert here.post(HERE, {"do": "end_others"}).status_code == 302
    assert [is_in(client) for client in (here, there, third, other)] == [True, False, False, True]


@pytest.mark.parametrize("handle", ["", "x", "0" * 24, "another's"])
def test_session_that_is_none_or_anothers_is_not_ended(handle: str, world: World, enter: Enter) -> None:
    here, other = enter("clerk1"), enter("clerk2")
    enter("clerk2")
    if handle == "another's":
        handle = page(other.get(HERE)).split('name="session" value="')[1].split('"')[0]
    answer = here.post(HERE, {"do": "end_session", "session": handle})
    assert answer.status_code == 400
    assert "There is no such session any more." in page(answer)
    assert AccountSession.objects.filter(user=world.users["clerk2"]).count() == 2


def test_closing_an_account_ends_its_sessions(world: World, enter: Enter) -> None:
    client = enter("clerk2")
    people.change_account(
        user=world.users["clerk2"], changes={"is_active": False}, reason="left", **world.as_("supervisor")
    )
    assert not AccountSession.objects.filter(user=world.users["clerk2"]).exists()
    assert not is_in(client)


def test_end_sessions_spares_the_one_named(world: World, enter: Enter) -> None:
    here, there = enter("clerk1"), enter("clerk1")
    assert end_sessions(world.users["clerk1"], but=here.session.session_key) == 1
    assert (is_in(here), is_in(there)) == (True, False)
    assert end_sessions(world.users["clerk1"]) == 1
    assert not is_in(here)


def test_asking_how_long_is_left_prolongs_nothing_and_staying_does(
    world: World, enter: Enter, clock: time_machine.Coordinates
) -> None:
    client = enter("clerk1")
    clock.shift(timedelta(minutes=28))
    assert client.get(reverse("session_left")).json() == {"ends_in": 120}
    assert client.get(reverse("session_left")).json() == {"ends_in": 120}
    assert client.post(reverse("session_stay")).json() == {"ends_in": 1800}
    clock.shift(timedelta(minutes=29))
    assert is_in(client)


def test_a_session_ended_while_it_posts_gets_a_sentence(
    world: World, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = enter("clerk1")
    from escrow_site.account import pages

    real = pages.choose_language

    def ended_meanwhile(user: object, language: str) -> None:
        end_sessions(world.users["clerk1"])
        real(world.users["clerk1"], language)
        client_request_session_is_written()

    def client_request_session_is_written() -> None:
        monkeypatch.setattr(settings, "SESSION_SAVE_EVERY_REQUEST", True)

    monkeypatch.setattr(pages, "choose_language", ended_meanwhile)
    answer = client.post(HERE, {"do": "language", "language": "en"})
    assert answer.status_code == 409
    assert "Your session was ended" in page(answer)
    assert not is_in(client)


@pytest.mark.parametrize("value", ["", "x", "0" * 32, "../../etc/passwd", "é" * 40])
def test_session_cookie_that_was_tampered_with_opens_nothing(value: str, world: World, enter: Enter) -> None:
    client = enter("clerk1")
    client.cookies[settings.SESSION_COOKIE_NAME] = value
    assert not is_in(client)


@pytest.mark.parametrize(
    ("says", "words"),
    [
        (FIREFOX, "Firefox on Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1",
            "Safari on iPhone",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 Safari/537.36", "Chrome on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("<script>alert(1)</script>", "Another program"),
        ("", "Another program"),
    ],
)
def test_device_is_said_in_words_of_ours(says: str, words: str) -> None:
    assert device_words(says) == words


NAMES = (
    "from django.conf import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.KEPT_FORM_COOKIE_NAME, \
s.SESSION_COOKIE_SECURE, s.SESSION_COOKIE_PATH, s.SESSION_COOKIE_DOMAIN)"
)


@pytest.mark.parametrize(
    ("tls", "printed"),
    [
        ("true", "__Host-sessionid __Host-csrftoken __Host-kept True / None"),
        ("false", "sessionid csrftoken kept False / None"),
    ],
)
def test_cookies_are_the_hosts_own_under_tls(tls: str, printed: str, tmp_path: Path) -> None:
    chosen = {
        "DJANGO_SETTINGS_MODULE": "escrow_site.settings",
        "ESCROW_TLS": tls,
        "ESCROW_VAR": str(tmp_path),
    }
    said = subprocess.run(
        [sys.executable, "-c", NAMES],
        env={**os.environ, **chosen},
        capture_output=True,
        text=True,
        check=True,
        cwd=settings.BASE_DIR,
    )
    assert said.stdout.strip() == printed
