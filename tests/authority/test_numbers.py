"""The numbers that call-backs dial: entered by one, confirmed by another, ended and never edited."""

from __future__ import annotations

from datetime import timedelta

import pytest

from documents.models import Event
from parties.models import ContactNumber, Entry, EntryDecision
from parties.selectors.numbers import numbers_of
from parties.services.entries import confirm_entry
from parties.services.numbers import add_number, end_number
from tests import worlds
from tests.unchanged import refused
from tests.walls.tools import refused_by_database
from tests.worlds import World

STAGE = worlds.loaded


def add(world: World, number: str = "+1 202 555 0143", who: str = "clerk1") -> Entry:
    return add_number(
        party=world.part("C").party,
        number=number,
        source="letter",
        starts_on=world.today(),
        reason="x",
        **world.as_(who),
    )


@pytest.mark.parametrize("number", ["", "call me", "+", "0", "1" * 60, "=SUM(A1)", "+1 202\n555"])
def test_what_is_no_number_is_refused(world: World, number: str) -> None:
    if number == "+1 202\n555":
        assert add(world, number).content["number"] == "+1 202 555"
        return
    with refused("wrong_number"):
        add(world, number)


def old_number(world: World) -> ContactNumber:
    return ContactNumber.objects.get(number="+86 577 6711 4417")


def confirm(world: World, entry: Entry, who: str) -> ContactNumber:
    return confirm_entry(  # type: ignore[no-any-return]
        entry=entry,
        seen_digest=entry.digest,
        how="read out by himself",
        number=old_number(world),
        **world.as_(who),
    )


def test_two_spellings_of_one_number_are_one(world: World) -> None:
    world.later(minutes=1)
    confirm(world, add(world), "clerk2")
    with refused("number_known"):
        add(world, "+1 (202) 555-0143")


def test_who_entered_a_number_does_not_confirm_it(world: World) -> None:
    world.later(minutes=1)
    entry = add(world)
    world.second_account("clerk1b", of="clerk1")
    for who in ("clerk1", "clerk1b"):
        with refused("needs_second_person"):
            confirm(world, entry, who)
    confirm(world, entry, "clerk2")
    event = Event.objects.filter(binder=world.part("C").party.binder).latest("number")
    assert (event.kind, event.after["number"]) == ("number.added", "+1 202 555 0143")
    assert event.facts["how"] == "Called +86 577 6711 4417. read out by himself"
    with refused("already_decided"):
        confirm(world, entry, "supervisor")


def test_a_number_is_confirmed_by_a_call_on_the_one_that_stood_before(world: World) -> None:
    world.later(minutes=1)
    first, second = add(world), add(world, "+1 202 555 0144")
    with refused("call_needed"):
        confirm_entry(entry=first, seen_digest=first.digest, how="by mail", **world.as_("clerk2"))
    fresh = confirm(world, first, "clerk2")
    with refused("number_not_old"):
        confirm_entry(
            entry=second,
            seen_digest=second.digest,
            how="called the new one",
            number=fresh,
            **world.as_("clerk2"),
        )


def test_walls_ask_for_the_second_person_too(world: World) -> None:
    entry = add(world)
    with refused_by_database("another person"):
        EntryDecision.objects.create(
            entry=entry,
            answer="confirm",
            how="x",
            digest=entry.digest,
            person=world.users["clerk1"].person,
            recorded_at=world.now,
        )


def test_number_ends_once_and_not_before_it_began(world: World) -> None:
    world.later(minutes=1)
    number = confirm(world, add(world), "clerk2")
    by = {"reason": "given up", **world.as_("clerk2")}
    with refused("dated_back"):
        end_number(number=number, ended_on=world.today() - timedelta(days=2), **by)
    with refused("dates_out_of_order"):
        end_number(number=number, ended_on=world.today() - timedelta(days=1), **by)
    end_number(number=number, ended_on=world.today(), **by)
    with refused("number_ended"):
        end_number(number=number, ended_on=world.today(), **by)


def test_each_number_says_why_it_is_not_dialled(world: World) -> None:
    add(world)
    day = world.today() + timedelta(days=3)
    states = numbers_of(world.part("C").party, day, cool_off_days=7)
    assert [state.usable for state in states] == [False, False]
    assert {state.why_not for state in states} == {
        "+1 202 555 0143 waits for the confirmation of a second person.",
        "+86 577 6711 4417 was changed on 2 December 2025; it can be called from 9 December 2025 on.",
    }
    assert numbers_of(world.part("C").party, day + timedelta(days=4), cool_off_days=7)[0].usable
