"""The penalty for late release, day by day (SPA 8.2): pure and exact; money is rounded once, at the end.

A day of delay is a day after the due day that began with shares still unreleased: released on the day after the due day is
one day late. Each day adds its rate of the value of the shares then unreleased, unless a decision leaves the day out, and
never more than the cap leaves; what was added is not taken back when the value falls. A day without trading has the last
close before it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from math import floor

from tranches.terms.agreement_terms import PenaltyTerms
from tranches.terms.errors import TermsError

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Run:
    """Days of delay in a row on which nothing changed. `price_of` is the day whose close was used; excused days have none."""

    starts_on: date
    ends_on: date
    shares: int
    price: Fraction | None
    price_of: date | None
    added: Fraction
    is_excused: bool
    is_capped: bool

    @property
    def days(self) -> int:
        return (self.ends_on - self.starts_on).days + 1


@dataclass(frozen=True)
class Penalty:
    """What a delay comes to until a day, exactly, with the runs of days it is made of."""

    due_on: date
    until: date
    runs: tuple[Run, ...]

    @property
    def exact(self) -> Fraction:
        return sum((run.added for run in self.runs), Fraction(0))

    @property
    def days(self) -> int:
        """The days that count."""
        return sum(run.days for run in self.runs if not run.is_excused)

    @property
    def days_excused(self) -> int:
        return sum(run.days for run in self.runs if run.is_excused)

    @property
    def is_capped(self) -> bool:
        return any(run.is_capped for run in self.runs)

    def minor(self, places: int) -> int:
        """The sum in whole minor units, rounded half up once."""
        return floor(self.exact * 10**places + Fraction(1, 2))


def due_day(start: str, *, release_due: date, transfer_due: date | None) -> date:
    """The day after which the penalty runs: the later or the earlier of the two deadlines, of those that run.

    The transfer's clock does not run before every document is at hand; then the release deadline alone counts.
    """
    known = [release_due] if transfer_due is None else [release_due, transfer_due]
    if start not in ("later_deadline", "earlier_deadline"):
        raise ValueError(f"a penalty runs from the later or the earlier deadline, not {start!r}")
    return max(known) if start == "later_deadline" else min(known)


def close_on(prices: Mapping[date, Fraction], day: date) -> tuple[date, Fraction]:
    """The close of the day, or the last one before it; refuses where there is none."""
    found = max((known for known in prices if known <= day), default=None)
    if found is None:
        sentence = (
            f"No closing price is on record for {day.day} {day:%B %Y} or any day before it. Record it first."
        )
        raise TermsError("no_closing_price", sentence, "prices", day.isoformat())
    return found, prices[found]


def penalty(
    *,
    terms: PenaltyTerms,
    value: str,
    cap: str,
    due_on: date,
    until: date,
    shares: int,
    released: Mapping[date, int],
    prices: Mapping[date, Fraction],
    excused: Collection[date] = (),
) -> Penalty:
    """What the delay of `shares` comes to for the days after `due_on` up to and including `until`.

    `released` are the shares that went out by day; `value` and `cap` choose each day's close or the due day's. Refuses with the
    sentence a day without a close on or before it.
    """
    if value not in ("each_day", "due_day") or cap not in ("that_day", "due_day"):
        raise ValueError(f"unknown reading of value or cap: {value!r}, {cap!r}")
    runs: list[Run] = []
    total, day = Fraction(0), due_on + ONE_DAY
    at_first = shares - sum(count for on, count in released.items() if on <= due_on)
    while day <= until:
        left = shares - sum(count for on, count in released.items() if on < day)
        if left <= 0:
            break
        run = Run(day, day, left, None, None, Fraction(0), is_excused=True, is_capped=False)
        if day not in excused:
            price_of, price = close_on(prices, day if value == "each_day" else due_on)
            bound = close_on(prices, day if cap == "that_day" else due_on)[1]
            most = terms.cap * bound * (left if cap == "that_day" else at_first)
            step = terms.rate_per_day * price * left
            added = max(Fraction(0), min(step, most - total))
            total += added
            run = Run(day, day, left, price, price_of, added, is_excused=False, is_capped=added < step)
        _append(runs, run)
        day += ONE_DAY
    return Penalty(due_on, until, tuple(runs))


def _append(runs: list[Run], run: Run) -> None:
    """Lengthen the last run where nothing changed; a day that the cap cuts short in part stands alone."""
    last = runs[-1] if runs else None
    same = ("shares", "price", "price_of", "is_excused", "is_capped")
    alike = last is not None and all(getattr(last, name) == getattr(run, name) for name in same)
    if last is not None and alike and (not run.is_capped or last.added == run.added == 0):
        runs[-1] = replace(last, ends_on=run.ends_on, added=last.added + run.added)
        return
    runs.append(run)
