"""My account: an address that its owner confirms, wishes, and the sign-ins with their refusals."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.mail import get_connection
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from documents.database import walls
from documents.models import Event, OutboxMessage
from escrow_site.account.links import send_links
from parties.models import AccountPreferences, SignIn, User
from parties.services.sign_ins import digest_of
from tests import worlds
from tests.account.conftest import Enter, page, proven
from tests.walls.tools import past_the_services, planted
from tests.worlds import World

STAGE = worlds.loaded
HERE = "/account/"
SIGN_INS = reverse("review:sign_ins")


@pytest.fixture(autouse=True)
def _mail_here(settings: object) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"  # type: ignore[attr-defined]


def asked_for(client: Client, address: str) -> str:
    """Ask for an address and return the link that is sent there."""
    answer = client.post(HERE, {"do": "email", "email": address})
    assert answer.status_code == 302, page(answer)
    send_links(get_connection(), timezone.now())
    assert mail.outbox[-1].to == [address]
    found = re.search(r"https?://[^/]+(/account/email/\S+)", str(mail.outbox[-1].body))
    assert found
    return found.group(1)


# --- The address ---


def test_an_address_counts_when_its_link_is_followed_and_both_addresses_are_told(
    world: World, enter: Enter
) -> None:
    user = world.users["officer_a"]
    User.objects.filter(pk=user.pk).update(email="old@example.org")
    client = proven(enter("officer_a"), "officer_a")
    link = asked_for(client, "new@example.org")
    assert User.objects.get(pk=user.pk).email == "old@example.org"
    assert "new@example.org" in page(client.get(link))
    assert User.objects.get(pk=user.pk).email == "old@example.org", "opening a link changes nothing"
    assert client.post(link).status_code == 302
    assert User.objects.get(pk=user.pk).email == "new@example.org"
    row = EmailAddress.objects.get(user=user)
    assert (row.email, row.verified, row.primary) == ("new@example.org", True, True)
    event = Event.objects.get(kind="account.email_changed")
    assert event.before == {"account": "officer_a", "email": "old@example.org"}
    assert event.after == {"account": "officer_a", "email": "new@example.org"}
    assert set(OutboxMessage.objects.values_list("to_address", flat=True)) == {
        "old@example.org",
        "new@example.org",
    }
    assert "Confirmed by you" in page(client.get(HERE))


@pytest.mark.parametrize("fault", ["used", "old", "overtaken", "another account", "forged"])
def test_link_that_is_not_valid_gets_a_sentence_and_changes_nothing(
    fault: str, world: World, enter: Enter, clock: time_machine.Coordinates
) -> None:
    client = proven(enter("officer_a"), "officer_a")
    link = asked_for(client, "new@example.org")
    if fault == "used":
        client.post(link)
    elif fault == "old":
        clock.shift(timedelta(days=1, seconds=1))
        client = enter("officer_a")
    elif fault == "overtaken":
        asked_for(client, "newer@example.org")
    elif fault == "another account":
        client = enter("officer_b")
    else:
        link = link[:-3] + "xx/"
    before = list(User.objects.order_by("pk").values_list("email", flat=True))
    for answer in (client.get(link, follow=True), client.post(link, follow=True)):
        assert "This link is not valid any more" in page(answer)
    assert list(User.objects.order_by("pk").values_list("email", flat=True)) == before


def test_changing_the_address_asks_once_more_who_it_is(
    world: World, enter: Enter, clock: time_machine.Coordinates
) -> None:
    client = enter("officer_a")
    clock.shift(timedelta(minutes=6))
    answer = client.post(HERE, {"do": "email", "email": "new@example.org"})
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/reauthenticate/")


@pytest.mark.parametrize("address", ["", "x", "a@b", "a@b.org\nBcc: c@d.org", "a" * 300 + "@b.org"])
def test_address_that_is_none_gets_a_sentence(address: str, world: World, enter: Enter) -> None:
    client = proven(enter("officer_a"), "officer_a")
    answer = client.post(HERE, {"do": "email", "email": address})
    assert answer.status_code == 400
    assert "This is no e-mail address." in page(answer)


# --- Wishes ---


def test_wishes_are_stored_and_mandatory_mail_cannot_be_put_off(world: World, enter: Enter) -> None:
    client = enter("officer_a")
    assert client.post(HERE, {"do": "notices", "digested": ["deadlines"]}).status_code == 302
    assert client.post(HERE, {"do": "language", "language": "en"}).status_code == 302
    wishes = AccountPreferences.objects.get(user=world.users["officer_a"])
    assert (wishes.digested, wishes.language) == (["deadlines"], "en")
    for wrong in (
        {"do": "notices", "digested": ["credentials"]},
        {"do": "notices", "digested": ["x"]},
        {"do": "language", "language": "xx"},
        {"do": "make me supervisor"},
        {},
    ):
        answer = client.post(HERE, wrong)
        assert answer.status_code == 400
        assert "Nothing was changed" in page(answer)
    wishes.refresh_from_db()
    assert (wishes.digested, wishes.language) == (["deadlines"], "en")


def test_my_account_is_for_whoever_is_signed_in(world: World, enter: Enter) -> None:
    assert Client().get(HERE).status_code == 302
    for name in ("clerk1", "compliance", "officer_a", "seller"):
        assert "My account" in page(enter(name).get(HERE))
        assert HERE in page(enter(name).get("/", follow=True)), "every door leads to it"


# --- Sign-ins ---


def test_sign_ins_and_refusals_are_on_record_and_a_mistyped_password_is_not(
    world: World, enter: Enter
) -> None:
    stranger = Client(headers={"user-agent": "curl"})
    stranger.post("/accounts/login/", {"login": "hunter2-Secret", "password": "x"})
    stranger.post("/accounts/login/", {"login": "CLERK1", "password": "wrong-Word"})
    client = enter("clerk1")
    client.post("/accounts/reauthenticate/", {"password": "wrong-Again"})
    with past_the_services(User):
        User.objects.filter(username="clerk2").update(is_active=False)
    stranger.post("/accounts/login/", {"login": "clerk2", "password": "clerk2"})
    rows = list(SignIn.objects.order_by("pk").values_list("outcome", "user__username", "device", "factor"))
    assert rows == [
        ("unknown_name", None, "Another program", "password"),
        ("wrong_password", "clerk1", "Another program", "password"),
        ("signed_in", "clerk1", "Firefox on Windows", "password"),
        ("proof_refused", "clerk1", "Firefox on Windows", "password"),
        ("inactive", "clerk2", "Another program", "password"),
    ]
    stored = str(list(SignIn.objects.values()))
    for typed in ("hunter2", "wrong-Word", "wrong-Again"):
        assert typed not in stored
    assert SignIn.objects.earliest("pk").typed_digest == digest_of("hunter2-secret")
    assert set(SignIn.objects.values_list("address", flat=True)) == {"127.0.0.1"}
    text = page(client.get(HERE))
    assert text.count("Wrong password") == 1
    assert "Proof for a signature refused" in text


def test_too_many_attempts_are_on_record(world: World, enter: Enter) -> None:
    stranger = Client()
    for _ in range(12):
        stranger.post("/accounts/login/", {"login": "clerk1", "password": "guess"})
    assert SignIn.objects.filter(outcome="limited", user__username="clerk1").exists()


def test_sign_ins_are_append_only_and_without_the_wall_they_are_not(world: World, enter: Enter) -> None:
    enter("clerk1")
    statements = ("UPDATE parties_signin SET outcome = 'x'", "DELETE FROM parties_signin")
    for statement in statements:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert SignIn.objects.get().outcome == "signed_in"
    walls.remove(connection)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    assert not SignIn.objects.exists()


def test_review_filters_by_account_and_outcome(world: World, enter: Enter) -> None:
    Client().post("/accounts/login/", {"login": "officer_a", "password": "wrong"})
    Client().post("/accounts/login/", {"login": "nobody", "password": "wrong"})
    client = enter("compliance")
    everything = page(client.get(SIGN_INS))
    assert "3 attempts" in everything
    assert "1 attempt<" in page(client.get(SIGN_INS, {"account": "officer_a"}))
    assert "1 attempt<" in page(client.get(SIGN_INS, {"outcome": "signed_in"}))
    assert "no account" in page(client.get(SIGN_INS, {"account": "-"}))
    for wrong in ({"account": "x"}, {"outcome": "x"}, {"account": "' OR 1=1"}):
        assert client.get(SIGN_INS, wrong).status_code == 400


def test_review_of_sign_ins_is_closed_to_others_and_to_other_houses(world: World, enter: Enter) -> None:
    for name in ("clerk1", "officer_a", "seller"):
        assert enter(name).get(SIGN_INS).status_code == 403
    stranger = User(username="stranger")
    stranger.set_password("stranger")
    planted(stranger)
    assert stranger.person is None
    enter("stranger")
    assert "stranger" not in page(enter("compliance").get(SIGN_INS))
