"""Accounts: opened and closed by supervisors, never one's own, and without a way to more rights."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from documents.models import Event
from parties.models import Membership, Person, User
from parties.services.people import change_account
from tests import worlds
from tests.desk.helpers import page
from tests.parties.test_register_pages import Enter, counted, decide, entered, refused, url, waiting
from tests.walls.tools import planted
from tests.worlds import World

pytestmark = pytest.mark.django_db
LAST = "2099-03-01"


@pytest.fixture
def world(db: None) -> World:
    return worlds.loaded(is_simulation=True)


def as_stored(user: User) -> dict[str, object]:
    return User.objects.filter(pk=user.pk).values().get()


def test_account_is_opened_with_a_password_shown_once(world: World, enter: Enter) -> None:
    person = world.users["officer_a2"].person
    change_account(
        user=world.users["officer_a2"], changes={"is_active": False}, reason="lost", **world.as_("supervisor")
    )
    given = {"username": "a-second", "person": person.pk, "reason": "lost his first one"}  # type: ignore[union-attr]
    entered(enter("supervisor").post(url(User, "add"), given))
    assert not User.objects.filter(username="a-second").exists()
    client = enter("supervisor2")
    text = page(decide(client, waiting()))
    user = User.objects.get(username="a-second")
    found = re.search(r'<code class="digest digest--wrap">([^<]+)</code>', text)
    assert found
    assert user.check_password(found.group(1))
    assert not user.is_staff
    assert not user.is_superuser
    assert found.group(1) not in page(client.get(url(User, "change", user.pk)))
    told = Event.objects.filter(binder=world.part("A").party.binder).latest("number")
    assert (told.kind, told.reason) == ("account.opened", "lost his first one")
    assert found.group(1) not in str(told.after) + str(told.facts)


def test_a_second_account_for_a_person_who_has_one_is_refused(world: World, enter: Enter) -> None:
    before = counted()
    given = {"username": "a-second", "person": world.users["officer_a2"].person_id, "reason": "why"}
    refused(enter("supervisor").post(url(User, "add"), given), "has an account already", before)


@pytest.mark.parametrize("who", ["clerk1", "compliance"])
def test_accounts_are_kept_by_supervisors_alone(who: str, world: World, enter: Enter) -> None:
    client, before = enter(who), counted()
    officer = world.users["officer_a"]
    given = {"username": "forged", "person": officer.person_id, "reason": "why"}
    assert client.post(url(User, "add"), given).status_code == 403
    assert client.post(url(User, "change", officer.pk), {"reason": "why"}).status_code == 403
    assert counted() == before


def test_nobody_changes_his_own_account(world: World, enter: Enter) -> None:
    supervisor = world.users["supervisor"]
    before = as_stored(supervisor)
    answer = enter("supervisor").post(url(User, "change", supervisor.pk), {"is_staff": "on", "reason": "why"})
    assert answer.status_code == 403
    assert as_stored(supervisor) | {"last_login": None} == before | {"last_login": None}


def test_supervisor_cannot_open_an_account_for_himself(world: World, enter: Enter) -> None:
    before = counted()
    given = {"username": "second", "person": world.users["supervisor"].person_id, "reason": "why"}
    refused(enter("supervisor").post(url(User, "add"), given), "This entry is about yourself.", before)


def test_posted_rights_password_and_person_are_not_taken(world: World, enter: Enter) -> None:
    officer, other = world.users["officer_a"], Person.objects.get(name="Clerk1")
    before = as_stored(officer)
    forged = {
        "is_active": "on",
        "is_staff": "on",
        "is_superuser": "on",
        "password": "x",
        "username": "root",
        "person": other.pk,
        "groups": "1",
        "user_permissions": "1",
        "reason": "why",
    }
    entered(enter("supervisor").post(url(User, "change", officer.pk), forged))
    assert as_stored(officer) == before
    entered(decide(enter("supervisor2"), waiting()))
    assert as_stored(officer) == before | {"is_staff": True, "entry_id": as_stored(officer)["entry_id"]}


def test_superuser_without_a_role_keeps_no_register(world: World, enter: Enter) -> None:
    root = planted(User(username="root", is_superuser=True, is_staff=True, person=world.person("Root")))
    client = Client()
    client.force_login(root)
    assert client.get(url(User, "changelist")).status_code in (302, 403)
    assert client.post(url(User, "add"), {"username": "x"}).status_code in (302, 403)
    assert not User.objects.filter(username="x").exists()


def test_closed_account_acts_no_more(world: World, enter: Enter) -> None:
    clerk = world.users["clerk2"]
    inside = enter("clerk2")
    assert (
        enter("supervisor")
        .post(url(User, "change", clerk.pk), {"is_staff": "on", "reason": "left"})
        .status_code
        == 302
    )
    clerk.refresh_from_db()
    assert not clerk.is_active
    assert inside.get("/desk/").status_code == 302
    assert clerk.history.latest().history_change_reason == "left"


def test_password_and_rights_are_never_shown(world: World, enter: Enter) -> None:
    officer = world.users["officer_a"]
    for who in ("clerk1", "supervisor", "compliance"):
        for address in (
            url(User, "changelist"),
            url(User, "change", officer.pk),
            url(User, "history", officer.pk),
        ):
            text = page(enter(who).get(address))
            assert officer.password not in text
            assert "superuser" not in text.lower()


def test_role_of_another_is_ended_with_its_event(world: World, enter: Enter) -> None:
    membership = Membership.objects.get(person=world.users["officer_b2"].person)
    given = {"ends_on": LAST, "reason": "left the company"}
    assert enter("clerk1").post(url(Membership, "change", membership.pk), given).status_code == 302
    told = Event.objects.filter(binder=membership.party.binder).latest("number")
    assert (told.kind, told.after["until"], told.reason) == (
        "membership.ended",
        LAST,
        "left the company",
    )
