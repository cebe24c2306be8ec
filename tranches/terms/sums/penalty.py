"""The penalty for late release, day by day (SPA 8.2): pure and exact; money is rounded once, at the end.

A day of delay is a day after the due day that began with shares still unreleased: released on the day after the due day is
one day late. Each day adds its rate of the value of the shares then unreleased, unless a decision leaves the day out, and
never more than the cap leaves; what was added is not taken back when the value falls. A day on which the
exchange is closed has the last close before it; a trading day without a close is missing, never taken as one without trading.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from math import floor

from tranches.terms.agreement_terms import PenaltyTerms
from tranches.terms.errors import TermsError

ONE_DAY = timedelta(days=1)
NAMED = 5  # the days that a sentence names


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


def close_on(
    prices: Mapping[date, Fraction], day: date, *, last_traded: Callable[[date], date]
) -> tuple[date, Fraction]:
    """The close of the day, or of the last trading day before it; refuses where that day has none on record."""
    found = _valued_by(prices, day, last_traded)
    if found not in prices:
        raise _without([found])
    return found, prices[found]


def _valued_by(prices: Mapping[date, Fraction], day: date, last_traded: Callable[[date], date]) -> date:
    """The day whose close values this one: the last until it that had trading, or that has a close on record all the same."""
    return max(last_traded(day), max((known for known in prices if known <= day), default=date.min))


@dataclass(frozen=True)
class Valued:
    """Which closes value a delay, for the rate and for the cap: each day's or the due day's.

    `last_traded` is the last trading day of the exchange until a day.
    """

    value: str
    cap: str
    prices: Mapping[date, Fraction]
    last_traded: Callable[[date], date]

    def __post_init__(self) -> None:
        if self.value not in ("each_day", "due_day") or self.cap not in ("that_day", "due_day"):
            raise ValueError(f"unknown reading of value or cap: {self.value!r}, {self.cap!r}")

    def missing(self, day: date, due_on: date) -> list[date]:
        """The closes that the day's penalty needs and that are not on record."""
        needed = {
            day if self.value == "each_day" else due_on,
            day if self.cap == "that_day" else due_on,
        }
        found = {_valued_by(self.prices, each, self.last_traded) for each in needed}
        return [each for each in found if each not in self.prices]

    def of(self, day: date) -> tuple[date, Fraction]:
        return close_on(self.prices, day, last_traded=self.last_traded)


def unpriced(
    *,
    by: Valued,
    due_on: date,
    until: date,
    shares: int,
    released: Mapping[date, int],
    excused: Collection[date] = (),
) -> tuple[date | None, tuple[date, ...]]:
    """The first day of delay that cannot be valued, and every trading day until `until` whose close is missing."""
    first: date | None = None
    missing: set[date] = set()
    day = due_on + ONE_DAY
    while day <= until and _left(shares, released, day) > 0:
        found = () if day in excused else by.missing(day, due_on)
        if found and first is None:
            first = day
        missing.update(found)
        day += ONE_DAY
    return first, tuple(sorted(missing))


def penalty(
    *,
    terms: PenaltyTerms,
    by: Valued,
    due_on: date,
    until: date,
    shares: int,
    released: Mapping[date, int],
    excused: Collection[date] = (),
) -> Penalty:
    """What the delay of `shares` comes to for the days after `due_on` up to and including `until`.

    `released` are the shares that went out by day. Refuses, naming them, trading days without a closing price on record: what a
    day was worth is not to be guessed.
    """
    _, missing = unpriced(
        by=by, due_on=due_on, until=until, shares=shares, released=released, excused=excused
    )
    if missing:
        raise _without(missing)
    runs: list[Run] = []
    total, day = Fraction(0), due_on + ONE_DAY
    at_first = _left(shares, released, day)
    while day <= until:
        left = _left(shares, released, day)
        if left <= 0:
            break
        run = Run(day, day, left, None, None, Fraction(0), is_excused=True, is_capped=False)
        if day not in excused:
            price_of, price = by.of(day if by.value == "each_day" else due_on)
            bound = by.of(day if by.cap == "that_day" else due_on)[1]
            most = terms.cap * bound * (left if by.cap == "that_day" else at_first)
            step = terms.rate_per_day * price * left
            added = max(Fraction(0), min(step, most - total))
            total += added
            run = Run(day, day, left, price, price_of, added, is_excused=False, is_capped=added < step)
        _append(runs, run)
        day += ONE_DAY
    return Penalty(due_on, until, tuple(runs))


def without_close(days: Sequence[date]) -> str:
    """The trading days whose close is missing, as a sentence names them: the first of them, and how many more."""
    named = [f"{day.day} {day:%B %Y}" for day in days[:NAMED]]
    if len(days) > NAMED:
        return f"{', '.join(named)} and {len(days) - NAMED} more"
    return " and ".join(filter(None, (", ".join(named[:-1]), named[-1])))


def _without(days: Sequence[date]) -> TermsError:
    what = "this trading day" if len(days) == 1 else f"these {len(days)} trading days"
    sentence = (
        f"No closing price is on record for {what}: {without_close(days)}. Record it first; where the share did not trade "
        f"that day, record the last close with the notice that says so as its source."
    )
    return TermsError("no_closing_price", sentence, "prices", days[0].isoformat())


def _left(shares: int, released: Mapping[date, int], day: date) -> int:
    """The shares still unreleased when the day began."""
    return shares - sum(count for on, count in released.items() if on < day)


def _append(runs: list[Run], run: Run) -> None:
    """Lengthen the last run where nothing changed; a day that the cap cuts short in part stands alone."""
    last = runs[-1] if runs else None
    same = ("shares", "price", "price_of", "is_excused", "is_capped")
    alike = last is not None and all(getattr(last, name) == getattr(run, name) for name in same)
    if last is not None and alike and (not run.is_capped or last.added == run.added == 0):
        runs[-1] = replace(last, ends_on=run.ends_on, added=last.added + run.added)
        return
    runs.append(run)
