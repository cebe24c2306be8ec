"""A form that comes after its session ended: its text is kept and offered again, to the same account alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from parties.models import AccountPreferences, KeptForm
from parties.services import kept_forms
from parties.session_store import SessionStore
from tests import worlds
from tests.account.conftest import Enter, page
from tests.worlds import World

STAGE = worlds.loaded
HERE = "/account/"
KEPT = reverse("kept_form")
TYPED = {"do": "notices", "digested": ["deadlines", "events"]}


def late(
    client: Client, clock: time_machine.Coordinates, sent: dict[str, object], to: str = HERE
) -> HttpResponse:
    clock.shift(timedelta(minutes=31))
    return client.post(to, sent)


def test_a_late_form_is_offered_again_after_the_sign_in_and_sent_to_its_own_address(
    world: World, enter: Enter, clock: time_machine.Coordinates
) -> None:
    client = enter("clerk1")
    answer = late(client, clock, {**TYPED, "password": "hunter2", "code": "123456", "note": "<b>why</b>"})
    assert answer.headers["Location"] == f"/accounts/login/?next={KEPT.replace('/', '%2F')}"
    assert not AccountPreferences.objects.exists()
    stored = KeptForm.objects.get()
    assert "hunter2" not in str(KeptForm.objects.values())
    assert "123456" not in str(KeptForm.objects.values())
    assert client.cookies[settings.KEPT_FORM_COOKIE_NAME].value.split(":")[0] not in stored.key_digest
    again = client.post(
        "/accounts/login/", {"login": "clerk1", "password": "clerk1", "next": KEPT}, follow=True
    )
    text = page(again)
    assert again.redirect_chain[-1][0] == KEPT
    assert f'action="{HERE}"' in text
    assert "&lt;b&gt;why&lt;/b&gt;" in text
    assert "Never kept" in text
    kept = KeptForm.objects.get()
    assert client.post(kept.path, TYPED).status_code == 302
    assert AccountPreferences.objects.get().digested == ["deadlines", "events"]
    assert not KeptForm.objects.exists(), "once sent it is forgotten"
    assert "Nothing is kept for your account" in page(client.get(KEPT))


def test_files_are_named_and_not_kept(world: World, enter: Enter, clock: time_machine.Coordinates) -> None:
    client = enter("clerk1")
    late(client, clock, {"do": "x", "paper": SimpleUploadedFile("report.pdf", b"%PDF- the secret figure")})
    kept = KeptForm.objects.get()
    assert kept.files == [["paper", "report.pdf"]]
    assert "the secret figure" not in str(KeptForm.objects.values())
    text = page(enter("clerk1", client=client).get(KEPT))
    assert "report.pdf" in text
    assert "choose it again" in text


def test_it_is_given_to_no_other_account(world: World, enter: Enter, clock: time_machine.Coordinates) -> None:
    client = enter("clerk1")
    late(client, clock, {**TYPED, "note": "for clerk1 alone"})
    other = page(enter("clerk2", client=client).get(KEPT))
    assert "for clerk1 alone" not in other
    assert "Nothing is kept for your account" in other


def test_without_the_look_at_the_account_another_would_read_it(
    world: World, enter: Enter, clock: time_machine.Coordinates, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control."""
    from escrow_site.account import pages

    client = enter("clerk1")
    late(client, clock, {**TYPED, "note": "for clerk1 alone"})
    monkeypatch.setattr(
        pages, "kept_form", lambda *, key, **_: KeptForm.objects.get(key_digest=kept_forms.digest_of(key))
    )
    assert "for clerk1 alone" in page(enter("clerk2", client=client).get(KEPT))


def test_it_is_kept_for_half_an_hour(world: World, enter: Enter, clock: time_machine.Coordinates) -> None:
    client = enter("clerk1")
    late(client, clock, {**TYPED, "note": "kept"})
    clock.shift(timedelta(minutes=29))
    assert "kept</dd>" in page(enter("clerk1", client=client).get(KEPT))
    clock.shift(timedelta(minutes=1))
    assert "Nothing is kept" in page(client.get(KEPT))
    SessionStore.clear_expired()
    clock.shift(timedelta(seconds=1))
    SessionStore.clear_expired()
    assert not KeptForm.objects.exists()


def test_one_who_comes_an_hour_after_is_a_stranger(
    world: World, enter: Enter, clock: time_machine.Coordinates
) -> None:
    client = enter("clerk1")
    clock.shift(timedelta(minutes=31))
    answer = late(client, clock, TYPED)
    assert answer.headers["Location"].startswith("/accounts/login/")
    assert not KeptForm.objects.exists()


@pytest.mark.parametrize(
    "address",
    ["/accounts/password/change/", "/accounts/reauthenticate/", "/accounts/login/", "/account/session/stay/"],
)
def test_pages_that_prove_who_one_is_keep_nothing(
    address: str, world: World, enter: Enter, clock: time_machine.Coordinates
) -> None:
    late(enter("clerk1"), clock, {"oldpassword": "clerk1", "word": "clerk1"}, address)
    assert not KeptForm.objects.exists()


def test_a_stranger_and_one_whose_session_was_ended_by_hand_keep_nothing(
    world: World, enter: Enter, clock: time_machine.Coordinates
) -> None:
    assert Client().post(HERE, TYPED).status_code == 302
    here, there = enter("clerk1"), enter("clerk1")
    there.post(HERE, {"do": "end_others"})
    assert here.post(HERE, TYPED).headers["Location"].startswith("/accounts/login/")
    assert not KeptForm.objects.exists()
    assert not AccountPreferences.objects.exists()


def test_a_forged_form_is_refused_and_not_kept(
    world: World, enter: Enter, clock: time_machine.Coordinates
) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = enter("clerk1").cookies
    for token in ("", "x" * 64):
        answer = late(strict, clock, {**TYPED, "csrfmiddlewaretoken": token})
        assert answer.status_code == 403
    assert not KeptForm.objects.exists()


def test_a_kept_form_needs_its_own_check_when_it_is_sent_again(
    world: World, enter: Enter, clock: time_machine.Coordinates
) -> None:
    client = enter("clerk1")
    late(client, clock, TYPED)
    enter("clerk1", client=client)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    assert strict.post(HERE, {**TYPED, "csrfmiddlewaretoken": "x" * 64}).status_code == 403
    assert KeptForm.objects.count() == 1
    assert not AccountPreferences.objects.exists()


@pytest.mark.parametrize("size", [kept_forms.MOST_CHARACTERS + 1, 10 * 1024 * 1024])
def test_too_much_text_gets_a_refusal_and_nothing_is_kept(
    size: int, world: World, enter: Enter, clock: time_machine.Coordinates
) -> None:
    answer = late(enter("clerk1"), clock, {**TYPED, "note": "x" * size})
    assert answer.status_code in (302, 400, 413)
    assert not KeptForm.objects.exists()
    assert not AccountPreferences.objects.exists()


@pytest.mark.parametrize("value", ["", "x", "a:b:c", "é"])
def test_cookie_that_was_tampered_with_gives_nothing(
    value: str, world: World, enter: Enter, clock: time_machine.Coordinates
) -> None:
    client = enter("clerk1")
    late(client, clock, {**TYPED, "note": "kept"})
    enter("clerk1", client=client)
    client.cookies[settings.KEPT_FORM_COOKIE_NAME] = value
    answer = client.get(KEPT)
    assert answer.status_code == 200
    assert "Nothing is kept for your account" in page(answer)


def test_it_can_be_thrown_away(world: World, enter: Enter, clock: time_machine.Coordinates) -> None:
    client = enter("clerk1")
    late(client, clock, TYPED)
    enter("clerk1", client=client)
    assert client.post(KEPT).status_code == 302
    assert not KeptForm.objects.exists()


def test_of_one_account_no_more_than_five_are_kept(
    world: World, enter: Enter, clock: time_machine.Coordinates
) -> None:
    for number in range(7):
        kept_forms.keep_form(
            user_id=world.users["clerk1"].pk,
            path=f"/{number}",
            fields=[],
            files=[],
            now=world.now + timedelta(seconds=number),
        )
    assert list(KeptForm.objects.values_list("path", flat=True)) == ["/6", "/5", "/4", "/3", "/2"]
