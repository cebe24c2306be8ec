"""Guesses are counted and slowed; owners are not shut out. Trials with numbers, each with its negative control."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from escrow_site.limits import counters, guesses, rules
from escrow_site.limits.address import client_address
from escrow_site.models import Counter
from tests.factors.house import SIGN_IN, account, code, is_in, sign_in, signed_in, with_app

pytestmark = pytest.mark.django_db
PROXY = {"REMOTE_ADDR": "10.0.0.1"}
HOUSE = [f"owner{number}" for number in range(8)]


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel("2026-12-21T02:00:00Z", tick=False) as moved:
        yield moved


def guess(name: str, **more: Any) -> Any:
    return sign_in(name, password="guess", **(PROXY | more))


def storm(names: list[str], times: int) -> None:
    """The pages of a storm are all alike after the first: only what counts is run, as the adapter runs it."""
    request = RequestFactory().post(SIGN_IN, **PROXY)
    for name in names:
        for _ in range(times):
            try:
                guesses.heard(request, name, lambda: None)
            except guesses.ValidationError:
                continue


# --- The lock-out trial --------------------------------------------------------------------------


def test_each_owner_signs_in_from_his_device_after_a_thousand_guesses_at_him(clock: Any) -> None:
    devices = {name: signed_in(account(name)) for name in HOUSE}
    for client in devices.values():
        client.post("/accounts/logout/")
    storm(HOUSE, 1000)
    for name, client in devices.items():
        assert not is_in(client)
        sign_in(name, client=client, **PROXY)
        assert is_in(client), name


def test_without_the_known_device_a_tenth_of_the_storm_shuts_every_owner_out(clock: Any) -> None:
    for name in HOUSE:
        account(name)
    storm(HOUSE, 100)
    clients = {name: Client() for name in HOUSE}
    for name, client in clients.items():
        answer = sign_in(name, client=client, **PROXY)
        assert "Too many wrong answers" in answer.content.decode()
    assert not any(map(is_in, clients.values()))


def test_a_stranger_is_heard_five_times_and_then_ever_more_rarely(clock: Any) -> None:
    account("owner")
    said = [guess("owner").content.decode() for _ in range(7)]
    assert ["Too many" in page for page in said] == [False] * 5 + [True] * 2
    for minutes in (1, 2, 4, 8):
        clock.shift(timedelta(minutes=minutes) - timedelta(seconds=1))
        assert "Too many" in guess("owner").content.decode()
        clock.shift(timedelta(seconds=1))
        assert "Too many" not in guess("owner").content.decode()


def test_a_slowed_name_opens_at_once_with_password_and_code(clock: Any) -> None:
    with_app(account("owner"))
    storm(["owner"], 50)
    client = Client()
    assert "Too many" in sign_in("owner", client=client, **PROXY).content.decode()
    client.post(SIGN_IN, {"login": "owner", "password": "owner", "code": code()}, **PROXY)
    assert is_in(client)


@pytest.mark.parametrize(("password", "typed"), [("owner", "000000"), ("guess", ""), ("guess", "000000")])
def test_a_slowed_name_stays_shut_when_one_of_both_is_wrong(clock: Any, password: str, typed: str) -> None:
    with_app(account("owner"))
    storm(["owner"], 50)
    client = Client()
    client.post(SIGN_IN, {"login": "owner", "password": password, "code": typed or code()}, **PROXY)
    assert not is_in(client)


def test_a_stranger_cannot_use_up_the_codes_of_an_account_whose_password_he_does_not_know(clock: Any) -> None:
    with_app(account("owner"))
    storm(["owner"], 6)
    for _ in range(40):
        Client().post(
            SIGN_IN, {"login": "owner", "password": "guess", "code": "111111"}, REMOTE_ADDR="10.0.0.9"
        )
    client = Client()
    client.post(SIGN_IN, {"login": "owner", "password": "owner", "code": code()}, **PROXY)
    assert is_in(client)


def test_a_device_cookie_of_one_account_is_none_of_another_and_forged_ones_are_none(clock: Any) -> None:
    account("other")
    client = signed_in(account("owner"))
    client.post("/accounts/logout/")
    storm(["other"], 6)
    assert "Too many" in sign_in("other", client=client, **PROXY).content.decode()
    for forged in ("", "x", client.cookies["known_device"].value[:-2] + "xx", "é"):
        forger = Client()
        forger.cookies["known_device"] = forged
        assert "Too many" in sign_in("other", client=forger, **PROXY).content.decode()


def test_guesses_from_a_known_device_are_slowed_as_well(clock: Any) -> None:
    client = signed_in(account("owner"))
    client.post("/accounts/logout/")
    pages = [sign_in("owner", client=client, password="guess").content.decode() for _ in range(12)]
    assert ["Too many" in page for page in pages] == [False] * 10 + [True] * 2


def test_the_device_cookie_is_out_of_reach_of_scripts_and_lasts_a_year(clock: Any) -> None:
    cookie = signed_in(account("owner")).cookies["known_device"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 365 * 24 * 3600)


def test_one_address_is_heard_a_hundred_times_whatever_names_it_tries(clock: Any) -> None:
    storm([f"nobody{number}" for number in range(100)], 1)
    assert "Too many" in guess("somebody").content.decode()
    assert "Too many" not in guess("somebody", REMOTE_ADDR="10.0.0.2").content.decode()


# --- The eviction trial --------------------------------------------------------------------------


def test_ten_thousand_requests_of_strangers_reset_no_counter(clock: Any) -> None:
    account("owner")
    storm(["owner"], 5)
    cache.set("limit", [1.0], 300)
    soon = timezone.now() + timedelta(minutes=10)
    rows = [Counter(key=f"{number:064}", count=1, opens_at=soon, expires_at=soon) for number in range(9_500)]
    Counter.objects.bulk_create(rows, batch_size=500)  # what as many requests leave, without their pages
    for number in range(500):
        counters.take(rules.CALENDAR, f"192.0.2.{number}", now=timezone.now())
    assert Counter.objects.count() >= 10_000
    for number in range(1_500):
        cache.set(f"stranger-{number}", 1, 300)
    assert "Too many" in guess("owner").content.decode()
    assert cache.get("limit") == [1.0]


def test_the_stock_cache_forgets_under_the_same_load(settings: Any, clock: Any) -> None:
    settings.CACHES = {
        "default": settings.CACHES["default"] | {"BACKEND": "django.core.cache.backends.db.DatabaseCache"}
    }
    kept = [f"{number:04}" for number in range(350)]
    for name in kept:
        cache.set(name, 1, 300)
    assert any(cache.get(name) is None for name in kept)


def test_expired_rows_are_taken_away_and_live_ones_are_not(clock: Any) -> None:
    for number in range(50):
        counters.take(rules.CALENDAR, f"old {number}", now=timezone.now())
    clock.shift(timedelta(minutes=5))
    counters.take(rules.STRANGER, "live", now=timezone.now())
    clock.shift(timedelta(minutes=6))
    for number in range(20):
        counters.take(rules.CALENDAR, f"new {number}", now=timezone.now())
    assert Counter.objects.count() == 21


# --- The same answer -----------------------------------------------------------------------------


def _seen(name: str, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str, int, int]:
    """(status, page without tokens and without the name typed, hashes made, statements)."""
    hashed = []
    encode = MD5PasswordHasher.encode
    with (
        monkeypatch.context() as patch,
        CaptureQueriesContext(
            connection,
        ) as asked,
    ):
        patch.setattr(MD5PasswordHasher, "encode", lambda *args: (hashed.append(1), encode(*args))[1])
        answer = guess(name)
    page = answer.content.decode().replace(str(answer.context["csrf_token"]), "TOKEN").replace(name, "NAME")
    return answer.status_code, page, len(hashed), len(asked)


def test_known_and_unknown_names_get_the_same_answer_for_the_same_work(
    clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    account("somebody")
    for _ in range(8):  # the first five are heard, the others slowed
        assert _seen("somebody", monkeypatch) == _seen("nobody12", monkeypatch)


def test_the_comparison_sees_a_name_that_costs_no_hash(clock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    account("somebody")
    from allauth.account.auth_backends import AuthenticationBackend

    monkeypatch.setattr(AuthenticationBackend, "_mitigate_timing_attack", lambda *_: None)
    assert _seen("somebody", monkeypatch) != _seen("nobody12", monkeypatch)


# --- The proxy trial -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("trusted", "header", "expected"),
    [
        (0, "198.51.100.7", "10.0.0.1"),
        (0, "198.51.100.7, 203.0.113.5", "10.0.0.1"),
        (1, "203.0.113.5", "203.0.113.5"),
        (1, "198.51.100.7, 203.0.113.5", "203.0.113.5"),
        (2, "203.0.113.5, 10.0.0.2", "203.0.113.5"),
        (2, "198.51.100.7, 203.0.113.5, 10.0.0.2", "203.0.113.5"),
        (2, "203.0.113.5", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, "no address", "10.0.0.1"),
        (1, "203.0.113.5:4711", "203.0.113.5"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        (1, "[2001:db8:1:2::9]:443", "2001:db8:1:2::"),
        (1, "::ffff:203.0.113.5", "203.0.113.5"),
    ],
)
def test_the_address_is_what_our_proxies_wrote(
    settings: Any, trusted: int, header: str, expected: str
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = trusted
    assert (
        client_address(RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=header))
        == expected
    )


@pytest.mark.parametrize(("trusted", "heard_in_all"), [(0, 100), (1, 100), (2, 110)])
def test_a_client_gains_no_guess_by_writing_addresses_himself(
    settings: Any, clock: Any, trusted: int, heard_in_all: int
) -> None:
    """With one entry too many trusted the client's own word counts: the negative control of the number."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = trusted
    heard = 0
    for number in range(110):
        request = RequestFactory().post(
            SIGN_IN, REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=f"198.51.100.{number}, 203.0.113.5"
        )
        try:
            guesses.heard(request, f"name{number}", lambda: None)
        except guesses.ValidationError:
            continue
        heard += 1
    assert heard == heard_in_all


# --- Other secrets -------------------------------------------------------------------------------


def test_addresses_that_open_nothing_are_counted_and_a_right_one_always_opens(clock: Any) -> None:
    user = account("owner")
    client = signed_in(user)
    page = client.post("/calendar/", {"do": "make"}).content.decode()
    right = "/calendar/" + page.split("/calendar/")[-1].split(".ics")[0] + ".ics" if ".ics" in page else ""
    assert right
    answers = [Client().get(f"/calendar/wrong{number}.ics").status_code for number in range(62)]
    assert answers == [404] * 60 + [429] * 2
    assert Client().get(right).status_code == 200


def test_proving_oneself_again_is_counted_for_the_session_alone(clock: Any) -> None:
    client = signed_in(account("owner"))
    clock.shift(timedelta(minutes=6))
    pages = [
        client.post("/accounts/reauthenticate/", {"password": "guess"}).content.decode() for _ in range(9)
    ]
    assert not any("Too many" in page for page in pages)
    clock.shift(timedelta(minutes=2))
    pages = [
        client.post("/accounts/reauthenticate/", {"password": "guess"}).content.decode() for _ in range(2)
    ]
    assert "Too many" in pages[1]
    elsewhere = Client()
    sign_in("owner", client=elsewhere)
    assert is_in(elsewhere)
