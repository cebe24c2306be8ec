"""Reminders: one message a clock, day and address; two runs make no second."""

from __future__ import annotations

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from documents.models import OutboxMessage
from tests import worlds
from tests.deadlines.conftest import reachable
from tests.worlds import SYSTEM, World
from tranches.selectors.docket.docket import docket_of
from tranches.services.telling.reminders import reached, remind

pytestmark = pytest.mark.django_db


def on(world: World, day: date) -> int:
    return len(remind(world.agreement, today=day, actor=SYSTEM, now=world.now))


def release_steps(world: World, day: date) -> str:
    entries = docket_of(world.agreement, day)
    return reached(next(entry for entry in entries if entry.key == "KX-2025/release/tranche 1"))


@pytest.mark.parametrize(
    ("day", "step"),
    [
        (date(2026, 12, 29), ""),  # 31 days left
        (date(2026, 12, 30), "30-left"),
        (date(2027, 1, 18), "30-left"),  # made up where the pass was left out
        (date(2027, 1, 19), "10-left"),
        (date(2027, 1, 26), "3-left"),
        (date(2027, 1, 29), "0-left"),
        (date(2027, 2, 4), "0-left"),
        (date(2027, 2, 5), "late-7"),
        (date(2027, 2, 11), "late-7"),
        (date(2027, 2, 12), "late-14"),
    ],
)
def test_clock_reaches_its_days_and_each_week_when_late(world: World, day: date, step: str) -> None:
    assert release_steps(world, day) == step


def test_parties_and_the_agents_people_get_one_message_each_and_no_second(world: World) -> None:
    day = date(2026, 12, 30)
    first = on(world, day)
    release = OutboxMessage.objects.filter(
        purpose__startswith="remind/KX-2025/release/tranche 1/2027-01-29/30-left/"
    )
    assert sorted(release.values_list("to_address", flat=True)) == [
        "clerk1@agent.example",
        "clerk2@agent.example",
        "notices@issuer.example",
        "notices@purchaser.example",
        "seller@recipient.example",
    ]
    assert first == OutboxMessage.objects.count()
    assert on(world, day) == 0
    assert on(world, date(2026, 12, 31)) == 0


def test_agents_people_are_led_to_the_desk_and_parties_to_the_portal(world: World) -> None:
    on(world, date(2026, 12, 30))
    for message in OutboxMessage.objects.all():
        wanted = "/desk/" if message.to_address.endswith("@agent.example") else "/portal/"
        assert wanted in message.body
        assert "Whose move it is: " in message.body


@override_settings(REMINDER_DAYS=[5])
def test_reminder_days_are_a_setting(world: World) -> None:
    assert release_steps(world, date(2027, 1, 23)) == ""
    assert release_steps(world, date(2027, 1, 24)) == "5-left"


@pytest.mark.usefixtures("on_20_january_2027")
def test_command_run_twice_makes_one_message(world: World) -> None:
    first, second = StringIO(), StringIO()
    call_command("remind", stdout=first)
    made = OutboxMessage.objects.count()
    call_command("remind", stdout=second)
    assert made
    assert OutboxMessage.objects.count() == made
    assert "0 new messages" in second.getvalue()
    call_command("remind", "--on", "2026-12-30", stdout=StringIO())
    assert OutboxMessage.objects.count() > made


@pytest.mark.usefixtures("on_20_january_2027")
@pytest.mark.parametrize("day", ["31.11.2026", "2026-13-01", "soon", ""])
def test_command_refuses_what_is_no_day(world: World, day: str) -> None:
    with pytest.raises(CommandError, match=r"Enter the day as YYYY-MM-DD|There is no day"):
        call_command("remind", "--on", day)
    assert not OutboxMessage.objects.exists()


@pytest.mark.usefixtures("on_20_january_2027")
def test_day_to_come_can_only_be_looked_at(world: World) -> None:
    with pytest.raises(CommandError, match="has not begun"):
        call_command("remind", "--on", "2027-01-29")
    out = StringIO()
    call_command("remind", "--on", "2027-01-29", "--dry-run", stdout=out)
    assert "KX-2025/release/tranche 1: due on 2027-01-29 (0-left)" in out.getvalue()
    assert not OutboxMessage.objects.exists()


@pytest.mark.usefixtures("on_20_january_2027")
def test_simulation_is_not_reminded_of() -> None:
    reachable(worlds.funded(is_simulation=True))
    call_command("remind", stdout=StringIO())
    assert not OutboxMessage.objects.exists()
