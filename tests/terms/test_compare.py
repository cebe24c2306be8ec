"""Readings compared, and the years to come: exact, each reading alone, nothing forgotten."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.terms.deals import sample
from tranches.terms.errors import TermsError
from tranches.terms.open_words import OPEN_WORDS
from tranches.terms.readings import QUESTIONS, SHARES_QUESTIONS
from tranches.terms.sums.assessment import GovernedQuantity, assess
from tranches.terms.sums.compare import MOST_YEARS_COMBINED, Comparison, compare
from tranches.terms.sums.outlook import merge, outlook

MILLION = 10**6
AFTER_YEAR_3 = {1: 600 * MILLION, 2: 732 * MILLION, 3: 900 * MILLION}


def given_by(comparison: Comparison, name: str) -> dict[str, int]:
    entry = next(entry for entry in comparison.questions if entry.question.name == name)
    return {outcome.reading.value: outcome.total for outcome in entry.outcomes}


# --- Readings ------------------------------------------------------------------------------------


def test_each_reading_gives_the_shares_worked_out_by_hand() -> None:
    comparison = compare(sample(), AFTER_YEAR_3)
    assert comparison.agreed.released == 8_883_785
    assert given_by(comparison, "offset_denominator") == {
        "excess_period": 8_883_785,
        "shortfall_period": 8_921_052,
    }
    assert given_by(comparison, "offset_numerator") == {"credited": 8_883_785, "full_excess": 9_000_000}
    assert given_by(comparison, "excess_threshold") == {"0": 8_883_785, "0.5": 8_706_766}
    assert given_by(comparison, "credit_rate") == {"0.5": 8_883_785, "1": 8_949_002}
    assert given_by(comparison, "rounding") == {"down": 8_883_785, "half_up": 8_883_786, "up": 8_883_786}
    assert [entry.question.name for entry in comparison.still] == [
        "offset_limit",
        "excess_base",
        "offset_order",
    ]
    assert comparison.unassessed == (4, 5)


def test_agreed_reading_stands_first_and_differs_from_nothing() -> None:
    terms = sample().with_settings(rounding="up", credit_rate="0.25")
    comparison = compare(terms, AFTER_YEAR_3)
    for entry in comparison.questions:
        first, *others = entry.outcomes
        assert first.chosen
        assert first.difference == 0
        assert not any(other.chosen for other in others)
    rates = next(entry for entry in comparison.questions if entry.question.name == "credit_rate")
    assert [outcome.reading.value for outcome in rates.outcomes] == ["0.25", "0.5", "1"]


def test_every_question_is_compared_or_stated_and_says_what_is_open() -> None:
    comparison = compare(sample(), {})
    named = [entry.question.name for entry in (*comparison.questions, *comparison.others)]
    assert sorted(named) == sorted(question.name for question in QUESTIONS)
    assert set(OPEN_WORDS) == set(named)
    assert all(words.text and words.text_zh for words in OPEN_WORDS.values())


def test_without_a_figure_nothing_is_entitled_and_nothing_moves() -> None:
    comparison = compare(sample(), {})
    assert comparison.numbers == ()
    assert comparison.moving == ()
    assert comparison.widest == 0


@pytest.mark.parametrize("rounding", ["down", "half_up", "up"])
@pytest.mark.parametrize(
    "actuals",
    [
        AFTER_YEAR_3,
        {1: 600 * MILLION, 2: 700 * MILLION, 3: 1_300 * MILLION},
        {1: 1, 2: 0, 3: -5, 4: 1_400 * MILLION, 5: 2_000 * MILLION},
        {1: 665 * MILLION},
    ],
)
def test_extremes_are_those_of_all_combinations(actuals: dict[int, int], rounding: str) -> None:
    """The shortcuts (rounding, threshold) leave nothing out: compared with every combination, one by one."""
    terms = sample().with_settings(rounding=rounding)
    names = [question.name for question in SHARES_QUESTIONS]
    totals = [
        assess(
            terms.with_settings(
                **{name: reading.value for name, reading in zip(names, readings, strict=True)}
            ),
            actuals,
            derive=False,
        ).released
        for readings in product(*(question.readings for question in SHARES_QUESTIONS))
    ]
    comparison = compare(terms, actuals)
    assert comparison.combinations == len(totals) == 384
    assert comparison.lowest is not None
    assert comparison.highest is not None
    assert (comparison.lowest.total, comparison.highest.total) == (min(totals), max(totals))


def test_extreme_is_named_by_the_fewest_other_readings() -> None:
    comparison = compare(sample(), AFTER_YEAR_3)
    assert comparison.lowest is not None
    assert comparison.highest is not None
    assert [reading.value for reading in comparison.lowest.readings] == ["0.5"]
    assert [reading.value for reading in comparison.highest.readings] == ["full_excess"]
    assert MOST_YEARS_COMBINED > 5


def test_quantity_fixed_by_a_paper_stands_under_every_reading() -> None:
    governed = {1: GovernedQuantity(2_800_000, 3)}
    comparison = compare(sample(), AFTER_YEAR_3, governed=governed)
    assert {outcome.shares[0] for entry in comparison.questions for outcome in entry.outcomes} == {2_800_000}
    assert comparison.moving == ()


def test_unknown_tranche_is_refused() -> None:
    with pytest.raises(TermsError, match="no tranche 9"):
        compare(sample(), {9: 1})


# --- The years to come ---------------------------------------------------------------------------


def figures(*millions: int | None) -> dict[int, Fraction]:
    return {at: Fraction(each * MILLION) for at, each in enumerate(millions, start=1) if each is not None}


def test_outlook_lays_released_kept_and_returned_out_by_year() -> None:
    """By hand: year 3 restores 177,019; year 5 the rest of the shortfall, 17.5/974 of 3,000,000, in all 2,937,686."""
    found = outlook(sample(), figures(600, 732, 900, 885, 1200), recorded=figures(600))
    first, third, fifth = found.years[0], found.years[2], found.years[4]
    assert (first.own, first.later, first.released, first.kept) == (2_706_766, 230_920, 2_937_686, 62_314)
    assert [year.by_report for year in found.years] == [2_706_766, 3_000_000, 3_177_019, 3_000_000, 3_053_901]
    assert [year.kept_after for year in found.years] == [293_234, 293_234, 116_215, 116_215, 62_314]
    assert (found.released, found.kept, found.returned) == (14_937_686, 62_314, 62_314)
    assert first.recorded
    assert not third.recorded
    assert fifth.released == 3_000_000


def test_return_is_open_while_a_year_has_no_figure() -> None:
    found = outlook(sample(), figures(600, None, 900))
    assert found.returned is None
    assert found.open_shares == 9_000_000
    assert found.waiting == (3,)
    assert found.years[1].released is None


def test_quantity_fixed_by_a_paper_counts_in_the_year_after_which_it_was() -> None:
    found = outlook(sample(), figures(600, 732, 900), governed={1: [GovernedQuantity(2_800_000, 3)]})
    assert found.years[0].released == 2_800_000
    assert [year.by_report for year in found.years[:3]] == [2_706_766, 3_000_000, 3_093_234]


@settings(max_examples=60)
@given(st.lists(st.none() | st.integers(-100, 3_000), min_size=5, max_size=5))
def test_outlook_neither_makes_nor_loses_a_share(millions: list[int | None]) -> None:
    found = outlook(sample(), figures(*millions))
    assert found.released + found.kept + found.open_shares == 15_000_000
    assert sum(year.by_report or 0 for year in found.years) == found.released
    assert found.years[-1].kept_after == found.kept
    assert all(year.kept_after >= 0 for year in found.years)


def test_recorded_figure_stands_unless_the_user_replaces_it() -> None:
    recorded = figures(600)
    assert merge(recorded, figures(600, 732), replace_recorded=False) == figures(600, 732)
    with pytest.raises(TermsError, match="600,000,000 on record"):
        merge(recorded, figures(665), replace_recorded=False)
    assert merge(recorded, figures(665), replace_recorded=True) == figures(665)
