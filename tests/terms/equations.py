"""Reads what a derivation prints as a stranger would, by the rules of school, and says where it does not hold.

Shares no code with `tranches.terms`: `÷` and `/` are the same division, from left to right; `→` is no equation; `…` cuts off digits.
"""

from __future__ import annotations

import re
from fractions import Fraction
from math import ceil, floor

_TOKEN = re.compile(r"\s*(?:(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(…)?|(.))", re.ASCII)
_RELATIONS = re.compile(r" ([=≤≥<>→]) ")
_CENT = Fraction(1, 100)


class Printed:
    """An expression as printed: its least value, and whether digits after it were cut off."""

    def __init__(self, text: str) -> None:
        self._tokens = [(found[1], found[3]) for found in _TOKEN.finditer(text) if found[0].strip()]
        self.is_cut = "…" in text
        self.value = self._sum()
        if self._tokens:
            raise ValueError(f"{text!r} is not an expression")

    def _next(self) -> str:
        return self._tokens[0][1] or "" if self._tokens else ""

    def _take(self) -> tuple[str, str]:
        return self._tokens.pop(0)

    def _sum(self) -> Fraction:
        negative = self._next() == "−" and bool(self._take())
        total = -self._product() if negative else self._product()
        while self._next() in ("+", "−") and self._next():
            total += self._product() if self._take()[1] == "+" else -self._product()
        return total

    def _product(self) -> Fraction:
        product = self._atom()
        while self._next() in ("×", "÷", "/") and self._next():
            product = product * self._atom() if self._take()[1] == "×" else product / self._atom()
        return product

    def _atom(self) -> Fraction:
        digits, sign = self._take()
        if sign == "(":
            value = self._sum()
            if self._take()[1] != ")":
                raise ValueError("a bracket is not closed")
        else:
            value = Fraction(digits.replace(",", ""))
        while self._next() in ("%", "\u00a0"):
            value = value / 100 if self._take()[1] == "%" else value
        return value

    def equals(self, value: Fraction) -> bool:
        """Whether the figure stands for this value; a cut one is the value without its further digits."""
        if not self.is_cut:
            return self.value == value
        return abs(value) - _CENT < abs(self.value) < abs(value)


def untrue(working: str, result: str, *, label: str = "", rounding: str = "") -> str:
    """What does not hold of `working` and the `result` beside it, or nothing.

    An equation or a term ends in the result, rounded to whole shares where `rounding` names how. A comparison gives the smaller
    side where it is of credit, which the caller checks; here only that it is true.
    """
    parts = _RELATIONS.split(_bare(working, label))
    members = [Printed(part) for part in parts[::2]]
    last = members[0].value
    for left, sign, right in zip(members, parts[1::2], members[1:], strict=False):
        holds = {
            "=": right.equals(last),
            "≤": left.value <= right.value,
            "≥": left.value >= right.value,
            "<": left.value < right.value,
            ">": left.value > right.value,
            "→": True,
        }[sign]
        if not holds:
            return f"{working}: {sign} does not hold"
        last = last if right.is_cut else right.value
    if any(sign in "≤≥<>" for sign in parts[1::2]):
        return ""
    stated = Printed(_bare(result, label))
    if rounding:
        last = Fraction(
            {"down": floor, "up": ceil, "half_up": lambda x: floor(x + Fraction(1, 2))}[rounding](last)
        )
    return "" if stated.equals(last) else f"{working} is not {result}"


def _bare(text: str, label: str) -> str:
    return text.removeprefix(f"{label} ").replace("\u00a0%", "%")
