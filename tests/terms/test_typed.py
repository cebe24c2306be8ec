"""What is typed: read exactly, shown back in words, or refused with what to type."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tranches.terms import typed
from tranches.terms.spoken import in_words, shortly_in_chinese
from tranches.terms.typed import NotUnderstood


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("600000000", "600000000"),
        ("1,234,567", "1234567"),
        ("1 234 567", "1234567"),
        ("1\u202f234\u202f567", None),
        ("1\u00a0234\u00a0567", "1234567"),
        ("1\u2009234\u2009567", "1234567"),
        ("1'234'567", "1234567"),
        ("1’234", "1234"),
        ("６６５，０００，０００", "665000000"),
        ("１２．５０", "12.5"),
        ("6.65亿", "665000000"),
        ("66500万", "665000000"),
        ("6.65億", "665000000"),
        ("6.65E+08", "665000000"),
        ("6.65e8", "665000000"),
        ("+5", "5"),
        ("-5", "-5"),
        ("−5", "-5"),
        ("－５", "-5"),
        ("(1,234.50)", "-1234.5"),
        ("（1234）", "-1234"),
        ("  12.5  ", "12.5"),
        ("1,000,000.00", "1000000"),
        ("0", "0"),
        ("007", "7"),
        ("0.000", "0"),
        ("999999999999999999", "999999999999999999"),
    ],
)
def test_number_is_read_exactly(text: str, value: str | None) -> None:
    assert typed.number(text).value == Decimal(value or "1234567")


@pytest.mark.parametrize(
    ("text", "code", "type_this"),
    [
        ("60000000,50", "comma_for_point", "Type 60000000.50"),
        ("665.000,50", "comma_for_point", "Type 665000.50"),
        ("3,0", "comma_for_point", "Type 3.0"),
        ("12,34", "comma_for_point", "Type 12.34"),
        ("0,123", "comma_for_point", "Type 0.123"),
        ("1 234,5", "comma_for_point", "Type 1234.5"),
        ("１２，３４", "comma_for_point", "Type 12.34"),
        ("1.234.567", "comma_for_point", "Type 1234567"),
        ("1,23,456", "grouping", "without commas"),
        ("1,234 567", "grouping", "without commas"),
        ("1234,567", "comma_for_point", "Type 1234.567"),
        (",", "grouping", ""),
        ("665.000", "not_clear", "Type 665 or 665000"),
        ("10²", "not_a_number", "digits only"),
        ("६", "not_a_number", ""),
        ("NaN", "not_a_number", ""),
        ("inf", "not_a_number", ""),
        ("1_000", "not_a_number", ""),
        ("--5", "not_a_number", ""),
        ("(-5)", "not_a_number", ""),
        ("1e999", "not_a_number", ""),
        ("1e99", "too_large", "18 digits"),
        ("0" * 20 + "9" * 25, "too_large", ""),
        ("0" * 5_000, "too_long", "5,000 characters"),
        ("9" * 1_000_000, "too_long", ""),
        ("1.1234567", "too_fine", "at most 6 decimals"),
        ("1e-9", "too_fine", ""),
        ("", "blank", ""),
        ("\u3000", "blank", ""),
        ("1\u200b000", "not_a_number", ""),
        ("1 2", "grouping", ""),
    ],
)
def test_what_is_no_number_or_could_be_two_is_refused_with_what_to_type(
    text: str, code: str, type_this: str
) -> None:
    with pytest.raises(NotUnderstood) as caught:
        typed.number(text)
    assert caught.value.code == code
    assert type_this in caught.value.sentence
    assert len(caught.value.sentence) < 200


@given(st.integers(-(10**17), 10**17), st.sampled_from([0, 1, 2, 4, 6]))
def test_what_is_written_with_commas_reads_back_to_the_same(minor: int, places: int) -> None:
    value = Decimal(minor).scaleb(-places)
    assert typed.number(f"{value:,f}").value == value


@pytest.mark.parametrize(
    ("text", "shares"),
    [("3000000", 3_000_000), ("3,000,000", 3_000_000), ("300万", 3_000_000), ("２，０００", 2_000)],
)
def test_shares_are_whole(text: str, shares: int) -> None:
    found = typed.shares(text)
    assert (found.value, type(found.value)) == (shares, int)


@pytest.mark.parametrize(
    "text", ["3,0", "3.0", "1.5", "-5", "abc", "0" * 20 + "9" * 25, "0" * 5_000, "1,00", "3.000", "10" * 8]
)
def test_no_whole_number_of_shares_is_refused(text: str) -> None:
    with pytest.raises(NotUnderstood):
        typed.shares(text)


@pytest.mark.parametrize(
    "text", ["RMB 600,000,000", "600,000,000 RMB", "6亿元", "¥600000000", "CNY 600 000 000"]
)
def test_figure_may_name_its_unit_and_is_said_with_it(text: str) -> None:
    found = typed.figure(text, unit="RMB")
    assert (found.value, found.words, found.chinese) == (600_000_000, "RMB six hundred million", "6亿")
    with pytest.raises(NotUnderstood):
        typed.figure("USD 600", unit="RMB")


@pytest.mark.parametrize(
    "text",
    [
        "2027/1/29",
        "2027-01-29",
        "2027.1.29",
        "2027年1月29日",
        "２０２７／１／２９",
        "29 Jan 2027",
        "January 29, 2027",
        "2027-01-29 00:00:00",
    ],
)
def test_day_is_read_in_each_usual_way(text: str) -> None:
    found = typed.day(text)
    assert found.value == date(2027, 1, 29)
    assert found.words == "Friday, 29 January 2027"


@pytest.mark.parametrize(
    ("text", "type_this"),
    [
        ("01/02/2027", "2027-02-01 or 2027-01-02"),
        ("29/01/2027", "2027-01-29"),
        ("18.12.2026", "2026-12-18"),
        ("2027-02-30", "YYYY-MM-DD"),
        ("20270129", "YYYY-MM-DD"),
        ("27-1-29", "YYYY-MM-DD"),
        ("tomorrow", "YYYY-MM-DD"),
        ("2027-1/29", "YYYY-MM-DD"),
        ("2027年1月29", "YYYY-MM-DD"),
        ("9999999-1-1", "YYYY-MM-DD"),
    ],
)
def test_day_that_is_none_or_two_is_refused_with_what_to_type(text: str, type_this: str) -> None:
    with pytest.raises(NotUnderstood) as caught:
        typed.day(text)
    assert type_this in caught.value.sentence


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.01 %", Fraction(1, 10_000)),
        ("５０％", Fraction(1, 2)),
        ("1/5", Fraction(1, 5)),
        ("0.5", Fraction(1, 2)),
    ],
)
def test_percentage_is_exact_and_said_as_per_cent(text: str, value: Fraction) -> None:
    assert typed.percentage(text).value == value
    assert typed.percentage("0.01 %").words == "zero point zero one per cent"


@pytest.mark.parametrize(
    ("value", "words", "chinese"),
    [
        (0, "zero", ""),
        (21, "twenty-one", ""),
        (600_000_000, "six hundred million", "6亿"),
        (10_000, "ten thousand", "1万"),
        (2_706_766, "two million, seven hundred and six thousand, seven hundred and sixty-six", "270.6766万"),
        (Fraction(-25, 2), "minus twelve point five", ""),
        (665_000_000, "six hundred and sixty-five million", "6.65亿"),
    ],
)
def test_number_is_said_in_words(value: int | Fraction, words: str, chinese: str) -> None:
    assert (in_words(value), shortly_in_chinese(value)) == (words, chinese)
