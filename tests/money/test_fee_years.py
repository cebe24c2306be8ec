"""The fee, year by year: worked by hand, and what must hold for every period (EA 4.4)."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tranches.terms.sums.fees import FeeYear, anniversary, fee_years, share_of

FIRST = date(2025, 12, 15)
days_of_our_time = st.dates(date(2020, 1, 1), date(2060, 12, 31))


def years(**changes: object) -> tuple[FeeYear, ...]:
    given = {
        "yearly_minor": 500_000,
        "broken_year": "full_year",
        "begins_on": FIRST,
        "ended_on": None,
        "on": FIRST,
    }
    return fee_years(**(given | changes))  # type: ignore[arg-type]


def test_first_year_is_due_in_full_on_the_day_of_the_first_deposit() -> None:
    assert years() == (FeeYear(1, FIRST, date(2026, 12, 14), 365, 365, 500_000),)
    assert years(on=FIRST - timedelta(days=1)) == ()


def test_second_year_begins_with_the_anniversary_and_no_day_earlier() -> None:
    assert len(years(on=date(2026, 12, 14))) == 1
    assert years(on=date(2026, 12, 15))[1].starts_on == date(2026, 12, 15)


def test_year_begun_is_charged_in_full_when_the_period_ends_in_it() -> None:
    found = years(on=date(2031, 1, 20), ended_on=date(2031, 1, 8))
    assert [year.amount_minor for year in found] == [500_000] * 6
    assert found[-1].starts_on == date(2030, 12, 15)


def test_broken_year_by_days_is_rounded_half_up_once() -> None:
    """15 December 2030 to 8 January 2031 are 25 of 365 days: 500000 × 25 / 365 = 34246.575… cents."""
    found = years(on=date(2031, 1, 20), ended_on=date(2031, 1, 8), broken_year="by_days")
    assert (found[-1].days, found[-1].amount_minor) == (25, 34_247)
    assert found[-1].ends_on == date(2031, 1, 8)
    assert found[-1].is_broken
    assert not found[0].is_broken
    assert share_of(1, days=1, of=2) == 1, "half a cent is a cent"


def test_year_charged_by_days_is_there_only_when_its_length_is_known() -> None:
    assert years(broken_year="by_days", on=date(2026, 12, 13)) == ()
    assert len(years(broken_year="by_days", on=date(2026, 12, 14))) == 1


def test_leap_day_has_its_anniversary_on_the_28th() -> None:
    assert anniversary(date(2028, 2, 29), 1) == date(2029, 2, 28)
    assert anniversary(date(2028, 2, 29), 4) == date(2032, 2, 29)


def test_period_out_of_order_and_unknown_reading_are_refused() -> None:
    with pytest.raises(ValueError, match="before it begins"):
        years(ended_on=FIRST - timedelta(days=1))
    with pytest.raises(ValueError, match="in full or by days"):
        years(broken_year="by_months")


@given(
    begins_on=days_of_our_time,
    length=st.integers(0, 4_000),
    after=st.integers(0, 400),
    yearly=st.integers(1, 10**9),
    broken=st.sampled_from(["full_year", "by_days"]),
)
def test_ended_period_is_covered_day_for_day_without_gap_or_overlap(
    begins_on: date, length: int, after: int, yearly: int, broken: str
) -> None:
    ended_on = begins_on + timedelta(days=length)
    found = fee_years(
        yearly_minor=yearly,
        broken_year=broken,
        begins_on=begins_on,
        ended_on=ended_on,
        on=ended_on + timedelta(days=after),
    )
    assert found[0].starts_on == begins_on
    for earlier, later in pairwise(found):
        assert later.starts_on == earlier.ends_on + timedelta(days=1)
        assert earlier.amount_minor == yearly
    last = found[-1]
    assert last.starts_on <= ended_on <= last.ends_on
    if broken == "by_days":
        assert last.ends_on == ended_on
        assert abs(Fraction(yearly * last.days, last.year_days) - last.amount_minor) <= Fraction(1, 2)
    else:
        assert last.amount_minor == yearly


@given(
    begins_on=days_of_our_time,
    span=st.integers(0, 3_000),
    more=st.integers(0, 800),
    broken=st.sampled_from(["full_year", "by_days"]),
)
def test_what_was_due_stays_due_and_stays_the_same(
    begins_on: date, span: int, more: int, broken: str
) -> None:
    day = begins_on + timedelta(days=span)

    def on(moment: date) -> tuple[FeeYear, ...]:
        return fee_years(
            yearly_minor=500_000, broken_year=broken, begins_on=begins_on, ended_on=None, on=moment
        )

    assert on(day + timedelta(days=more))[: len(on(day))] == on(day)
