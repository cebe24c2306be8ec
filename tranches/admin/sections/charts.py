"""Charts as numbers for server-made SVG: target and actual by year, and the strip of deadlines. No float, no style."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor

from documents.days import day_words
from tranches.terms.agreement_terms import TrancheTerms
from tranches.terms.calendar import BusinessCalendar
from tranches.terms.sums.figures import MINUS, shortened

BASE, TOP, LEFT, SLOT, BAR = 228, 32, 44, 145, 38
UNITS = ((10**9, "billion"), (10**6, "million"), (10**3, "thousand"))


@dataclass(frozen=True)
class YearBars:
    """One year's two bars in the chart's coordinates (text, one decimal)."""

    label: str
    middle: str
    target_x: str
    target_y: str
    target_height: str
    target_middle: str
    target_label_y: str
    target: str
    actual_x: str
    actual_y: str
    actual_height: str
    actual_middle: str
    actual_label_y: str
    actual: str
    actual_css: str
    difference: str
    difference_css: str


@dataclass(frozen=True)
class TargetChart:
    """`unit` is what the figures are counted in ("million RMB"); `grid` the lines with their labels."""

    width: int
    unit: str
    metric: str
    label: str
    grid: tuple[tuple[str, str, str], ...]
    years: tuple[YearBars, ...]


def target_chart(
    tranches: Sequence[TrancheTerms], actuals: Mapping[int, Fraction], today: date
) -> TargetChart:
    """The bars of every year; a negative actual stands as a bar of no height with its figure."""
    highest = max([entry.target for entry in tranches] + list(actuals.values()))
    divisor, word = next(((size, word) for size, word in UNITS if highest >= 10 * size), (1, ""))
    step = _nice(highest / divisor / 4)
    top = step * max(ceil(highest / divisor / step), 1)
    scale = Fraction(BASE - TOP) / top
    slots = _slots(len(tranches))
    years = tuple(
        _year(entry, actuals.get(entry.number), divisor, scale, Fraction(LEFT) + slots * at, slots, today)
        for at, entry in enumerate(tranches)
    )
    lines = tuple(
        (
            _tenths(BASE - step * at * scale),
            _tenths(BASE - step * at * scale + Fraction(9, 2)),
            shortened(step * at),
        )
        for at in range(floor(top / step) + 1)
    )
    first = tranches[0]
    unit = f"{word} {first.currency_label}".strip()
    spoken = "; ".join(
        f"{year.label} target {year.target}" + (f", actual {year.actual}" if year.actual else "")
        for year in years
    )
    return TargetChart(
        LEFT + floor(slots * len(tranches)),
        unit,
        first.metric,
        f"Target and actual {first.metric} in {unit}: {spoken}",
        lines,
        years,
    )


def _slots(count: int) -> Fraction:
    """The width of a year: few years share the page, many make it scroll."""
    return Fraction(726, count) if count <= 5 else Fraction(SLOT)


def _year(
    terms: TrancheTerms,
    actual: Fraction | None,
    divisor: int,
    scale: Fraction,
    x: Fraction,
    slot: Fraction,
    today: date,
) -> YearBars:
    target = terms.target / divisor
    middle = x + slot / 2
    left = middle - BAR - 3 if actual is not None else middle - Fraction(BAR, 2)
    target_y = BASE - target * scale
    right = middle + 4
    shown = max(actual / divisor, Fraction(0)) if actual is not None else Fraction(0)
    actual_y = BASE - shown * scale
    difference = None if actual is None else (actual - terms.target) / divisor
    return YearBars(
        label=year_label(terms),
        middle=_tenths(middle),
        target_x=_tenths(left),
        target_y=_tenths(target_y),
        target_height=_tenths(target * scale),
        target_middle=_tenths(left + Fraction(BAR, 2)),
        target_label_y=_tenths(target_y - 7),
        target=shortened(target),
        actual_x=_tenths(right),
        actual_y=_tenths(actual_y),
        actual_height=_tenths(shown * scale),
        actual_middle=_tenths(right + Fraction(BAR, 2)),
        actual_label_y=_tenths(actual_y - 7),
        actual="" if actual is None else shortened(actual / divisor),
        actual_css=_css(difference),
        difference=_words(difference, target, terms, today),
        difference_css={"actual--short": "t-minus", "actual--over": "t-plus"}.get(
            _css(difference), "t-quiet"
        ),
    )


def year_label(terms: TrancheTerms) -> str:
    """`2025/26` for a year across New Year, else its year."""
    if terms.starts_on.year == terms.ends_on.year:
        return str(terms.ends_on.year)
    return f"{terms.starts_on.year}/{terms.ends_on.year % 100:02d}"


def _css(difference: Fraction | None) -> str:
    if not difference:
        return ""
    return "actual--short" if difference < 0 else "actual--over"


def _words(difference: Fraction | None, target: Fraction, terms: TrancheTerms, today: date) -> str:
    if difference is None:
        if terms.starts_on > today:
            return "to come"
        return "running" if terms.ends_on >= today else "not reported"
    if not difference:
        return "on target"
    sign = "+" if difference > 0 else MINUS
    tenths = floor(abs(difference) / target * 1000 + Fraction(1, 2))
    return f"{sign}{shortened(abs(difference))} ({sign}{tenths // 10}.{tenths % 10} %)"


def _nice(value: Fraction) -> Fraction:
    """The next of 1, 2, 2.5, 5 times a power of ten."""
    power = Fraction(1)
    while power * 10 <= value:
        power *= 10
    while power > value > 0:
        power /= 10
    return next(
        (power * factor for factor in (1, 2, Fraction(5, 2), 5, 10) if power * factor >= value), power * 10
    )


def _tenths(value: Fraction | int) -> str:
    tenths = floor(Fraction(value) * 10)
    return f"{'-' if tenths < 0 else ''}{abs(tenths) // 10}.{abs(tenths) % 10}"


# --- The strip of deadlines ----------------------------------------------------------------------


@dataclass(frozen=True)
class Mark:
    """A numbered deadline on the strip."""

    number: int
    x: str
    soon: bool


@dataclass(frozen=True)
class Strip:
    """Days from the Monday of this week on: closed days as (x, width), weeks as (x, label), today, marks."""

    width: int
    label: str
    until: date
    closed: tuple[tuple[str, str], ...]
    weeks: tuple[tuple[str, str, str], ...]
    today_x: str
    marks: tuple[Mark, ...]


def deadline_strip(days: Iterable[date], calendar: BusinessCalendar, today: date, *, weeks: int = 7) -> Strip:
    """The next weeks with their closed days; deadlines beyond the strip are left to the table below it."""
    start = today - timedelta(days=today.weekday())
    count = weeks * 7
    width = Fraction(796, count)
    listed = list(days)
    marks = tuple(
        Mark(at, _tenths(width * (day - start).days + width / 2), (day - today).days <= 3)
        for at, day in enumerate(listed, start=1)
        if today <= day < start + timedelta(days=count)
    )
    closed = tuple(
        (_tenths(width * at), _tenths(width))
        for at in range(count)
        if not calendar.is_business_day(start + timedelta(days=at))
    )
    labels = tuple(
        (_tenths(width * 7 * at), _tenths(width * 7 * at + 3), f"{day.day} {day:%b}")
        for at in range(weeks)
        for day in (start + timedelta(days=7 * at),)
    )
    until = start + timedelta(days=count - 1)
    spoken = (
        ", ".join(f"{listed[mark.number - 1].day} {listed[mark.number - 1]:%B}" for mark in marks) or "none"
    )
    return Strip(
        796,
        f"Calendar from {day_words(start)} to {day_words(until)} with deadlines: {spoken}",
        until,
        closed,
        labels,
        _tenths(width * (today - start).days + width / 2),
        marks,
    )
