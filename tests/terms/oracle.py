"""A second reading of the arithmetic, written from the text and not from the code.

It thinks in shares where the code thinks in credit, keeps a plain list of (from, to) pairs instead of years that change,
and recomputes what is open from that list each time.
"""

from fractions import Fraction
from itertools import takewhile
from typing import NamedTuple


class Year(NamedTuple):
    """Base, target and actual of one year."""

    base: int
    target: Fraction
    actual: Fraction


def expected(years: dict[int, Year | None], choice: dict[str, object]) -> dict[int, tuple[Fraction, int]]:
    """Exact and whole entitlement by year; `None` stands for a year not known."""
    known = {number: year for number, year in sorted(years.items()) if year is not None}
    unbroken = list(takewhile(lambda number: years[number] is not None, sorted(years)))
    restored: list[tuple[int, int, Fraction, Fraction]] = []
    for giver in unbroken:
        credit = _credit(known[giver], choice)
        takers = [number for number in unbroken if number < giver]
        for taker in takers if choice["offset_order"] == "oldest_first" else reversed(takers):
            got = _restorable(known[giver], known[taker], taker, credit, restored, choice)
            if got:
                spent = got / _shares_per_credit(known[giver], known[taker], choice)
                restored.append((giver, taker, got, spent))
                credit -= spent
    result = {}
    for number, year in known.items():
        total = _own(year) + sum(got for _, taker, got, _ in restored if taker == number)
        result[number] = (total, _rounded(total, str(choice["rounding"])))
    return result


def _own(year: Year) -> Fraction:
    achieved = min(max(year.actual, Fraction(0)), year.target)
    return year.base * achieved / year.target


def _credit(year: Year, choice: dict[str, object]) -> Fraction:
    gate = year.target + year.target * Fraction(str(choice["excess_threshold"]))
    if year.actual <= gate:
        return Fraction(0)
    floor = year.target if choice["excess_base"] == "over_target" else gate
    return (year.actual - floor) * Fraction(str(choice["credit_rate"]))


def _shares_per_credit(giver: Year, taker: Year, choice: dict[str, object]) -> Fraction:
    """How many shares one unit of credit restores."""
    divide_by = giver if choice["offset_denominator"] == "excess_period" else taker
    per_unit = Fraction(divide_by.base) / divide_by.target
    if choice["offset_numerator"] == "full_excess":
        per_unit /= Fraction(str(choice["credit_rate"]))
    return per_unit


def _restorable(
    giver: Year,
    taker: Year,
    number: int,
    credit: Fraction,
    restored: list[tuple[int, int, Fraction, Fraction]],
    choice: dict[str, object],
) -> Fraction:
    rate = _shares_per_credit(giver, taker, choice)
    missing = taker.base - _own(taker) - sum(got for _, to, got, _ in restored if to == number)
    bounds = [credit * rate, missing]
    if choice["offset_limit"] == "revenue":
        short = taker.target - min(max(taker.actual, Fraction(0)), taker.target)
        bounds.append((short - sum(spent for _, to, _, spent in restored if to == number)) * rate)
    return min(bounds)


def _rounded(value: Fraction, mode: str) -> int:
    whole, rest = divmod(value.numerator, value.denominator)
    if mode == "up":
        return whole + (rest > 0)
    if mode == "half_up":
        return whole + (2 * rest >= value.denominator)
    return whole
