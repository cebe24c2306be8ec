"""Bars as numbers for server-made SVG. No float and no style: classes of the style sheet say what is what."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from tranches.papers.naming import period_label
from tranches.terms.sums.compare import Comparison
from tranches.terms.sums.figures import grouped_decimal
from tranches.terms.sums.outlook import Outlook, YearOutlook

BASE, TOP, LEFT, BAR = 228, 32, 12, 64
NARROWEST, PAGE = 110, 720


def tenths(value: Fraction | int) -> str:
    """A coordinate with one decimal, cut."""
    found = floor(Fraction(value) * 10)
    return f"{'-' if found < 0 else ''}{abs(found) // 10}.{abs(found) % 10}"


# --- The difference of a reading -----------------------------------------------------------------

DIFF_WIDTH, MARGIN, SLIMMEST = 136, 2, Fraction(5, 2)


@dataclass(frozen=True)
class DifferenceBars:
    """The bars of all readings share one axis: to its left fewer shares than agreed, to its right more."""

    axis: Fraction
    scale: Fraction

    @classmethod
    def of(cls, comparison: Comparison) -> "DifferenceBars":
        differences = [each.difference for entry in comparison.questions for each in entry.outcomes]
        fewer, more = -min(0, *differences), max(0, *differences)
        room = Fraction(DIFF_WIDTH - 2 * MARGIN)
        if not fewer + more:
            return cls(Fraction(DIFF_WIDTH, 2), Fraction(0))
        scale = room / (fewer + more)
        return cls(MARGIN + fewer * scale, scale)

    @property
    def axis_x(self) -> str:
        return tenths(self.axis)

    def bar(self, difference: int) -> tuple[str, str, str] | None:
        """Class, x and width of one difference; none for none. The least is wide enough to be seen."""
        if not difference:
            return None
        width = max(abs(difference) * self.scale, SLIMMEST)
        if difference > 0:
            return "diff-plus", tenths(self.axis), tenths(min(width, DIFF_WIDTH - self.axis))
        start = max(self.axis - width, Fraction(0))
        return "diff-minus", tenths(start), tenths(self.axis - start)


# --- The years to come ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """One stretch of a year's bar; `hatched` for what a later year restored."""

    css: str
    hatched: bool
    y: str
    height: str


@dataclass(frozen=True)
class YearBar:
    """One year: its bar from the bottom up, and the words above and below it."""

    label: str
    x: str
    middle: str
    outline_y: str
    outline_height: str
    known: bool
    parts: tuple[Part, ...]
    above: str
    below: str
    top_y: str


@dataclass(frozen=True)
class OutlookChart:
    """The bars of all years in the chart's coordinates."""

    width: int
    label: str
    years: tuple[YearBar, ...]


def outlook_chart(outlook: Outlook, ratio: Fraction = Fraction(1)) -> OutlookChart:
    """What each tranche gives: released on its own figure, restored later, kept; an outline where nothing is known.

    Its words count in the unit of which one share of the terms is `ratio`.
    """
    count = len(outlook.years)
    slot = max(Fraction(NARROWEST), Fraction(PAGE, count))
    greatest = max(year.terms.shares for year in outlook.years)
    scale = Fraction(BASE - TOP, greatest)
    bars = tuple(_bar(year, LEFT + slot * at, slot, scale, ratio) for at, year in enumerate(outlook.years))
    return OutlookChart(
        2 * LEFT + floor(slot * count), f"Shares by tranche: {_spoken(outlook.years, ratio)}", bars
    )


def _bar(year: YearOutlook, x: Fraction, slot: Fraction, scale: Fraction, ratio: Fraction) -> YearBar:
    middle = x + slot / 2
    top = BASE - year.terms.shares * scale
    known = year.released is not None
    return YearBar(
        label=period_label(year.terms),
        x=tenths(middle - Fraction(BAR, 2)),
        middle=tenths(middle),
        outline_y=tenths(top),
        outline_height=tenths(BASE - top),
        known=known,
        parts=tuple(_parts(year, scale)) if known else (),
        above=_told(year.released, ratio) if known else "not known",
        below=f"{_told(year.kept, ratio)} kept" if year.kept else "",
        top_y=tenths(top - 8),
    )


def _parts(year: YearOutlook, scale: Fraction) -> Iterator[Part]:
    """From the bottom up. Where a paper fixed fewer than the year's own figure gives, nothing is hatched."""
    released, later = year.released or 0, max(year.later or 0, 0)
    y = Fraction(BASE)
    for shares, css, hatched in (
        (released - later, "at-released", False),
        (later, "at-released", True),
        (year.kept or 0, "at-kept", False),
    ):
        if shares > 0:
            height = shares * scale
            y -= height
            yield Part(css, hatched, tenths(y), tenths(height))


def _told(shares: int | None, ratio: Fraction) -> str:
    return grouped_decimal((shares or 0) * ratio)


def _spoken(years: Sequence[YearOutlook], ratio: Fraction) -> str:
    return "; ".join(
        f"{period_label(year.terms)} "
        + (
            f"released {_told(year.released, ratio)}, kept {_told(year.kept, ratio)}"
            if year.released is not None
            else "not known"
        )
        for year in years
    )
