"""The agent's fee, year by year of the escrow period (EA 4.4): pure, in whole minor units.

A fee year runs from the day of the first deposit, or its anniversary, to the day before the next one. A broken year is charged
in full, and so entered as it begins; or by days, and so entered only when its length is known: at its end or the period's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

FULL_YEAR, BY_DAYS = "full_year", "by_days"


@dataclass(frozen=True)
class FeeYear:
    """One year of the fee: its days (both inclusive), how many of the full year's they are, and the fee in minor units."""

    number: int
    starts_on: date
    ends_on: date
    days: int
    year_days: int
    amount_minor: int

    @property
    def is_broken(self) -> bool:
        """Whether fewer days than the whole year are charged."""
        return self.days != self.year_days


def anniversary(start: date, years: int) -> date:
    """The same day so many years later; 29 February becomes 28 February in a common year."""
    try:
        return start.replace(year=start.year + years)
    except ValueError:
        return start.replace(year=start.year + years, day=28)


def next_fee_day(*, broken_year: str, begins_on: date, on: date) -> tuple[int, date]:
    """The first fee year that falls due on the day or after it, with that day: its first one in full, its last one by days."""
    number = 1
    while True:
        following = anniversary(begins_on, number)
        day = (
            anniversary(begins_on, number - 1) if broken_year == FULL_YEAR else following - timedelta(days=1)
        )
        if day >= on:
            return number, day
        number += 1


def fee_years(
    *, yearly_minor: int, broken_year: str, begins_on: date, ended_on: date | None, on: date
) -> tuple[FeeYear, ...]:
    """The years whose fee is due for entry on a day, in order.

    `begins_on` is the first deposit, `ended_on` the day the last share left escrow (none while it runs). Charged in full, a year
    is there from its first day; by days, from its last one. Refuses (ValueError) a period that ends before it begins.
    """
    if broken_year not in (FULL_YEAR, BY_DAYS):
        raise ValueError(f"a broken year is charged in full or by days, not {broken_year!r}")
    if ended_on is not None and ended_on < begins_on:
        raise ValueError("the escrow period cannot end before it begins")
    found: list[FeeYear] = []
    while True:
        number = len(found) + 1
        first, following = anniversary(begins_on, number - 1), anniversary(begins_on, number)
        last = following - timedelta(days=1)
        if first > on or (ended_on is not None and first > ended_on):
            return tuple(found)
        year_days = (following - first).days
        if broken_year == BY_DAYS:
            last = last if ended_on is None else min(last, ended_on)
            if last > on:
                return tuple(found)
        days = (last - first).days + 1
        found.append(
            FeeYear(number, first, last, days, year_days, share_of(yearly_minor, days=days, of=year_days))
        )


def share_of(amount_minor: int, *, days: int, of: int) -> int:
    """So many days' part of a yearly amount, rounded half up once, to whole minor units."""
    return (2 * amount_minor * days + of) // (2 * of)
