"""What a person typed, or a loaded table holds: one reader a kind of value, exact, and never a guess.

Each reader answers with the value and with how it was understood, in words; what can be read in two ways, or in none, is
`NotUnderstood` with a sentence that says what to type. Numbers are grouped rightly or not at all: `1,234,567` is a number and
`12,34` is not. No float passes through here, and the length is checked on the very text that is converted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Generic, TypeVar

from tranches.terms.spoken import in_words, shortly_in_chinese
from tranches.terms.sums.figures import LONGEST, grouped, grouped_decimal, percent, plain_decimal

T = TypeVar("T")

MOST_DIGITS = 18  # before the point: more than any amount of money has, and than any number of shares
MOST_SHARES = 10**15
MOST_PLACES = 6
SHOWN = 40  # how much of a text a sentence repeats

# What keyboards and spreadsheets give for a digit or sign that has an ASCII form of one meaning. Not NFKC: it makes 10² a 102.
_SAME = str.maketrans(
    {chr(0xFF10 + digit): str(digit) for digit in range(10)}
    | dict(zip("，．＋－−﹣（）％／：", ",.+---()%/:", strict=True))
    | dict.fromkeys("\u00a0\u2007\u2008\u2009\u200a\u202f\u3000\t", " ")
    | {"’": "'", "億": "亿", "萬": "万", "Ｅ": "E", "ｅ": "e"}
)
_DIGITS = r"(?:\d+|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,2}(?: \d{3})+|[1-9]\d{0,2}(?:'\d{3})+)"
_NUMBER = re.compile(
    rf"(?P<sign>[+-]?) ?(?P<whole>{_DIGITS})(?:\.(?P<part>\d+))?(?:[eE](?P<power>[+-]?\d{{1,2}})| ?(?P<unit>[万亿]))?",
    re.ASCII,
)
_POWERS = {"万": 4, "亿": 8}
_DAY = re.compile(
    r"(\d{4})(?:-(\d{1,2})-|/(\d{1,2})/|\.(\d{1,2})\.|年 ?(\d{1,2})月 ?)(\d{1,2})日?(?:[ T]00:00(?::00)?)?",
    re.ASCII,
)
_DAY_LAST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)
_DAY_NAMED = re.compile(
    r"(\d{1,2})\.? ([A-Za-z]{3,9})\.? (\d{4})|([A-Za-z]{3,9})\.? (\d{1,2}),? (\d{4})", re.ASCII
)
_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_RATIO = re.compile(r"(\d{1,18}) ?/ ?(\d{1,18})", re.ASCII)


class NotUnderstood(ValueError):
    """A text that is no value of its kind, or that could be two; `sentence` says what to type."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


@dataclass(frozen=True)
class Understood(Generic[T]):
    """A value, how it is written here (`600,000,000`), and the same in words (`six hundred million`)."""

    value: T
    shown: str
    words: str
    chinese: str = ""

    @property
    def sentence(self) -> str:
        """`600,000,000: six hundred million (6亿)`."""
        beside = f" ({self.chinese})" if self.chinese else ""
        return f"{self.shown}: {self.words}{beside}"


def plain(text: str) -> str:
    """The text with full-width digits and signs, and every kind of space, as the plain ones."""
    return text.translate(_SAME).strip()


def number(
    text: str, *, places: int = MOST_PLACES, digits: int = MOST_DIGITS, example: str = "900000000"
) -> Understood[Decimal]:
    """An exact number with at most `places` decimals and `digits` digits before the point; below zero by sign or in parentheses."""
    typed = _short(text, "number")
    negative = typed.startswith("(") and typed.endswith(")")
    inside = typed[1:-1].strip() if negative else typed
    found = _NUMBER.fullmatch(inside)
    if found is None or (negative and found["sign"]):
        raise _why_no_number(typed, example)
    part = found["part"] or ""
    if (
        part == "000"
        and not found["power"]
        and not found["unit"]
        and 0 < len(found["whole"].lstrip("0")) <= 3
    ):
        one = int(found["whole"])
        raise NotUnderstood(
            "not_clear", f"“{typed[:SHOWN]}” can be {one} or {one},000. Type {one} or {one}000."
        )
    whole = re.sub(r"[ ,']", "", found["whole"])
    power = int(found["power"] or 0) + _POWERS.get(found["unit"], 0)
    value = Decimal(
        f"{'-' if negative or found['sign'] == '-' else ''}{whole}{'.' * bool(part)}{part}E{power}"
    )
    exact = Fraction(value)
    if abs(exact) >= 10**digits:
        raise NotUnderstood(
            "too_large", f"“{typed[:SHOWN]}” has more than {digits} digits before the point. Check it."
        )
    if (exact * 10**places).denominator != 1:
        least = "no decimals" if places == 0 else f"at most {places} decimals"
        raise NotUnderstood(
            "too_fine", f"“{typed[:SHOWN]}” is too fine: type it with {least}, such as {example}."
        )
    # Written out, so that what follows never meets an exponent or the zeros somebody typed in front.
    written = Decimal(plain_decimal(exact))
    return Understood(written, grouped_decimal(exact), in_words(exact), shortly_in_chinese(exact))


def shares(text: str, *, least: int = 0) -> Understood[int]:
    """Whole shares from `least` on; a point is refused, whatever stands behind it."""
    typed = _short(text, "number of shares")
    try:
        found = number(typed, example="3000000")
    except NotUnderstood as refusal:
        if refusal.code == "comma_for_point":
            raise NotUnderstood(
                refusal.code,
                f"In “{typed[:SHOWN]}” a comma or point does not stand between thousands. Type whole shares with digits only.",
            ) from None
        if refusal.code in ("not_clear", "grouping", "too_large"):
            raise
        raise _no_shares(typed, least) from None
    unit = typed[-1:] in _POWERS or "e" in typed.lower()
    if found.value != int(found.value) or ("." in typed and not unit) or int(found.value) < least:
        raise _no_shares(typed, least)
    whole = int(found.value)
    if whole >= MOST_SHARES:
        raise NotUnderstood(
            "too_large", f"“{typed[:SHOWN]}” is more shares than any register counts. Check it."
        )
    return Understood(whole, grouped(whole), f"{found.words} share{'' if whole == 1 else 's'}", found.chinese)


def figure(
    text: str, *, unit: str, places: int = MOST_PLACES, digits: int = MOST_DIGITS, example: str = "900000000"
) -> Understood[Decimal]:
    """A number with its unit: money of a currency, or what else a report counts. The unit may be typed in front or behind."""
    typed = _short(text, "amount")
    bare = typed
    for name in filter(None, {unit, *_SIGNS.get(unit, ())}):
        if bare.upper().startswith(name.upper()):
            bare = bare[len(name) :].strip()
        elif bare.upper().endswith(name.upper()):
            bare = bare[: -len(name)].strip()
    found = number(bare, places=places, digits=digits, example=example)
    named = f"{unit} " if unit else ""
    return Understood(found.value, named + found.shown, named + found.words, found.chinese)


money = figure  # money is a figure whose unit is a currency


def percentage(text: str) -> Understood[Fraction]:
    """A part: `0.01 %`, `1/5` or `0.0001`; what was understood is said as per cent."""
    typed = _short(text, "percentage")
    ratio = _RATIO.fullmatch(typed)
    if ratio is not None and int(ratio[2]):
        value = Fraction(int(ratio[1]), int(ratio[2]))
    elif typed.endswith("%"):
        value = Fraction(number(typed[:-1].strip(), places=MOST_DIGITS, example="0.01 %").value) / 100
    else:
        value = Fraction(number(typed, places=MOST_DIGITS, example="0.01 %").value)
    return Understood(value, percent(value), f"{in_words(value * 100)} per cent")


def day(text: str) -> Understood[date]:
    """A day: `2027-01-29`, `2027/1/29`, `2027年1月29日`, `29 January 2027`. Refuses `01/02/2027`, which is two days."""
    typed = _short(text, "day")
    found, named = _DAY.fullmatch(typed), _DAY_NAMED.fullmatch(typed)
    try:
        if found is not None and ("年" in typed) == ("日" in typed):
            month = next(filter(None, found.groups()[1:5]))
            return _understood_day(date(int(found[1]), int(month), int(found[6])))
        if named is not None:
            word = (named[2] or named[4]).lower()
            matches = [at for at, name in enumerate(_MONTHS, start=1) if name.startswith(word)]
            if len(matches) == 1:
                return _understood_day(date(int(named[3] or named[6]), matches[0], int(named[1] or named[5])))
    except ValueError:
        raise NotUnderstood(
            "no_day",
            f"“{typed[:SHOWN]}” is no day of the calendar. Enter the day as YYYY-MM-DD, and check it.",
        ) from None
    raise _why_no_day(typed)


_SIGNS = {
    "CNY": ("RMB", "¥", "￥", "元"),
    "RMB": ("CNY", "¥", "￥", "元"),
    "USD": ("US$", "$"),
    "HKD": ("HK$",),
    "EUR": ("€",),
}


def _short(text: str, what: str) -> str:
    """The plain text; refused while it is still text where it is longer than anything that is meant."""
    if len(text) > LONGEST:
        raise NotUnderstood(
            "too_long", f"“{text[:20]}…” has {len(text):,} characters and is no {what}. Check it."
        )
    typed = plain(text)
    if not typed:
        raise NotUnderstood("blank", f"There is no {what}. Type one.")
    return typed


def _why_no_number(typed: str, example: str) -> NotUnderstood:
    """Say what is wrong with a text that is no number: the comma, the grouping, or all of it."""
    shown = typed[:SHOWN]
    points = re.fullmatch(r"([+-]?\d{1,3})((?:\.\d{3})+)(?:,(\d+))?", typed, re.ASCII)
    comma = re.fullmatch(r"([+-]?[\d ]+),(\d+)", typed, re.ASCII)
    if points is not None and (points[3] or points[2].count(".") > 1):
        meant = (points[1] + points[2]).replace(".", "") + (f".{points[3]}" if points[3] else "")
        what = (
            "a comma stands where a decimal point is meant" if points[3] else "points stand between thousands"
        )
        return NotUnderstood("comma_for_point", f"In “{shown}” {what}. Type {meant} if that is meant.")
    if comma is not None:
        meant = f"{comma[1].replace(' ', '')}.{comma[2]}"
        return NotUnderstood(
            "comma_for_point",
            f"In “{shown}” a comma stands where a decimal point is meant. Type {meant} if that is meant.",
        )
    if re.fullmatch(r"[+-]?[\d., ']+", typed, re.ASCII):
        return NotUnderstood(
            "grouping",
            f"In “{shown}” the digits are not grouped by three. Type it without commas and spaces, such as {example}.",
        )
    return NotUnderstood(
        "not_a_number", f"“{shown}” is no number. Enter the amount with digits only, such as {example}."
    )


def _no_shares(typed: str, least: int) -> NotUnderstood:
    from_on = f" from {least} on" if least else ""
    return NotUnderstood(
        "not_whole",
        f"“{typed[:SHOWN]}” is no whole number of shares{from_on}. Enter whole shares, digits only, such as 3000000.",
    )


def _understood_day(found: date) -> Understood[date]:
    return Understood(
        found,
        found.isoformat(),
        f"{found:%A}, {found.day} {found:%B %Y}",
        f"{found.year}年{found.month}月{found.day}日",
    )


def _why_no_day(typed: str) -> NotUnderstood:
    last = _DAY_LAST.fullmatch(typed)
    if last is None:
        return NotUnderstood(
            "no_day", f"“{typed[:SHOWN]}” is no day. Enter the day as YYYY-MM-DD, such as 2028-12-18."
        )
    first, second, year = int(last[1]), int(last[2]), last[3]
    meant = [
        f"{year}-{month:02}-{on:02}"
        for on, month in ((first, second), (second, first))
        if 1 <= month <= 12 and 1 <= on <= 31
    ]
    ways = " or ".join(dict.fromkeys(meant)) or "YYYY-MM-DD"
    return NotUnderstood(
        "not_clear",
        f"“{typed[:SHOWN]}” does not say which is the day and which the month. Enter the day as YYYY-MM-DD: {ways}.",
    )


__all__ = ["NotUnderstood", "Understood", "day", "figure", "money", "number", "percentage", "plain", "shares"]
