"""Figures in and out: exact numbers from text, and text from exact numbers. No float passes through here."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

# Sixty characters and an exponent of two digits: more than any amount of money, too little to exhaust memory.
LONGEST = 60
_DECIMAL = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d{1,2})?", re.ASCII)
_RATIO = re.compile(r"([+-]?\d+)/(\d+)", re.ASCII)
MINUS = "\u2212"
ELLIPSIS = "\u2026"


def parse_decimal(text: str) -> Fraction:
    """Read `665000000`, `-12.50` or `6.65e8` exactly; `ValueError` for all else (NaN, 1,000, １２, blank)."""
    text = text.strip()
    if len(text) > LONGEST or not _DECIMAL.fullmatch(text):
        raise ValueError(text)
    return Fraction(Decimal(text))


def parse_ratio(text: str) -> Fraction:
    """Read a decimal or `p/q` exactly; `ValueError` for all else, a zero denominator included."""
    text = text.strip()
    match = _RATIO.fullmatch(text) if len(text) <= LONGEST else None
    if match is None:
        return parse_decimal(text)
    if int(match[2]) == 0:
        raise ValueError(text)
    return Fraction(int(match[1]), int(match[2]))


def exact(value: Fraction | int) -> str:
    """The canonical text of an exact value: `p/q` in lowest terms, or `p`."""
    return str(Fraction(value))


def plain_decimal(value: Fraction | int) -> str:
    """`600000000.5`: a decimal without separators where one exists, else `p/q`. Reads back to the same value."""
    value = Fraction(value)
    places = _decimal_places(value)
    if places is None:
        return exact(value)
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return f"-{text}" if value < 0 else text


def grouped(value: Fraction | int) -> str:
    """`39,000,000/133` or `3,000,000`, with a true minus sign: for reading, not for parsing."""
    value = Fraction(value)
    text = f"{abs(value.numerator):,}"
    if value.denominator != 1:
        text += f"/{value.denominator:,}"
    return MINUS + text if value < 0 else text


def grouped_decimal(value: Fraction | int) -> str:
    """`47,500,000.5` where a finite decimal exists, else the grouped fraction."""
    text = plain_decimal(value)
    if "/" in text:
        return grouped(value)
    sign = MINUS if text.startswith("-") else ""
    whole, _, rest = text.lstrip("-").partition(".")
    return f"{sign}{int(whole):,}" + (f".{rest}" if rest else "")


def shortened(value: Fraction | int) -> str:
    """`177,018.63…`: cut (never rounded) after two places, the dots saying that more follows."""
    value = Fraction(value)
    if value.denominator == 1:
        return grouped(value)
    hundredths = abs(value.numerator) * 100 // value.denominator
    text = f"{hundredths // 100:,}.{hundredths % 100:02d}"
    dots = "" if Fraction(hundredths, 100) == abs(value) else ELLIPSIS
    return f"{MINUS if value < 0 else ''}{text}{dots}"


def percent(value: Fraction) -> str:
    """`50 %`; a rate without a finite decimal stays a fraction, `1/3`."""
    text = grouped_decimal(value * 100)
    return grouped(value) if "/" in text else f"{text}\u00a0%"


def divided_by(value: Fraction, text: str) -> str:
    """`÷ 805,000,000`: a divisor that prints as a fraction stands in brackets, or it would be read as two divisions."""
    return f"÷ ({text})" if "/" in text and value.denominator != 1 else f"÷ {text}"


def whole_shares(value: Fraction, rounding: str) -> int:
    """Round an entitlement of at least zero to whole shares: `down`, `half_up` or `up`."""
    if rounding == "down":
        return floor(value)
    if rounding == "half_up":
        return floor(value + Fraction(1, 2))
    if rounding == "up":
        return ceil(value)
    raise ValueError(f"unknown rounding {rounding!r}")


def _decimal_places(value: Fraction) -> int | None:
    """How many decimal places write the value exactly; `None` if no number of places does."""
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return max(twos, fives) if rest == 1 else None
