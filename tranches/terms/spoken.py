"""Numbers in words: English as one reads them out, and the short form of Chinese (`6.65亿`). Exact; no rounding."""

from __future__ import annotations

from fractions import Fraction

from tranches.terms.sums.figures import plain_decimal

_ONES = (
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_GREAT = ("", " thousand", " million", " billion", " trillion", " quadrillion", " quintillion")


def in_words(value: Fraction | int) -> str:
    """`six hundred million`, `minus twelve point five zero`; a value without a finite decimal stays `p/q` in words."""
    value = Fraction(value)
    if value < 0:
        return f"minus {in_words(-value)}"
    text = plain_decimal(value)
    if "/" in text:
        return f"{_whole(value.numerator)} over {_whole(value.denominator)}"
    whole, _, part = text.partition(".")
    spoken = _whole(int(whole))
    return f"{spoken} point {' '.join(_ONES[int(digit)] for digit in part)}" if part else spoken


def shortly_in_chinese(value: Fraction | int) -> str:
    """`6亿`, `6.65亿`, `270.6766万`; nothing for what is below ten thousand."""
    value = Fraction(value)
    for least, name in ((10**8, "亿"), (10**4, "万")):
        if abs(value) >= least:
            return plain_decimal(value / least) + name
    return ""


def _whole(number: int) -> str:
    """A whole number from zero on."""
    groups: list[str] = []
    for name in _GREAT:
        number, group = divmod(number, 1000)
        if group:
            groups.append(_below_thousand(group) + name)
        if not number:
            break
    if number:
        return f"{number:,} quintillion and more"  # no reader lets such a number in
    return ", ".join(reversed(groups)) or _ONES[0]


def _below_thousand(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    parts = [f"{_ONES[hundreds]} hundred"] if hundreds else []
    if rest >= 20:
        tens, ones = divmod(rest, 10)
        parts.append(_TENS[tens - 2] + (f"-{_ONES[ones]}" if ones else ""))
    elif rest:
        parts.append(_ONES[rest])
    return " and ".join(parts)
