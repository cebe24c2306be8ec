"""Passwords: changed by their owner, a first one before anything else, a lost one by mail with the second factor or by two persons."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import mail
from django.core.mail import get_connection
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from documents.errors import RuleViolation
from documents.models import Event, OutboxMessage
from escrow_site.account.links import send_links
from escrow_site.account.middleware import AccountRules
from parties.models import AccountSession, LinkMail, User
from parties.services import credentials
from tests import worlds
from tests.account.conftest import Enter, page, totp, with_totp
from tests.worlds import World

STAGE = worlds.loaded
CHANGE = "/accounts/password/change/"
RESET = "/accounts/password/reset/"
NEW = "a long new word"
CHANGED = {"password1": NEW, "password2": NEW}


@pytest.fixture(autouse=True)
def _mail_here(settings: object) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"  # type: ignore[attr-defined]


def reachable(user: User) -> User:
    user.email = f"{user.username}@example.org"
    user.save(update_fields=["email"])
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def sent() -> str:
    """Send what waits; the body of the last mail."""
    send_links(get_connection(), timezone.now())
    return str(mail.outbox[-1].body) if mail.outbox else ""


def link_of(text: str) -> str:
    found = re.search(r"https?://[^/]+(/accounts/password/reset/\S+)", text)
    assert found, text
    return found.group(1)


def opened(client: Client, link: str) -> str:
    """Follow the link to the address of its form."""
    answer = client.get(link)
    return answer.headers["Location"] if answer.status_code == 302 else link


# --- Changed by its owner ---


def test_a_new_password_is_an_event_without_it_told_by_mail_and_ends_the_other_sessions(
    world: World, enter: Enter
) -> None:
    user = reachable(world.users["officer_a"])
    here, there = enter("officer_a"), enter("officer_a")
    answer = here.post(CHANGE, {"oldpassword": "officer_a", **CHANGED})
    assert answer.status_code == 302
    user.refresh_from_db()
    assert user.check_password(NEW)
    event = Event.objects.get(kind="account.password_changed")
    assert (event.after, event.actor_id_text) == ({"account": "officer_a"}, f"user:{user.pk}")
    assert event.binder == world.part("A").party.binder
    assert NEW not in str(event.after) + str(event.before) + event.reason
    told = OutboxMessage.objects.get(to_address=user.email)
    assert "The password of your account “officer_a” was changed." in told.body
    assert here.get("/account/").status_code == 200
    assert there.get("/account/").status_code == 302
    assert AccountSession.objects.filter(user=user).count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"oldpassword": "guess", **CHANGED},
        {"oldpassword": "clerk1", "password1": NEW, "password2": NEW + "x"},
        {"oldpassword": "clerk1", "password1": "123", "password2": "123"},
        {"oldpassword": "clerk1", "password1": "clerk1", "password2": "clerk1"},
        {},
    ],
)
def test_wrong_change_gets_a_sentence_and_changes_nothing(
    wrong: dict[str, str], world: World, enter: Enter
) -> None:
    answer = enter("clerk1").post(CHANGE, wrong)
    assert answer.status_code == 200
    assert "The password was not changed" in page(answer)
    assert User.objects.get(username="clerk1").check_password("clerk1")
    assert not Event.objects.filter(kind="account.password_changed").exists()


def test_of_two_changes_at_once_the_second_is_refused(world: World) -> None:
    first, second = (User.objects.get(username="clerk1") for _ in range(2))
    actor, now = world.actor("clerk1"), world.now
    credentials.change_password(user=first, password=NEW, reason="own", actor=actor, now=now)
    with pytest.raises(RuleViolation) as refused:
        credentials.change_password(user=second, password="another one", reason="own", actor=actor, now=now)
    assert refused.value.code == "password_moved"
    assert User.objects.get(username="clerk1").check_password(NEW)
    assert Event.objects.filter(kind="account.password_changed").count() == 1


def test_the_second_of_two_pages_is_led_to_the_sign_in_with_the_sentence(
    world: World, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = enter("clerk1")
    real = credentials.end_sessions
    from escrow_site.account import recorded

    def overtaken(**arguments: object) -> None:
        User.objects.filter(username="clerk1").update(password="moved")
        credentials.change_password(**arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(recorded, "change_password", overtaken)
    answer = client.post(CHANGE, {"oldpassword": "clerk1", **CHANGED}, follow=True)
    assert "The password was changed meanwhile" in page(answer)
    assert User.objects.get(username="clerk1").password == "moved"
    assert real is credentials.end_sessions


# --- The first one ---


def test_a_first_password_opens_nothing_but_its_change(world: World, enter: Enter) -> None:
    user = world.users["clerk1"]
    word = credentials.issue_first_password(user)
    client = enter("clerk1", password=word)
    for address in ("/", "/desk/", "/account/", "/review/", reverse("calendar_address")):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["Location"]) == (302, CHANGE), address
    posted = client.post("/account/", {"do": "language", "language": "en"})
    assert posted.headers["Location"] == CHANGE
    asked = client.post("/desk/", content_type="application/json", data="{}")
    assert asked.headers["Location"] == CHANGE
    assert not hasattr(User.objects.get(pk=user.pk), "preferences")
    assert "Your password was set by others" in page(client.get(CHANGE))
    same = client.post(CHANGE, {"oldpassword": word, "password1": word, "password2": word})
    assert "Choose another one" in page(same)
    assert client.post(CHANGE, {"oldpassword": word, **CHANGED}).status_code == 302
    assert client.get("/account/").status_code == 200


def test_a_first_password_ends_what_was_open_and_records_nothing_itself(world: World, enter: Enter) -> None:
    client, user = enter("clerk1"), world.users["clerk1"]
    events, versions = Event.objects.count(), user.history.count()
    word = credentials.issue_first_password(user)
    assert client.get("/account/").status_code == 302
    assert not AccountSession.objects.filter(user=user).exists()
    stored = User.objects.get(pk=user.pk)
    assert stored.check_password(word)
    assert stored.must_change_password
    assert (Event.objects.count(), user.history.count()) == (events, versions)


def test_without_the_rule_a_first_password_would_open_the_desk(
    world: World, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control."""
    word = credentials.issue_first_password(world.users["clerk1"])
    monkeypatch.setattr(AccountRules, "process_view", lambda *_: None)
    assert enter("clerk1", password=word).get("/account/").status_code == 200


# --- A lost one ---


def test_a_lost_password_is_set_by_the_link_and_the_second_factor(world: World, enter: Enter) -> None:
    user = with_totp(reachable(world.users["officer_a"]))
    client = Client()
    assert client.post(RESET, {"email": "officer_a"}).status_code == 302
    text = sent()
    form = opened(client, link_of(text))
    wrong = client.post(form, {"code": "000000", **CHANGED})
    assert "Incorrect code" in page(wrong)
    user.refresh_from_db()
    assert user.check_password("officer_a")
    assert client.post(form, {"code": totp(), **CHANGED}).status_code == 302
    user.refresh_from_db()
    assert user.check_password(NEW)
    event = Event.objects.get(kind="account.password_changed")
    assert event.reason == "set anew by a link and a second factor"
    for model in (LinkMail, OutboxMessage, Event):
        assert link_of(text).split("/")[-2] not in str(list(model.objects.values()))
    again = client.post(form, {"code": totp(), "password1": "third word 3", "password2": "third word 3"})
    assert "not valid any more" in page(again)


@pytest.mark.parametrize("fault", ["old", "used by a sign-in", "of another account", "forged"])
def test_link_that_is_not_valid_changes_nothing(
    fault: str, world: World, enter: Enter, clock: time_machine.Coordinates
) -> None:
    user, other = with_totp(reachable(world.users["officer_a"])), reachable(world.users["officer_b"])
    Client().post(RESET, {"email": "officer_a"})
    link = link_of(sent())
    if fault == "old":
        clock.shift(timedelta(minutes=30, seconds=1))
    elif fault == "used by a sign-in":
        clock.shift(timedelta(seconds=1))
        user.last_login = timezone.now()
        user.save(update_fields=["last_login"])
    elif fault == "of another account":
        from allauth.account.utils import user_pk_to_url_str

        link = link.replace(f"/{user_pk_to_url_str(user)}/", f"/{user_pk_to_url_str(other)}/")
    else:
        link = link.replace("-", "-0", 1)
    client = Client()
    answer = client.get(link)
    assert answer.status_code == 200
    assert "This link is not valid any more" in page(answer)
    client.post(link, {"code": totp(), **CHANGED})
    for account in (user, other):
        account.refresh_from_db()
        assert account.check_password(account.username)


def test_without_a_second_factor_the_mail_leads_to_two_persons(world: World, enter: Enter) -> None:
    reachable(world.users["officer_a"])
    Client().post(RESET, {"email": "officer_a@example.org"})
    text = sent()
    assert "two persons of the escrow agent" in text.replace("\n", " ")
    assert "/accounts/" not in text


def test_a_link_is_worthless_without_the_second_factor(world: World, enter: Enter) -> None:
    """The factor went away after the link was sent: still no password by mail alone."""
    user = with_totp(reachable(world.users["officer_a"]))
    Client().post(RESET, {"email": "officer_a"})
    client = Client()
    form = opened(client, link_of(sent()))
    user.authenticator_set.all().delete()
    answer = client.post(form, {"code": totp(), **CHANGED})
    assert "two persons of the escrow agent" in page(answer)
    user.refresh_from_db()
    assert user.check_password("officer_a")


@pytest.mark.parametrize("typed", ["nobody", "nobody@example.org", "clerk2", "x" * 254, "' OR 1=1 --"])
def test_known_and_unknown_names_get_the_same_answer_and_the_same_work(
    typed: str, world: World, enter: Enter
) -> None:
    with_totp(reachable(world.users["officer_a"]))

    def asked(name: str) -> tuple[int, str, int]:
        with CaptureQueriesContext(connection) as queries:
            answer = Client().post(RESET, {"email": name})
        ours = [entry["sql"] for entry in queries if "cache_entries" not in entry["sql"]]
        return answer.status_code, answer.headers["Location"], len(ours)

    assert asked(typed) == asked("officer_a")
    assert LinkMail.objects.count() == 2
    sent()
    assert [message.to for message in mail.outbox] == [["officer_a@example.org"]]
    assert typed not in str(list(LinkMail.objects.values("address", "user_id")))


def test_a_mail_server_that_refuses_is_tried_again_and_no_link_goes_twice(world: World, enter: Enter) -> None:
    with_totp(reachable(world.users["officer_a"]))
    Client().post(RESET, {"email": "officer_a"})

    class Down:
        def send_messages(self, _messages: object) -> int:
            raise ConnectionRefusedError

    assert send_links(Down(), timezone.now()) == (  # type: ignore[arg-type]
        0,
        ["Not sent to officer_a@example.org (A new password): ConnectionRefusedError"],
    )
    sent()
    sent()
    assert len(mail.outbox) == 1


def test_an_account_without_a_password_is_told_so(world: World, enter: Enter) -> None:
    client = enter("clerk1")
    user = world.users["clerk1"]
    user.set_unusable_password()
    user.save(update_fields=["password"])
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    assert "Your account has no password" in page(client.get(CHANGE, follow=True))


# --- The stock admin's pages ---


@pytest.mark.parametrize(
    ("address", "where"),
    [
        ("/desk/password_change/", None),
        ("/desk/password_change/done/", None),
        ("/desk/logout/", "/accounts/logout/"),
    ],
)
def test_stock_pages_of_passwords_and_signing_out_are_gone(
    address: str, where: str | None, world: World, enter: Enter
) -> None:
    client = enter("supervisor")
    for answer in (client.get(address), client.post(address, {"old_password": "supervisor"})):
        assert answer.status_code == (302 if where else 404)
        assert answer.headers.get("Location") == where
    person = world.users["clerk1"].pk
    assert client.get(f"/desk/parties/user/{person}/password/").status_code in (302, 404)
    assert client.get("/account/").status_code == 200
    assert settings.LOGIN_URL == "account_login"
