"""The commands that begin a register: two supervisors once, no superuser, the opening of what was brought along."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from documents.models import Event
from parties.models import Membership, Party, User
from tests.unchanged import nothing_changes

pytestmark = pytest.mark.django_db
TWO = ["ann=Ann Abara", "bob=Bob Berg"]


def begun(*, house: str = "Harbour Escrow Ltd.", supervisor: list[str] | None = None) -> str:
    out = StringIO()
    call_command("first_supervisors", *(supervisor or TWO), house=house, stdout=out)
    return out.getvalue()


def test_an_empty_house_gets_two_supervisors_whose_passwords_are_printed_once() -> None:
    said = begun()
    for name in ("ann", "bob"):
        user = User.objects.get(username=name)
        word = next(line.split()[1] for line in said.splitlines() if line.split()[:1] == [name])
        assert user.check_password(word)
        assert not user.is_superuser
    event = Event.objects.latest("id")
    assert (event.kind, event.actor_capacity) == ("register.begun", "first_supervisors")
    assert event.after["supervisors"] == ["Ann Abara", "Bob Berg"]
    assert not any(word in str(event.facts) for word in said.split() if len(word) == 20)


def test_it_is_refused_ever_after() -> None:
    begun()
    with nothing_changes(), pytest.raises(CommandError, match="has people on the register"):
        begun(supervisor=["eve=Eve", "mal=Mal"])


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["ann=Ann"], "two different persons"),
        (["ann=Ann", "ann=Ann"], "two different persons"),
        (["ann", "bob=Bob"], "write account and name"),
        (["ann=Ann", "Ann=Anne"], "There is an account"),
    ],
)
def test_bad_input_is_a_sentence_and_nothing_changed(given: list[str], said: str) -> None:
    with nothing_changes(), pytest.raises(CommandError, match=said):
        begun(supervisor=given)
    assert not Party.objects.exists()


def test_no_command_makes_a_superuser() -> None:
    with nothing_changes(), pytest.raises(CommandError, match=r"manage\.py first_supervisors"):
        call_command("createsuperuser", no_input=True, username="root", email="root@example.org")


def test_the_opening_of_an_orderly_register_changes_nothing() -> None:
    begun()
    out: Any = StringIO()
    with nothing_changes():
        call_command("open_registers", reason="moved", stdout=out)
    assert "already" in out.getvalue()
    assert Membership.objects.count() == 2
