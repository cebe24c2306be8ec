"""The second factor: required before any door, set up, used, taken away, and asked for before a signature."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.conf import settings as site
from django.test import Client

from documents.models import Event, OutboxMessage
from escrow_site.factors.forms import read_code
from tests.desk.helpers import flowing
from tests.factors.house import PROVE, SECRET, account, code, is_in, sign_in, signed_in, with_app

pytestmark = pytest.mark.django_db
SET_UP = "/accounts/2fa/"
APP = "/accounts/2fa/app/add/"


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel("2026-12-21T02:00:00Z", tick=False) as moved:
        yield moved


@pytest.fixture
def required(settings: Any, clock: Any) -> None:
    """As an office runs: a factor is required, cookies and addresses are those of TLS."""
    settings.SECOND_FACTOR = "required"


def set_up(client: Client) -> Any:
    """Set an app up by the page: read its secret, type its code."""
    client.get(APP)
    secret = client.session["mfa.totp.secret"]
    return client.post(APP, {"code": code(secret)})


# --- Required ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "door", ["/", "/desk/", "/portal/", "/review/", "/calendar/", "/accounts/2fa/codes/"]
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_no_door_opens_to_an_account_without_a_factor(required: None, door: str, method: str) -> None:
    client = signed_in(account("owner"))
    answer = getattr(client, method)(door)
    assert (answer.status_code, answer["Location"]) == (302, SET_UP)


def test_the_same_doors_open_where_a_factor_is_only_offered_and_every_page_says_so(clock: Any) -> None:
    client = signed_in(account("owner"))
    for door in ("/desk/", SET_UP, "/check/paper/", APP):
        page = client.get(door)
        assert page.status_code == 200
        assert "A second factor is offered here" in flowing(page), door


def test_where_it_is_required_no_page_calls_it_an_offer(required: None) -> None:
    assert "offered here" not in flowing(Client().get("/accounts/login/"))


def test_required_is_what_an_installation_gets_that_says_nothing() -> None:
    from escrow_site import env

    words = ("required", "offered")
    assert env.env_choice("X", words, default="required", environ={}) == "required"
    for wrong in ("", "no", "Required", "false"):
        with pytest.raises(env.ImproperlyConfigured):
            env.env_choice("X", words, default="required", environ={"X": wrong})


def test_an_account_sets_its_app_up_and_comes_in(required: None) -> None:
    client = signed_in(account("owner"))
    answer = set_up(client)
    assert answer["Location"] == "/accounts/2fa/codes/"
    assert client.get("/desk/").status_code == 200


def test_the_last_factor_stays_where_one_is_required(required: None, clock: Any) -> None:
    user = account("owner")
    with_app(user)
    client = signed_in(user)
    client.post("/accounts/2fa/app/remove/")
    assert Authenticator.objects.filter(user=user).count() == 1


def test_a_device_is_not_known_before_the_factor_is_set_up(required: None) -> None:
    assert "known_device" not in signed_in(account("owner")).cookies


# --- Codes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    ["{}", " {} ", "{0[0]}{0[1]}{0[2]} {0[3]}{0[4]}{0[5]}", "{0[0]}{0[1]}{0[2]}-{0[3]}{0[4]}{0[5]}", "wide"],
)
def test_a_code_is_read_as_what_it_is(clock: Any, typed: str) -> None:
    with_app(account("owner"))
    client = Client()
    sign_in("owner", client=client)
    shown = code()
    text = "".join(chr(ord(digit) + 0xFEE0) for digit in shown) if typed == "wide" else typed.format(shown)
    client.post("/accounts/2fa/authenticate/", {"code": text})
    assert is_in(client)


def test_digits_of_any_script_are_digits() -> None:
    assert [read_code(text) for text in ("１２３ ４５６", "١٢٣٤٥٦", "12.34-56", "12\u00a034\u200956")] == [
        "123456"
    ] * 4


@pytest.mark.parametrize("typed", ["", "0" * 100_000, "١" * 41, "\x00", "<script>", "12345", "null"])
def test_what_is_no_code_gets_a_sentence(clock: Any, typed: str) -> None:
    with_app(account("owner"))
    client = Client()
    sign_in("owner", client=client)
    answer = client.post("/accounts/2fa/authenticate/", {"code": typed})
    assert not is_in(client)
    if "\x00" in typed:
        assert answer.status_code == 400  # No form reads a NUL character: the request itself is refused.
    else:
        assert answer.status_code == 200
        assert "You are not signed in yet" in flowing(answer)


@pytest.mark.parametrize(("skew", "opens"), [(0, True), (30, True), (-30, True), (90, False), (-90, False)])
def test_a_clock_may_be_half_a_minute_off(clock: Any, skew: int, opens: bool) -> None:
    with_app(account("owner"))
    client = Client()
    sign_in("owner", client=client)
    client.post("/accounts/2fa/authenticate/", {"code": code(skew=skew)})
    assert is_in(client) is opens


@pytest.mark.parametrize("later", [0, 29, 31, 59])
def test_a_code_opens_once_even_while_it_would_still_be_valid(clock: Any, later: int) -> None:
    with_app(account("owner"))
    used = code(skew=30)
    clients = [Client(), Client()]
    for client, pause in zip(clients, (0, later), strict=True):
        clock.shift(timedelta(seconds=pause))
        sign_in("owner", client=client)
        client.post("/accounts/2fa/authenticate/", {"code": used})
    assert [is_in(client) for client in clients] == [True, False]


def test_without_our_mark_allauth_takes_the_code_a_second_time(
    clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("escrow_site.factors.forms.once", lambda *_, **__: True)
    with_app(account("owner"))
    used = code(skew=30)
    clients = [Client(), Client()]
    for client, pause in zip(clients, (0, 31), strict=True):
        clock.shift(timedelta(seconds=pause))
        sign_in("owner", client=client)
        client.post("/accounts/2fa/authenticate/", {"code": used})
    assert [is_in(client) for client in clients] == [True, True]


def test_codes_are_counted_and_slowed(clock: Any) -> None:
    with_app(account("owner"))
    client = Client()
    sign_in("owner", client=client)
    pages = [flowing(client.post("/accounts/2fa/authenticate/", {"code": "1"})) for _ in range(6)]
    assert ["Too many" in page for page in pages] == [False] * 5 + [True]


def test_a_recovery_code_is_shown_once_and_opens_once(clock: Any) -> None:
    user = account("owner")
    client = signed_in(user)
    clock.shift(timedelta(seconds=10))
    page = flowing(client.get(set_up(client)["Location"]))
    codes = Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()
    assert all(entry in page for entry in codes)
    again = flowing(client.get("/accounts/2fa/codes/"))
    assert not any(entry in again for entry in codes)
    for opens in (True, False):
        visitor = Client()
        sign_in("owner", client=visitor)
        visitor.post("/accounts/2fa/authenticate/", {"code": codes[0]})
        assert is_in(visitor) is opens


# --- What comes and goes is recorded -------------------------------------------------------------


def test_a_new_factor_is_recorded_told_and_ends_the_other_sessions(clock: Any) -> None:
    user = account("owner")
    other, stranger = signed_in(user), signed_in(account("stranger"))
    client = signed_in(user)
    set_up(client)
    kinds = list(Event.objects.filter(kind__startswith="factor.").order_by("pk").values_list("kind", "after"))
    assert kinds == [
        ("factor.added", {"account": "owner", "factor": "authenticator app"}),
        ("factor.added", {"account": "owner", "factor": "recovery codes"}),
    ]
    message = OutboxMessage.objects.get()
    assert message.to_address == "owner@example.com"
    secrets = [Authenticator.objects.get(user=user, type="totp").data["secret"]]
    assert not any(secret in message.body for secret in secrets)
    assert [is_in(each) for each in (client, other, stranger)] == [True, False, True]


def test_a_removed_factor_is_recorded_and_told(clock: Any) -> None:
    user = account("owner")
    with_app(user)
    client = signed_in(user)
    client.post("/accounts/2fa/app/remove/")
    event = Event.objects.get(kind="factor.removed")
    assert event.before == {"account": "owner", "factor": "authenticator app"}
    assert event.factor == "password and authenticator app at 2026-12-21T02:00:00Z"
    assert "removed" in OutboxMessage.objects.get().body


def test_a_change_whose_event_fails_does_not_happen(clock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any, **__: Any) -> None:
        raise RuntimeError

    user = account("owner")
    client = signed_in(user)
    client.get(APP)
    monkeypatch.setattr("escrow_site.factors.changes.note_about", fails)
    with pytest.raises(RuntimeError):
        client.post(APP, {"code": code(client.session["mfa.totp.secret"])})
    assert not Authenticator.objects.filter(user=user).exists()


# --- The proof before a signature ----------------------------------------------------------------


def test_a_fresh_sign_in_is_a_proof_and_an_old_one_is_asked_for_the_factor(clock: Any) -> None:
    user = account("owner")
    with_app(user)
    client = signed_in(user)
    assert client.get("/accounts/2fa/codes/make/").status_code == 200
    clock.shift(timedelta(seconds=site.ACCOUNT_REAUTHENTICATION_TIMEOUT - 1))
    assert client.get("/accounts/2fa/codes/make/").status_code == 200
    clock.shift(timedelta(seconds=1))
    asked = client.get("/accounts/2fa/codes/make/")
    assert asked["Location"].startswith(PROVE)
    client.post(PROVE, {"code": code(), "next": "/accounts/2fa/codes/make/"})
    assert client.get("/accounts/2fa/codes/make/").status_code == 200


def test_the_password_is_no_proof_of_somebody_with_a_factor(clock: Any) -> None:
    user = account("owner")
    with_app(user)
    client = signed_in(user)
    clock.shift(timedelta(minutes=6))
    assert client.post("/accounts/reauthenticate/", {"password": "owner"})["Location"].startswith(PROVE)
    assert client.get("/accounts/2fa/codes/make/").status_code == 302


def test_an_act_that_was_posted_goes_on_after_the_proof(clock: Any) -> None:
    user = account("owner")
    with_app(user)
    client = signed_in(user)
    clock.shift(timedelta(minutes=6))
    asked = client.post("/accounts/2fa/codes/make/")
    assert Event.objects.filter(kind="factor.added").count() == 0
    done = client.post(PROVE, {"code": code(), "next": "/accounts/2fa/codes/make/"})
    assert (asked.status_code, done["Location"]) == (302, "/accounts/2fa/codes/")
    assert Authenticator.objects.filter(user=user, type="recovery_codes").exists()


def test_a_session_whose_factor_was_removed_elsewhere_signs_nothing(clock: Any) -> None:
    user = account("owner")
    with_app(user)
    first = signed_in(user)
    clock.shift(timedelta(seconds=120))
    second = signed_in(user)
    first.post("/accounts/2fa/app/remove/")
    answer = second.post("/accounts/2fa/codes/make/")
    assert "Location" in answer
    assert "/accounts/" in answer["Location"]
    assert not is_in(second)
    assert not Authenticator.objects.filter(user=user).exists()


def test_no_secret_of_a_factor_is_on_its_pages_once_it_is_set_up(clock: Any) -> None:
    user = account("owner")
    with_app(user)
    client = signed_in(user)
    for page in (SET_UP, "/accounts/2fa/keys/", "/accounts/2fa/app/remove/"):
        assert SECRET not in flowing(client.get(page))
