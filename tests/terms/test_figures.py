"""Figures in and out."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tranches.terms.sums.figures import (
    grouped,
    grouped_decimal,
    parse_decimal,
    parse_ratio,
    percent,
    plain_decimal,
    shortened,
    whole_shares,
)


@given(st.integers(-(10**20), 10**20), st.integers(0, 9))
def test_an_amount_survives_being_written_and_read(digits: int, places: int) -> None:
    amount = Fraction(digits, 10**places)
    assert parse_decimal(plain_decimal(amount)) == amount


@given(st.fractions())
def test_every_exact_value_survives_being_written_and_read(value: Fraction) -> None:
    if len(plain_decimal(value)) <= 60:
        assert parse_ratio(plain_decimal(value)) == value


@pytest.mark.parametrize(
    "text",
    ["", " ", "NaN", "inf", "1,000", "１２", "1_000", ".5", "5.", "0x10", "1e999", "9" * 61, "1 2", "--1"],
)
def test_what_is_no_plain_decimal_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  (its text is what was given)
        parse_decimal(text)


def test_figures_for_reading_are_grouped_and_signed() -> None:
    assert grouped(Fraction(8_821_500_000, 3_059)) == "8,821,500,000/3,059"
    assert grouped(-3_000_000) == "−3,000,000"
    assert grouped_decimal(Fraction("-47500000.25")) == "−47,500,000.25"
    assert grouped_decimal(Fraction(1, 3)) == "1/3"
    assert shortened(Fraction(28_500_000, 161)) == "177,018.63…"
    assert shortened(Fraction(1, 4)) == "0.25"
    assert shortened(Fraction(-1, 3)) == "−0.33…"
    assert percent(Fraction(1, 2)) == "50\u00a0%"
    assert percent(Fraction(1, 3)) == "1/3"


def test_rounding_names_are_the_three_of_the_table() -> None:
    half = Fraction(5, 2)
    assert [whole_shares(half, mode) for mode in ("down", "half_up", "up")] == [2, 3, 3]
    with pytest.raises(ValueError, match="nearest"):
        whole_shares(half, "nearest")
