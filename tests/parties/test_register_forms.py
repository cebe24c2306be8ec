"""What a form of the register says before anything is typed, and the way back in for who lost password and second factor."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.urls import reverse
from django.utils.html import conditional_escape

from documents.models import Event
from parties.admin.base import RegisterAdmin
from parties.models import AccountSession, Entry, Party, Person, User
from parties.policy import STANDING
from tests import worlds
from tests.desk.helpers import page
from tests.parties.test_register_pages import Enter, counted, decide, entered, refused, url, waiting
from tests.walls.tools import planted
from tests.worlds import World

pytestmark = pytest.mark.django_db
REGISTERS = {
    model: shown for model, shown in admin.site._registry.items() if isinstance(shown, RegisterAdmin)
}
WITHOUT_A_FORM = {"admit", "admit_to_house"}
"""Several entries in one, for the demo and for loading: on the desk they are entered one by one."""


@pytest.fixture
def world(db: None) -> World:
    return worlds.loaded(is_simulation=True)


def test_every_kind_of_entry_has_a_form() -> None:
    made = {act for shown in REGISTERS.values() for act in (*shown.entering, *shown.altering)}
    assert made == set(STANDING) - WITHOUT_A_FORM


@pytest.mark.parametrize("model", REGISTERS, ids=lambda model: model.__name__)
def test_a_form_says_who_confirms_what_is_entered_on_it(model: Any, world: World, enter: Enter) -> None:
    shown, client = REGISTERS[model], enter("supervisor")
    pages = [(url(model, "add"), shown.entering)]
    own = world.users["supervisor"].pk
    row = model._default_manager.exclude(pk=own if model is User else 0).first()
    if shown.altering and row is not None:
        pages.append((url(model, "change", row.pk), shown.altering))
    for address, acts in pages:
        text = page(client.get(address))
        assert acts
        for act in acts:
            line = STANDING[act]
            assert conditional_escape(line.label) in text
            assert conditional_escape(line.who_confirms or line.why_one) in text


def test_who_only_reads_is_not_told_how_to_enter(world: World, enter: Enter) -> None:
    text = page(enter("compliance").get(url(Party, "change", world.part("A").party.pk)))
    assert STANDING["change_party"].who_confirms not in text


def test_the_table_of_who_enters_and_who_confirms_is_printed(world: World, enter: Enter) -> None:
    text = page(enter("clerk1").get(url(Entry, "change", Entry.objects.latest("pk").pk)))
    for line in STANDING.values():
        assert conditional_escape(line.label) in text
        assert conditional_escape(line.who_confirms or line.why_one) in text


def test_entries_are_filtered_by_the_words_of_their_kind(world: World, enter: Enter) -> None:
    text = page(enter("clerk1").get(url(Entry, "changelist"), {"act": "add_number"}))
    assert STANDING["add_number"].label in text
    assert STANDING["admit"].label in text  # to choose from
    assert ">add_number<" not in text
    assert text.count('class="field-title"') == Entry.objects.filter(act="add_number").count() > 0
    assert (
        page(enter("clerk1").get(url(Entry, "changelist"), {"act": "nothing"})).count('class="field-title"')
        == 0
    )


def test_lost_password_and_factor_are_set_anew_by_two_persons(world: World, enter: Enter) -> None:
    lost = world.users["officer_a"]
    client = enter("officer_a")
    Authenticator.objects.create(user=lost, type=Authenticator.Type.TOTP, data={"secret": "x"})
    assert AccountSession.objects.filter(user=lost).exists()
    given = {"is_active": "on", "reset": "on", "reason": "telephone stolen, letter of A of today"}
    entered(enter("supervisor").post(url(User, "change", lost.pk), given))
    lost.refresh_from_db()
    assert lost.check_password("officer_a")  # nothing rests on it yet
    entry = waiting()
    own = page(decide(enter("supervisor"), entry))
    assert "You made this entry yourself" in own
    text = page(decide(enter("supervisor2"), entry))
    lost.refresh_from_db()
    assert not lost.check_password("officer_a")
    assert lost.must_change_password
    assert not Authenticator.objects.filter(user=lost).exists()
    assert not AccountSession.objects.filter(user=lost).exists()
    shown = next(
        word for word in text.replace("<", " ").replace(">", " ").split() if lost.check_password(word)
    )
    assert shown not in page(enter("supervisor2").get(url(Entry, "change", entry.pk)))
    assert Event.objects.filter(kind="account.reset").latest("pk").reason == given["reason"]
    assert client.get(reverse("account_login")).status_code == 200


def test_a_new_password_and_another_change_are_two_entries(world: World, enter: Enter) -> None:
    client, before = enter("supervisor"), counted()
    given = {"reset": "on", "reason": "x"}  # the tick for an open account is gone
    answer = client.post(url(User, "change", world.users["officer_a"].pk), given)
    refused(answer, "are two entries", before)


def test_nobody_sets_his_own_password_so(world: World, enter: Enter) -> None:
    client, before = enter("supervisor"), counted()
    given = {"is_active": "on", "is_staff": "on", "reset": "on", "reason": "x"}
    answer = client.post(url(User, "change", world.users["supervisor"].pk), given)
    assert answer.status_code == 403
    assert counted() == before


def test_person_from_past_the_register_is_answered_with_a_sentence(world: World, enter: Enter) -> None:
    """One of generated requests found the fault: a row that somebody wrote into the table by hand."""
    person = planted(Person(name="Nobody"))
    client, before = enter("supervisor"), counted()
    given = {"username": "nobody", "person": person.pk, "is_staff": "on", "reason": "x"}
    refused(client.post(url(User, "add"), given), "past its entries", before)
