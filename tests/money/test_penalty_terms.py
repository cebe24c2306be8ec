"""The penalty for late release, worked by hand, and what must hold for every delay (SPA 8.2)."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tranches.terms.agreement_terms import PenaltyTerms
from tranches.terms.errors import TermsError
from tranches.terms.sums.penalty import Penalty, Valued, close_on, due_day, penalty

TERMS = PenaltyTerms(Fraction(1, 10_000), Fraction(1, 20), "USD", ("issuer", "escrow_agent"))
DUE = date(2027, 1, 29)  # a Friday


def day(number: int) -> date:
    return DUE + timedelta(days=number)


def of(**changes: Any) -> Penalty:
    given: dict[str, Any] = {
        "terms": TERMS,
        "value": "each_day",
        "cap": "that_day",
        "last_traded": never,
        "due_on": DUE,
        "until": day(3),
        "shares": 3_000_000,
        "released": {},
        "prices": {DUE: Fraction(5, 4), day(3): Fraction(13, 10)},
    }
    given |= changes
    by = Valued(**{name: given.pop(name) for name in ("value", "cap", "prices", "last_traded")})
    return penalty(by=by, **given)


def never(_: date) -> date:
    """A market that trades on the days alone whose close is on record: for what is not about missing closes."""
    return date.min


def weekdays(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))


def test_three_days_over_a_weekend_by_hand() -> None:
    """Saturday and Sunday have Friday's 1.25: 2 × 375.00; Monday 1.30: 390.00. Together 1,140.00."""
    found = of()
    assert [(run.starts_on, run.days, run.price_of, run.added) for run in found.runs] == [
        (day(1), 2, DUE, 750),
        (day(3), 1, day(3), 390),
    ]
    assert (found.exact, found.minor(2), found.days) == (1_140, 114_000, 3)


def test_value_of_the_due_day_counts_when_that_is_the_reading() -> None:
    assert of(value="due_day").exact == 3 * 375


def test_released_on_the_day_after_the_due_day_is_one_day_late() -> None:
    assert of(released={day(1): 3_000_000}).days == 1
    assert of(released={DUE: 3_000_000}).exact == 0
    assert of(until=DUE).runs == ()


def test_only_what_is_still_unreleased_counts() -> None:
    """One day over 3,000,000 (375), then two over 1,000,000 (125 and 130)."""
    assert of(released={day(1): 2_000_000}).exact == 375 + 125 + 130


def test_days_of_a_justified_reason_are_left_out() -> None:
    found = of(excused={day(2)})
    assert (found.days, found.days_excused, found.exact) == (2, 1, 375 + 390)
    assert [run.is_excused for run in found.runs] == [False, True, False]


def test_cap_of_five_per_cent_is_reached_after_500_days() -> None:
    found = of(until=day(700), prices={DUE: Fraction(2)})
    assert found.exact == Fraction(6_000_000, 20)
    assert found.is_capped
    assert sum(run.days for run in found.runs if not run.is_capped) == 500


def test_cap_of_that_day_falls_with_the_price_and_takes_nothing_back() -> None:
    falling = {DUE: Fraction(2), day(101): Fraction(1, 10)}
    found = of(until=day(200), prices=falling)
    assert found.exact == 100 * 600
    assert of(until=day(200), prices=falling, cap="due_day").exact == 100 * 600 + 100 * 30


def test_fraction_of_a_cent_is_rounded_once_at_the_end() -> None:
    """Three days of 0.0001 × 0.47 × 107 = 0.0050290 each: 0.015087, two cents and not three."""
    found = of(shares=107, prices={DUE: Fraction(47, 100)})
    assert (found.exact, found.minor(2)) == (Fraction(15_087, 1_000_000), 2)


def test_no_close_on_or_before_the_day_is_refused() -> None:
    with pytest.raises(TermsError) as refused:
        of(prices={day(1): Fraction(1)}, value="due_day")
    assert refused.value.code == "no_closing_price"
    assert close_on({DUE: Fraction(1)}, day(2), last_traded=weekdays) == (DUE, 1)


@pytest.mark.parametrize("value", ["each_day", "due_day"])
@pytest.mark.parametrize("cap", ["that_day", "due_day"])
def test_trading_day_without_a_close_is_named_and_never_read_as_a_day_without_trading(
    value: str, cap: str
) -> None:
    """Monday's close is missing, so Monday cannot be valued: only where the due day's close alone counts is it not asked for."""
    given: dict[str, Any] = {"value": value, "cap": cap, "last_traded": weekdays}
    known = {DUE: Fraction(1), day(4): Fraction(2)}
    if (value, cap) == ("due_day", "due_day"):
        assert of(**given, prices=known, until=day(4)).days == 4
    else:
        with pytest.raises(TermsError, match="this trading day: 1 February 2027"):
            of(**given, prices=known, until=day(4))
    assert of(**given, prices=known, until=day(2)).days == 2, "Saturday and Sunday have Friday's close"
    assert of(**given, prices=known, until=day(4), excused={day(3)}).days == 3, "a day left out asks for none"
    with pytest.raises(TermsError, match="this trading day: 29 January 2027"):
        of(**given, prices={day(3): Fraction(1)}, until=day(2))


def test_many_missing_days_are_counted_and_the_first_of_them_named() -> None:
    with pytest.raises(
        TermsError, match=r"these 10 trading days: 1 February 2027, .*5 February 2027 and 5 more"
    ):
        of(prices={DUE: Fraction(1)}, last_traded=weekdays, until=day(14))


def test_penalty_runs_from_the_later_or_earlier_of_the_deadlines_that_run() -> None:
    later = day(5)
    assert due_day("later_deadline", release_due=DUE, transfer_due=later) == later
    assert due_day("earlier_deadline", release_due=DUE, transfer_due=later) == DUE
    assert due_day("later_deadline", release_due=DUE, transfer_due=None) == DUE
    for act in (lambda: due_day("tomorrow", release_due=DUE, transfer_due=None), lambda: of(value="never")):
        with pytest.raises(ValueError, match=r"reading|deadline"):
            act()


worlds = st.fixed_dictionaries(
    {
        "until": st.integers(0, 900).map(day),
        "shares": st.integers(0, 10_000_000),
        "released": st.dictionaries(st.integers(-30, 700).map(day), st.integers(0, 2_000_000), max_size=4),
        "prices": st.dictionaries(
            st.integers(-10, 900).map(day), st.fractions(0, 50, max_denominator=1_000), max_size=12
        ).map(lambda known: {day(-11): Fraction(1)} | known),
        "value": st.sampled_from(["each_day", "due_day"]),
        "cap": st.sampled_from(["that_day", "due_day"]),
        "excused": st.frozensets(st.integers(1, 900).map(day), max_size=30),
    }
)


@given(worlds)
def test_never_negative_never_beyond_the_cap_of_the_dearest_day(world: dict[str, Any]) -> None:
    found = of(**world)
    dearest = max(world["prices"].values())
    assert all(run.added >= 0 for run in found.runs)
    assert found.exact <= TERMS.cap * dearest * world["shares"]
    assert found.exact <= TERMS.rate_per_day * dearest * world["shares"] * found.days


@given(worlds, st.integers(0, 60))
def test_longer_delay_is_never_cheaper_and_an_excuse_never_dearer_by_value(
    world: dict[str, Any], more: int
) -> None:
    found = of(**world)
    longer = of(**(world | {"until": world["until"] + timedelta(days=more)}))
    assert longer.exact >= found.exact
    assert sum(run.days for run in found.runs) == found.days + found.days_excused
    if world["cap"] == "due_day":
        assert of(**(world | {"excused": frozenset()})).exact >= found.exact


@given(worlds)
def test_runs_follow_one_another_without_gap(world: dict[str, Any]) -> None:
    runs = of(**world).runs
    expected = day(1)
    for run in runs:
        assert run.starts_on == expected
        expected = run.ends_on + timedelta(days=1)
