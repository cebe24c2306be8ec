"""Business days from named calendars (EA 1.1, 3.2): one is a business day only if it is one in all of them.

The days come from the `holidays` package, make-up working days included, and from the deal's corrections, which win.
Where a country moves weekends by yearly notice and the notice is not out, the package silently gives the statutory days
alone: such a day is *provisional*, and whoever shows a date that depends on it says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType

from tranches.terms.agreement_terms import AgreementTerms

ONE_DAY = timedelta(days=1)
# Countries whose working weekends are set by a yearly notice; a year without any has no notice yet.
MOVED_BY_NOTICE = frozenset({"CN"})
# New Year's arrangements of the next notice reach back into the last week of December (as on 29 December 2018).
LAST_WEEK_FROM = 25
LONGEST_COUNT = 10_000
SATURDAY = 5  # as `date.weekday` counts


@dataclass(frozen=True)
class CalendarYear:
    """What a calendar says about one year: the closed days, the working weekend days, the weekend."""

    closed: frozenset[date]
    working: frozenset[date]
    weekend: frozenset[int]
    noticed: bool


@lru_cache(maxsize=1)
def _known_codes() -> frozenset[str]:
    import holidays  # slow to load, and not needed before the first day is counted

    countries = holidays.list_supported_countries(include_aliases=False)
    markets = holidays.list_supported_financial()
    return frozenset(countries) | frozenset(markets)


def known_calendar(code: str) -> bool:
    """Whether the code names a country (`CN`) or a market (`XNYS`, `NYSE`) whose days are known."""
    return code in _known_codes()


@lru_cache(maxsize=1)
def _known_markets() -> frozenset[str]:
    import holidays

    return frozenset(holidays.list_supported_financial())


def known_exchange(code: str) -> bool:
    """Whether the code names a market (`XNAS`, `XHKG`), and not a country."""
    return code in _known_markets()


@lru_cache(maxsize=512)
def calendar_year(code: str, year: int) -> CalendarYear:
    """One year of one calendar. Neighbouring years are asked too: their notices move days across New Year."""
    if not known_calendar(code):
        raise ValueError(f"unknown calendar {code!r}")
    import holidays

    build = (
        holidays.country_holidays
        if code in holidays.list_supported_countries(False)
        else holidays.financial_holidays
    )
    book = build(code, years=range(year - 1, year + 2), expand=False)
    working = frozenset(day for day in book.weekend_workdays if day.year == year)
    closed = frozenset(day for day in book if day.year == year)
    return CalendarYear(
        closed, working, frozenset(book.weekend), bool(working) or code not in MOVED_BY_NOTICE
    )


@dataclass(frozen=True)
class BusinessCalendar:
    """The business days of an agreement: calendars by code, overruled by corrections (date → business day or not)."""

    codes: tuple[str, ...]
    corrections: Mapping[date, bool] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def of(cls, terms: AgreementTerms) -> BusinessCalendar:
        """The calendar that the terms name."""
        corrections = {correction.on: correction.business_day for correction in terms.calendar.corrections}
        return cls(terms.calendar.codes, MappingProxyType(corrections))

    @classmethod
    def of_exchange(cls, terms: AgreementTerms) -> BusinessCalendar:
        """The trading days of the exchange that prices the instrument; without one, every Monday to Friday (SPA 8.2)."""
        return cls((terms.instrument.exchange,) if terms.instrument.exchange else ())

    def is_business_day(self, day: date) -> bool:
        """Whether all calendars are open that day; a correction decides alone."""
        if day in self.corrections:
            return self.corrections[day]
        if not self.codes:
            return day.weekday() < SATURDAY
        return all(_open(calendar_year(code, day.year), day) for code in self.codes)

    def last_until(self, day: date) -> date:
        """The last business day that is not after this day."""
        for _ in range(LONGEST_COUNT):
            if self.is_business_day(day):
                return day
            day -= ONE_DAY
        raise ValueError(f"no business day before {day}")

    def is_provisional(self, day: date) -> bool:
        """Whether an official notice that is not out yet may still change what this day is."""
        if day in self.corrections:
            return False
        years = [day.year]
        if day.month == 12 and day.day >= LAST_WEEK_FROM:
            years.append(day.year + 1)
        return not all(calendar_year(code, year).noticed for code in self.codes for year in years)

    def add_business_days(self, start: date, count: int) -> date:
        """The last day of a period of `count` business days; the day of the event itself is not counted."""
        if not 0 <= count <= LONGEST_COUNT:
            raise ValueError(f"cannot count {count} business days")
        day = start
        while count:
            day += ONE_DAY
            count -= self.is_business_day(day)
        return day

    def business_days_between(self, start: date, end: date) -> int:
        """Business days after `start` up to and including `end`; negative the other way round."""
        if end < start:
            return -self.business_days_between(end, start)
        return sum(
            self.is_business_day(start + timedelta(days=at)) for at in range(1, (end - start).days + 1)
        )

    def roll(self, day: date, convention: str) -> date:
        """Where a deadline on a closed day falls: `following` business day, or `none` (the day itself)."""
        if convention == "none":
            return day
        if convention != "following":
            raise ValueError(f"unknown convention {convention!r}")
        while not self.is_business_day(day):
            day += ONE_DAY
        return day

    def any_provisional(self, start: date, end: date) -> bool:
        """Whether any day from `start` to `end`, both included, is provisional."""
        return any(self.is_provisional(start + timedelta(days=at)) for at in range((end - start).days + 1))


def _open(year: CalendarYear, day: date) -> bool:
    if day in year.working:
        return True
    return day.weekday() not in year.weekend and day not in year.closed
