"""The tables of both pages as plain values: what each reading gives, and what scenarios give side by side."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tranches.supposing.pages.bars import DifferenceBars
from tranches.supposing.services.comparing import Basis
from tranches.templatetags.desk import Place, day
from tranches.terms.calendar import BusinessCalendar
from tranches.terms.deadlines import release_due_spa
from tranches.terms.readings import Reading
from tranches.terms.sums.compare import Compared, Comparison, Extreme, Outcome, Stated
from tranches.terms.sums.scenarios import Scenario

MOST_COLUMNS = 6


@dataclass(frozen=True)
class Cell:
    """Shares of one tranche under one reading; `css` marks what the reading moves."""

    shares: int
    css: str


@dataclass(frozen=True)
class ReadingRow:
    """One reading of a question."""

    outcome: Outcome
    cells: tuple[Cell, ...]
    bar: tuple[str, str, str] | None


@dataclass(frozen=True)
class Group:
    """One question with its readings."""

    entry: Compared
    rows: tuple[ReadingRow, ...]


@dataclass(frozen=True)
class ReadingsTable:
    """The readings that change the number of shares; `columns` are the tranches shown, `hidden` how many are not."""

    columns: tuple[int, ...]
    hidden: int
    groups: tuple[Group, ...]
    axis: str


def readings_table(comparison: Comparison) -> ReadingsTable:
    """All tranches where they fit; of many only those that a reading moves."""
    moved = [
        number
        for at, number in enumerate(comparison.numbers)
        if any(outcome.moved[at] for entry in comparison.moving for outcome in entry.outcomes)
    ]
    columns = comparison.numbers if len(comparison.numbers) <= MOST_COLUMNS else tuple(moved[:MOST_COLUMNS])
    bars = DifferenceBars.of(comparison)
    places = [comparison.numbers.index(number) for number in columns]
    groups = tuple(
        Group(entry, tuple(_row(outcome, places, bars) for outcome in entry.outcomes))
        for entry in comparison.moving
    )
    return ReadingsTable(columns, len(comparison.numbers) - len(columns), groups, bars.axis_x)


def _row(outcome: Outcome, places: Sequence[int], bars: DifferenceBars) -> ReadingRow:
    cells = tuple(Cell(outcome.shares[at], _moved(outcome.moved[at])) for at in places)
    return ReadingRow(outcome, cells, bars.bar(outcome.difference))


def _moved(difference: int) -> str:
    if not difference:
        return ""
    return "moved" if difference > 0 else "moved moved--down"


def extreme_words(extreme: Extreme) -> str:
    """Which readings make the extreme, in a few words."""
    if not extreme.difference:
        return "as agreed"
    labels = [reading.label for reading in extreme.readings]
    return f"{'; '.join(labels[:2])}{f' and {len(labels) - 2} more' if len(labels) > 2 else ''}"


# --- Questions on which no number of shares hangs ------------------------------------------------


@dataclass(frozen=True)
class Effect:
    """A reading and what it gives, where that can be said now."""

    reading: Reading
    gives: str


@dataclass(frozen=True)
class StatedRow:
    """A question with its chosen reading and the others."""

    entry: Stated
    chosen: Effect
    others: tuple[Effect, ...]


def stated_rows(
    comparison: Comparison, changes: Iterable[str], *, calendar: BusinessCalendar, next_end: date | None
) -> list[StatedRow]:
    """The questions that change a date, an amount, a step or nothing; `next_end` is the end of the year that comes next."""
    wanted = set(changes)
    found = []
    for entry in comparison.others:
        if entry.question.changes in wanted:
            effects = [
                Effect(reading, _gives(comparison, entry.question.name, reading, calendar, next_end))
                for reading in (entry.chosen, *entry.others)
            ]
            found.append(StatedRow(entry, effects[0], tuple(effects[1:])))
    return found


def _gives(
    comparison: Comparison, name: str, reading: Reading, calendar: BusinessCalendar, next_end: date | None
) -> str:
    terms = comparison.terms
    if name == "roll" and next_end is not None:
        due = release_due_spa(terms.with_settings(roll=reading.value), next_end, calendar=calendar)
        return (
            f"{day(due.due_on)} for the year to {day(next_end)}{' (provisional)' if due.provisional else ''}"
        )
    if name == "expiry" and reading.value == "last_year_end":
        return f"not before {day(terms.tranches[-1].ends_on)}"
    if name == "expiry" and reading.value == "all_settled":
        return "on the day the last matter closes"
    return ""


# --- Scenarios side by side ----------------------------------------------------------------------


@dataclass(frozen=True)
class ScenarioRow:
    """One scenario of a file and what becomes of the shares."""

    scenario: Scenario
    released: int
    kept: int
    returned: int | None
    open_shares: int
    places: tuple[Place, ...]


def scenario_rows(basis: Basis, scenarios: Iterable[Scenario], ratio: Fraction) -> list[ScenarioRow]:
    """Each scenario's end, in the order of the file; in the unit of which one share of the terms is `ratio`."""
    rows = []
    for scenario in scenarios:
        found = basis.outlook(scenario.actuals)
        places = (
            Place("recipient", "released", "Released", "", found.released * ratio),
            Place("kept", "kept", "Kept", "", found.kept * ratio),
            Place("held", "held", "Not known", "", found.open_shares * ratio),
        )
        rows.append(
            ScenarioRow(scenario, found.released, found.kept, found.returned, found.open_shares, places)
        )
    return rows
