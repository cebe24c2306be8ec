"""Days of an agreement are its time zone's, days of a register the house's; each is printed in one way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.contrib.admin.utils import display_for_value
from django.test import Client
from django.urls import reverse

from documents.days import begins_at, day_in, house_day
from tests import worlds
from tests.desk.conftest import Enter
from tests.desk.helpers import page, tranche_page
from tranches.selectors.days import day_of
from tranches.templatetags import desk

EVENING = datetime(2026, 12, 20, 17, 30, tzinfo=UTC)  # half past one in the morning of the 21st in Shanghai


@pytest.mark.parametrize(
    ("moment", "zone", "day"),
    [
        (EVENING, "Asia/Shanghai", date(2026, 12, 21)),
        (EVENING, "UTC", date(2026, 12, 20)),
        (datetime(2027, 1, 1, 3, tzinfo=UTC), "America/New_York", date(2026, 12, 31)),
        (datetime(2028, 2, 29, 15, 59, 59, tzinfo=UTC), "Asia/Shanghai", date(2028, 2, 29)),
        (datetime(2028, 2, 29, 16, tzinfo=UTC), "Asia/Shanghai", date(2028, 3, 1)),
    ],
)
def test_a_moment_falls_on_the_day_of_its_place(moment: datetime, zone: str, day: date) -> None:
    assert day_in(moment, zone) == day
    assert begins_at(day, zone) <= moment


def test_a_moment_without_a_time_zone_has_no_day() -> None:
    with pytest.raises(ValueError, match="time zone"):
        house_day(datetime(2026, 12, 20, 17, 30))  # noqa: DTZ001 (that is the point)


def test_registers_write_days_and_moments_as_the_pages_do() -> None:
    at = datetime(2031, 1, 29, 1, 7, tzinfo=UTC)
    assert display_for_value(at, "") == "29 Jan 2031, 01:07 UTC" == desk.moment(at)
    assert display_for_value(date(2025, 12, 2), "") == "2 Dec 2025" == desk.day_short(date(2025, 12, 2))
    assert desk.moment(at, "Asia/Shanghai") == "29 Jan 2031, 09:07"
    assert desk.day(at) == "29 January 2031"


@pytest.mark.django_db
def test_portal_and_desk_print_the_same_day(enter: Enter, clock: Callable[[datetime], None]) -> None:
    """The portal said "Made 20 December", the desk "21 Dec"."""
    world = worlds.reported()
    world.now = EVENING
    instruction = world.submit(world.prepare(1))
    clock(world.now)
    assert day_of(instruction.prepared_at, world.agreement) == date(2026, 12, 21)
    assert "21 Dec 2026" in page(enter("clerk1").get(tranche_page(world.tranche(1))))
    officer = Client()
    officer.force_login(world.users["officer_a"])
    shown = page(officer.get(reverse("portal:instruction", args=(instruction.public_id,))))
    assert "Made 21 December 2026" in shown
    inbox = page(officer.get(reverse("portal:home")))
    assert "since 21 Dec 2026" in inbox
    assert "20 Dec" not in inbox
    register = page(enter("clerk1").get(reverse("admin:tranches_escrowagreement_changelist")))
    assert "2 Dec 2025" in register
