"""The numbers that call-backs dial: entered by one, confirmed by another, ended and never edited."""

from __future__ import annotations

from datetime import timedelta

import pytest

from documents.models import Event
from parties.models import ContactNumber, NumberConfirmation
from parties.selectors.numbers import numbers_of
from parties.services.numbers import add_number, confirm_number, end_number
from tests import worlds
from tests.unchanged import refused
from tests.walls.tools import refused_by_database
from tests.worlds import SINCE, World

STAGE = worlds.loaded


def add(world: World, number: str = "+1 202 555 0143", who: str = "clerk1") -> ContactNumber:
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
        assert add(world, number).number == "+1 202 555"
        return
    with refused("wrong_number"):
        add(world, number)


def test_two_spellings_of_one_number_are_one(world: World) -> None:
    add(world)
    with refused("number_known"):
        add(world, "+1 (202) 555-0143")


def test_who_entered_a_number_does_not_confirm_it(world: World) -> None:
    number = add(world)
    world.second_account("clerk1b", of="clerk1")
    for who in ("clerk1", "clerk1b"):
        with refused("needs_second_person"):
            confirm_number(number=number, how="x", confirmed_on=SINCE, reason="x", **world.as_(who))
    with refused("future_date"):
        confirm_number(
            number=number,
            how="x",
            confirmed_on=world.today() + timedelta(days=2),
            reason="x",
            **world.as_("clerk2"),
        )
    confirm_number(number=number, how="notary", confirmed_on=world.today(), reason="x", **world.as_("clerk2"))
    event = Event.objects.filter(binder=world.part("C").party.binder).latest("number")
    assert (event.kind, event.after["number"]) == ("number.confirmed", "+1 202 555 0143")
    with refused("already_confirmed"):
        confirm_number(number=number, how="x", confirmed_on=SINCE, reason="x", **world.as_("supervisor"))


def test_walls_ask_for_the_second_person_too(world: World) -> None:
    number = add(world)
    with refused_by_database("another person"):
        NumberConfirmation.objects.create(
            number=number,
            person=world.users["clerk1"].person,
            how="x",
            confirmed_on=SINCE,
            recorded_at=world.now,
        )


def test_number_ends_once_and_not_before_it_began(world: World) -> None:
    number = add(world)
    by = {"reason": "given up", **world.as_("clerk2")}
    with refused("dates_out_of_order"):
        end_number(number=number, ended_on=world.today() - timedelta(days=1), **by)
    end_number(number=number, ended_on=world.today(), **by)
    with refused("number_ended"):
        end_number(number=number, ended_on=world.today(), **by)
    with refused("number_ended"):
        confirm_number(number=number, how="x", confirmed_on=SINCE, **by)


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
