"""Figures, dates and digests as they are printed: in English, and in Simplified Chinese.

Quantities stand on a paper twice, in figures and in words, so that a changed digit is seen. All arithmetic is on whole
numbers and exact fractions.
"""

from __future__ import annotations

import datetime as dt
import re
from fractions import Fraction
from zoneinfo import ZoneInfo

GREATEST = 999_999_999_999
"""The greatest quantity that can be put into words."""

MINUS = "\N{MINUS SIGN}"

# fmt: off
_BELOW_TWENTY = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)
# fmt: on
# fmt: off
_TENS = (
    "-", "-", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
)
# fmt: on
_ENGLISH_GROUPS = ("", " thousand", " million", " billion")

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_CHINESE_GROUPS = ("", "万", "亿")

# fmt: off
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)
# fmt: on
_HEX_DIGEST = re.compile(r"[0-9a-f]{64}")


def in_english(number: int) -> str:
    """The whole number in British English: `177018` is "one hundred and seventy-seven thousand and eighteen".

    Raises ValueError below zero and above `GREATEST`, TypeError for anything but an int.
    """
    _require_sayable(number)
    if number == 0:
        return _BELOW_TWENTY[0]
    spoken: list[str] = []
    for place in reversed(range(len(_ENGLISH_GROUPS))):
        group = number // 1000**place % 1000
        if not group:
            continue
        joins_with_and = place == 0 and group < 100 and spoken
        spoken.append(("and " if joins_with_and else "") + _below_thousand(group) + _ENGLISH_GROUPS[place])
    return " ".join(spoken)


def _below_thousand(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    parts = [f"{_BELOW_TWENTY[hundreds]} hundred"] if hundreds else []
    if rest:
        parts.append(_below_hundred(rest))
    return " and ".join(parts)


def _below_hundred(number: int) -> str:
    if number < 20:
        return _BELOW_TWENTY[number]
    tens, ones = divmod(number, 10)
    return _TENS[tens] + (f"-{_BELOW_TWENTY[ones]}" if ones else "")


def in_chinese(number: int) -> str:
    """The whole number in financial capitals (大写): `177018` is 壹拾柒万柒仟零壹拾捌.

    Digits run in groups of four. A run of empty places between two digits is read as one 零, but an empty last place of a
    group is not read when the next group's thousands are filled (5,706,766 is 伍佰柒拾万陆仟柒佰陆拾陆); empty places at the
    end are not read. The financial form says 壹拾, never a bare 拾.

    Raises ValueError below zero and above `GREATEST`, TypeError for anything but an int.
    """
    _require_sayable(number)
    if number == 0:
        return _DIGITS[0]
    spoken = ""
    for place in reversed(range(len(_CHINESE_GROUPS))):
        group = number // 10_000**place % 10_000
        if not group:
            continue
        higher_is_empty = number // 10_000 ** (place + 1) % 10_000 == 0
        if spoken and (group < 1000 or higher_is_empty):
            spoken += _DIGITS[0]
        spoken += _below_ten_thousand(group) + _CHINESE_GROUPS[place]
    return spoken


def _below_ten_thousand(number: int) -> str:
    spoken, gap = "", False
    for place in reversed(range(4)):
        digit = number // 10**place % 10
        if digit:
            spoken += (_DIGITS[0] if gap and spoken else "") + _DIGITS[digit] + _PLACES[place]
            gap = False
        else:
            gap = True
    return spoken


def _require_sayable(number: int) -> None:
    if isinstance(number, bool) or not isinstance(number, int):
        raise TypeError(f"only whole numbers are put into words, not {number!r}")
    if not 0 <= number <= GREATEST:
        raise ValueError(f"only 0 to {GREATEST:,} can be put into words, not {number:,}")


def figure(number: int) -> str:
    """A whole number in full with thousands separators and a true minus sign: `−2,706,766`."""
    if isinstance(number, bool) or not isinstance(number, int):
        raise TypeError(f"a figure is a whole number, not {number!r}")
    return f"{MINUS if number < 0 else ''}{abs(number):,}"


def signed(number: int) -> str:
    """A change: `+9,000,000`, `−177,018`, and a plain `0`."""
    return f"+{number:,}" if number > 0 else figure(number)


def amount(value: Fraction | int) -> str:
    """An exact amount: decimals as far as they go, otherwise a fraction in lowest terms (`39,000,000/133`)."""
    exact = Fraction(value)
    sign, exact = (MINUS if exact < 0 else ""), abs(exact)
    decimals = _decimal_places(exact.denominator)
    if decimals is None:
        return f"{sign}{exact.numerator:,}/{exact.denominator:,}"
    whole, rest = divmod(exact.numerator, exact.denominator)
    if not decimals:
        return f"{sign}{whole:,}"
    return f"{sign}{whole:,}.{rest * 10**decimals // exact.denominator:0{decimals}d}"


def money(minor: int, places: int) -> str:
    """Whole minor units as their currency writes them: `money(500000, 2)` is `5,000.00`."""
    text = str(abs(minor)).rjust(places + 1, "0")
    whole, rest = (text[:-places], f".{text[-places:]}") if places else (text, "")
    return f"{MINUS if minor < 0 else ''}{int(whole):,}{rest}"


def _decimal_places(denominator: int) -> int | None:
    """How many decimals write a fraction with this denominator exactly; None when no number of them does."""
    twos = fives = 0
    while denominator % 2 == 0:
        denominator, twos = denominator // 2, twos + 1
    while denominator % 5 == 0:
        denominator, fives = denominator // 5, fives + 1
    return max(twos, fives) if denominator == 1 else None


def percent(ratio: Fraction) -> str:
    """A ratio in per cent: exact with up to four decimals, otherwise two, half up, and marked as near (`≈ 9.77 %`)."""
    scaled = ratio * 100
    decimals = _decimal_places(scaled.denominator)
    if decimals is not None and decimals <= 4:
        return f"{amount(scaled)} %"
    sign, size = (MINUS if scaled < 0 else ""), abs(scaled)
    hundredths = (2 * size * 100 + 1) // 2
    return f"≈ {sign}{hundredths // 100:,}.{hundredths % 100:02d} %"


def date_in_english(day: dt.date) -> str:
    """`22 December 2028`."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def short_date(day: dt.date) -> str:
    """`22 Dec 2028`, for tables."""
    return f"{day.day} {_MONTHS[day.month - 1][:3]} {day.year}"


def date_in_chinese(day: dt.date) -> str:
    """`2028 年 12 月 22 日`."""
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def moment_utc(moment: dt.datetime) -> str:
    """`2028-12-22 03:12:07 UTC`. Raises ValueError for a moment without a time zone."""
    require_aware(moment)
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def moment_local(moment: dt.datetime, time_zone: str) -> str:
    """`2028-12-22 11:12:07 Asia/Shanghai`. Raises ValueError for a moment without a time zone."""
    require_aware(moment)
    return f"{moment.astimezone(ZoneInfo(time_zone)):%Y-%m-%d %H:%M:%S} {time_zone}"


def require_aware(moment: dt.datetime) -> None:
    """Refuse a moment that does not say where it was noon."""
    if moment.utcoffset() is None:
        raise ValueError(f"{moment!r} has no time zone")


def digest_groups(digest: str) -> str:
    """The 64 hexadecimal digits of a SHA-256 digest in eight groups of eight. Raises ValueError for anything else."""
    if not _HEX_DIGEST.fullmatch(digest):
        raise ValueError("a digest is 64 lower-case hexadecimal digits")
    return " ".join(digest[start : start + 8] for start in range(0, 64, 8))
