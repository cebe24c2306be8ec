"""Figures in words, typed by hand, and read back by a parser that knows nothing of the writer."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.papers import words

TYPED_BY_HAND = [
    (0, "zero", "零"),
    (1, "one", "壹"),
    (10, "ten", "壹拾"),
    (19, "nineteen", "壹拾玖"),
    (20, "twenty", "贰拾"),
    (42, "forty-two", "肆拾贰"),
    (100, "one hundred", "壹佰"),
    (101, "one hundred and one", "壹佰零壹"),
    (110, "one hundred and ten", "壹佰壹拾"),
    (1_000, "one thousand", "壹仟"),
    (1_001, "one thousand and one", "壹仟零壹"),
    (1_010, "one thousand and ten", "壹仟零壹拾"),
    (1_100, "one thousand one hundred", "壹仟壹佰"),
    (10_000, "ten thousand", "壹万"),
    (10_001, "ten thousand and one", "壹万零壹"),
    (10_010, "ten thousand and ten", "壹万零壹拾"),
    (11_000, "eleven thousand", "壹万壹仟"),
    (
        116_216,
        "one hundred and sixteen thousand two hundred and sixteen",
        "壹拾壹万陆仟贰佰壹拾陆",
    ),
    (177_018, "one hundred and seventy-seven thousand and eighteen", "壹拾柒万柒仟零壹拾捌"),
    (1_000_000, "one million", "壹佰万"),
    (1_000_010, "one million and ten", "壹佰万零壹拾"),
    (3_000_000, "three million", "叁佰万"),
    (
        3_177_018,
        "three million one hundred and seventy-seven thousand and eighteen",
        "叁佰壹拾柒万柒仟零壹拾捌",
    ),
    (
        5_706_766,
        "five million seven hundred and six thousand seven hundred and sixty-six",
        "伍佰柒拾万陆仟柒佰陆拾陆",
    ),
    (15_000_000, "fifteen million", "壹仟伍佰万"),
    (20_304_005, "twenty million three hundred and four thousand and five", "贰仟零叁拾万肆仟零伍"),
    (100_000_000, "one hundred million", "壹亿"),
    (100_000_001, "one hundred million and one", "壹亿零壹"),
    (100_050_000, "one hundred million fifty thousand", "壹亿零伍万"),
    (1_000_005_000, "one billion five thousand", "壹拾亿零伍仟"),
    (120_000_000_000, "one hundred and twenty billion", "壹仟贰佰亿"),
    (
        999_999_999_999,
        "nine hundred and ninety-nine billion nine hundred and ninety-nine million "
        "nine hundred and ninety-nine thousand nine hundred and ninety-nine",
        "玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖",
    ),
]

CHINESE_DIGITS = {digit: value for value, digit in enumerate("零壹贰叁肆伍陆柒捌玖")}
ENGLISH_WORDS = (
    ("one two three four five six seven eight nine ten", 1, 1),
    ("eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen", 11, 1),
    ("twenty thirty forty fifty sixty seventy eighty ninety", 20, 10),
)
ENGLISH_VALUES = {
    word: first + step * place for row, first, step in ENGLISH_WORDS for place, word in enumerate(row.split())
}


def read_chinese(text: str) -> int:
    total = section = digit = 0
    for character in text:
        if character in CHINESE_DIGITS:
            digit = CHINESE_DIGITS[character]
        elif character in "拾佰仟":
            section, digit = section + digit * {"拾": 10, "佰": 100, "仟": 1000}[character], 0
        else:
            total, section, digit = total + (section + digit) * {"万": 10**4, "亿": 10**8}[character], 0, 0
    return total + section + digit


def read_english(text: str) -> int:
    total = group = 0
    for word in text.replace("-", " ").split():
        if word == "hundred":
            group *= 100
        elif word in ("thousand", "million", "billion"):
            total, group = total + group * {"thousand": 10**3, "million": 10**6, "billion": 10**9}[word], 0
        elif word not in ("and", "zero"):
            group += ENGLISH_VALUES[word]
    return total + group


@pytest.mark.parametrize(("number", "english", "chinese"), TYPED_BY_HAND)
def test_number_is_said_as_typed_by_hand(number: int, english: str, chinese: str) -> None:
    assert words.in_english(number) == english
    assert words.in_chinese(number) == chinese


@given(st.integers(0, words.GREATEST))
def test_any_number_can_be_read_back_from_its_words(number: int) -> None:
    assert read_chinese(words.in_chinese(number)) == number
    assert read_english(words.in_english(number)) == number


@given(st.integers(0, words.GREATEST))
def test_chinese_never_doubles_or_ends_in_zero(number: int) -> None:
    said = words.in_chinese(number)
    assert "零零" not in said
    assert number == 0 or not said.endswith("零")
    assert not said.startswith("拾")


@pytest.mark.parametrize("number", [-1, -177_018, words.GREATEST + 1])
def test_number_out_of_range_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="can be put into words"):
        words.in_english(number)
    with pytest.raises(ValueError, match="can be put into words"):
        words.in_chinese(number)


@pytest.mark.parametrize("number", [True, 1.0, "1", Fraction(1)])
def test_what_is_no_whole_number_is_refused(number: object) -> None:
    with pytest.raises(TypeError):
        words.in_chinese(number)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        words.figure(number)  # type: ignore[arg-type]


def test_figures_have_separators_and_true_minus() -> None:
    assert words.figure(15_000_000) == "15,000,000"
    assert words.figure(-2_706_766) == "−2,706,766"
    assert [words.signed(number) for number in (9_000_000, 0, -1)] == ["+9,000,000", "0", "−1"]


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (Fraction(665), "665"),
        (Fraction(1_330, 2), "665"),
        (Fraction(-5, 4), "−1.25"),
        (Fraction(1, 1000), "0.001"),
        (Fraction(39_000_000, 133), "39,000,000/133"),
        (Fraction(-1, 3), "−1/3"),
    ],
)
def test_amount_is_exact(value: Fraction, printed: str) -> None:
    assert words.amount(value) == printed


@pytest.mark.parametrize(
    ("ratio", "printed"),
    [
        (Fraction(1, 2), "50 %"),
        (Fraction(1, 10_000), "0.01 %"),
        (Fraction(65, 665), "≈ 9.77 %"),
        (Fraction(-65, 665), "≈ −9.77 %"),
        (Fraction(2, 3), "≈ 66.67 %"),
    ],
)
def test_percent_says_when_it_is_near(ratio: Fraction, printed: str) -> None:
    assert words.percent(ratio) == printed


def test_dates_and_moments() -> None:
    day = dt.date(2028, 12, 22)
    assert words.date_in_english(day) == "22 December 2028"
    assert words.short_date(day) == "22 Dec 2028"
    assert words.date_in_chinese(day) == "2028 年 12 月 22 日"
    moment = dt.datetime(2028, 12, 21, 16, 5, 59, tzinfo=dt.UTC)
    assert words.moment_utc(moment) == "2028-12-21 16:05:59 UTC"
    assert words.moment_local(moment, "Asia/Shanghai") == "2028-12-22 00:05:59 Asia/Shanghai"


def test_moment_without_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        words.moment_utc(dt.datetime(2028, 12, 22))  # noqa: DTZ001  (that is what is refused)


def test_digest_is_printed_in_eight_groups_of_eight() -> None:
    assert words.digest_groups("0123456789abcdef" * 4) == " ".join(["01234567", "89abcdef"] * 4)
    for wrong in ("", "0" * 63, "0" * 65, "G" * 64, "A" * 64, "0" * 64 + "\n"):
        with pytest.raises(ValueError, match="64"):
            words.digest_groups(wrong)
