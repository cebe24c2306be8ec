"""Business days: working weekends, several calendars, corrections, and years whose notice is not out."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tranches.terms.calendar import BusinessCalendar, calendar_year, known_calendar

CHINA = BusinessCalendar(("CN",))
NOTICED = st.dates(date(2015, 1, 1), date(2026, 12, 24))


@pytest.mark.parametrize(
    ("day", "open_"),
    [
        (date(2025, 12, 3), True),
        (date(2025, 12, 6), False),  # a Saturday
        (date(2026, 1, 1), False),
        (date(2026, 1, 2), False),  # off in exchange for the Sunday after
        (date(2026, 1, 4), True),  # that Sunday
        (date(2026, 2, 14), True),  # a Saturday before the Spring Festival
        (date(2026, 2, 23), False),
        (date(2026, 10, 10), True),
        (date(2018, 12, 29), True),  # worked for the New Year of the next notice
        (date(2018, 12, 31), False),
    ],
)
def test_make_up_working_days_count_in_china(day: date, open_: bool) -> None:
    assert CHINA.is_business_day(day) is open_


def test_a_day_counts_only_if_it_is_one_in_every_calendar() -> None:
    both = BusinessCalendar(("CN", "XNYS"))
    christmas, make_up_sunday = date(2025, 12, 25), date(2026, 1, 4)
    assert CHINA.is_business_day(christmas)
    assert not both.is_business_day(christmas)
    assert CHINA.is_business_day(make_up_sunday)
    assert not both.is_business_day(make_up_sunday)
    assert both.is_business_day(date(2025, 12, 24))


def test_a_correction_overrules_every_calendar() -> None:
    day = date(2027, 2, 20)
    assert not CHINA.is_business_day(day)
    corrected = BusinessCalendar(("CN",), {day: True})
    assert corrected.is_business_day(day)
    assert not corrected.is_provisional(day)
    assert CHINA.is_provisional(day)


def test_a_year_without_notice_is_provisional() -> None:
    """No notice had set working weekends beyond 2026 in the calendar data these tests are pinned to."""
    assert not CHINA.is_provisional(date(2026, 11, 30))
    assert CHINA.is_provisional(date(2031, 3, 1))
    assert not BusinessCalendar(("XNYS",)).is_provisional(date(2031, 3, 1))
    assert BusinessCalendar(("XNYS", "CN")).is_provisional(date(2031, 3, 1))


def test_the_last_week_of_december_waits_for_the_next_notice() -> None:
    last_noticed = max(year for year in range(2020, 2060) if calendar_year("CN", year).noticed)
    assert not CHINA.is_provisional(date(last_noticed, 12, 24))
    assert CHINA.is_provisional(date(last_noticed, 12, 25))
    assert not CHINA.is_provisional(date(last_noticed - 1, 12, 31))


def test_the_day_of_the_event_is_not_counted() -> None:
    friday = date(2025, 12, 5)
    assert CHINA.add_business_days(friday, 1) == date(2025, 12, 8)
    assert CHINA.add_business_days(friday, 0) == friday
    assert CHINA.add_business_days(date(2025, 12, 2), 15) == date(2025, 12, 23)
    assert CHINA.business_days_between(date(2025, 12, 2), date(2025, 12, 23)) == 15
    assert CHINA.business_days_between(date(2025, 12, 23), date(2025, 12, 2)) == -15


def test_a_deadline_on_a_closed_day_rolls_or_stays() -> None:
    saturday = date(2025, 12, 6)
    assert CHINA.roll(saturday, "following") == date(2025, 12, 8)
    assert CHINA.roll(saturday, "none") == saturday
    assert CHINA.roll(date(2025, 12, 8), "following") == date(2025, 12, 8)
    with pytest.raises(ValueError, match="preceding"):
        CHINA.roll(saturday, "preceding")


def test_codes_are_known_or_not() -> None:
    assert all(known_calendar(code) for code in ("CN", "VG", "KY", "XNYS", "NYSE", "GB"))
    assert not any(known_calendar(code) for code in ("XX", "", "cn", "../CN"))
    with pytest.raises(ValueError, match="XX"):
        calendar_year("XX", 2026)


@given(NOTICED, st.integers(0, 60))
def test_counting_forward_and_measuring_back_agree(start: date, count: int) -> None:
    end = CHINA.add_business_days(start, count)
    assert CHINA.business_days_between(start, end) == count
    assert count == 0 or CHINA.is_business_day(end)


@given(NOTICED, st.integers(0, 400), st.integers(0, 400))
def test_business_days_add_up_over_a_day_between(start: date, first: int, second: int) -> None:
    middle = start + timedelta(days=first)
    end = middle + timedelta(days=second)
    together = CHINA.business_days_between(start, middle) + CHINA.business_days_between(middle, end)
    assert CHINA.business_days_between(start, end) == together
