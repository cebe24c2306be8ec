"""Tables that come in as files: all of it or nothing, with every wrong line named, and what was understood to be shown first."""

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Generic, TypeVar

from documents.days import day_words
from documents.errors import RuleViolation
from documents.tables.tables_in import Sheet, read_sheet
from tranches.terms import typed
from tranches.terms.typed import NotUnderstood

T = TypeVar("T")

MOST_ROWS = 5_000
NAMED = 5  # the wrong lines that a refusal names
_FORMULAE = ("=", "+", "-", "@", "\t", "\r")


class WrongCell(ValueError):
    """What is wrong in a line, in words that follow its number; `column` is the cell's number, from 1, where it is one cell."""

    def __init__(self, sentence: str, *, column: int = 0) -> None:
        super().__init__(sentence)
        self.column = column


@dataclass(frozen=True)
class WrongLine:
    """A line that cannot be loaded: its number, the heading of the wrong cell if it is one, and what is wrong."""

    number: int
    column: str
    sentence: str

    def __str__(self) -> str:
        return f"line {self.number}: {self.sentence}"


@dataclass(frozen=True)
class Looked(Generic[T]):
    """A table as it was understood: its rows by line, the lines that are wrong, and how the file was read."""

    heading: tuple[str, ...]
    rows: dict[T, int]
    wrong: tuple[WrongLine, ...]
    sheet: Sheet

    @property
    def in_order(self) -> list[tuple[int, T]]:
        """The rows with their lines, as `require_whole` lets them in."""
        self.require_whole()
        return [(number, row) for row, number in self.rows.items()]

    def require_whole(self) -> None:
        """Refuse the table whole where a line is wrong, none stands there, or there are too many."""
        refuse_lines([str(line) for line in self.wrong])
        if not 0 < len(self.rows) <= MOST_ROWS:
            raise RuleViolation(
                "rows_wrong",
                f"The file must have from 1 to {MOST_ROWS:,} rows under its heading.",
                field="file",
            )


Check = Callable[[Sequence[tuple[int, T]]], Iterable[WrongLine]]


def look_at(
    content: bytes,
    heading: tuple[str, ...],
    read_row: Callable[[list[str]], T],
    *,
    check: Check[T] | None = None,
) -> Looked[T]:
    """Read a table without loading it. `read_row` makes a row of its cells or raises WrongCell; empty lines are passed over.

    `check` finds what is wrong with rows beside each other, once every row is good by itself. Refuses what is no
    table, and another heading.
    """
    sheet = read_sheet(content)
    lines = [
        (number, cells)
        for number, cells in enumerate(sheet.lines, start=1)
        if any(cell.strip() for cell in cells)
    ]
    first = tuple(cell.strip().lower() for cell in lines[0][1]) if lines else ()
    if first != heading:
        raise RuleViolation(
            "heading_wrong",
            f"The first line of the file must be: {','.join(heading)}. Correct it and choose it again.",
            field="file",
        )
    found: dict[T, int] = {}
    wrong: list[WrongLine] = []
    for number, cells in lines[1:]:
        try:
            row = _row(cells, heading, read_row)
            if row in found:
                raise WrongCell(f"the same as line {found[row]}")
        except WrongCell as problem:
            wrong.append(
                WrongLine(number, heading[problem.column - 1] if problem.column else "", str(problem))
            )
        else:
            found[row] = number
    if check is not None and found and not wrong:  # a table without rows is `require_whole`'s to refuse
        wrong = list(check([(number, row) for row, number in found.items()]))
    return Looked(heading, found, tuple(wrong), sheet)


def refuse_lines(wrong: list[str]) -> None:
    """Refuse the whole file where lines of it are wrong."""
    if wrong:
        more = f"; and {len(wrong) - NAMED} more" if len(wrong) > NAMED else ""
        raise RuleViolation(
            "rows_wrong",
            f"Nothing was loaded. {'; '.join(wrong[:NAMED])}{more}. Correct the file.",
            field="file",
        )


def day_cell(text: str, *, today: date, column: int = 0) -> date:
    """A day that is not in the future."""
    try:
        day = typed.day(text).value
    except NotUnderstood as refusal:
        raise WrongCell(_within(refusal.sentence), column=column) from None
    if day > today:
        raise WrongCell(f"{day_words(day)} is in the future", column=column)
    return day


def shares_cell(text: str, *, least: int, column: int = 0) -> int:
    """Whole shares from `least` on."""
    try:
        return typed.shares(text, least=least).value
    except NotUnderstood as refusal:
        raise WrongCell(_within(refusal.sentence), column=column) from None


def number_cell(text: str, *, places: int, example: str, column: int = 0) -> Decimal:
    """An exact number with at most so many decimals."""
    try:
        return typed.number(text, places=places, example=example).value
    except NotUnderstood as refusal:
        raise WrongCell(_within(refusal.sentence), column=column) from None


def text_cell(text: str, what: str, *, longest: int, column: int = 0) -> str:
    """A text that is there, fits, has no control characters, and that no spreadsheet would take for a formula.

    Every kind of space is a space: Chinese keyboards give the ideographic one, copied web pages the one that does not break.
    """
    text = " ".join(
        "".join(" " if unicodedata.category(sign) == "Zs" else sign for sign in text).split(" ")
    ).strip()
    if not 0 < len(text) <= longest:
        raise WrongCell(f"{what} must have from 1 to {longest} characters", column=column)
    if text.startswith(_FORMULAE):
        raise WrongCell(f"“{text[:20]}” looks like a formula", column=column)
    if not text.isprintable():
        raise WrongCell(f"“{text[:20]!a}” has control characters", column=column)
    return text


def _within(sentence: str) -> str:
    """A sentence as it stands inside of another."""
    return sentence.removesuffix(".")


def _row(cells: Sequence[str], heading: tuple[str, ...], read_row: Callable[[list[str]], T]) -> T:
    """A row of its cells; empty cells behind the last column, which spreadsheets write as they like, are none."""
    given = [cell.strip() for cell in cells]
    while len(given) > len(heading) and not given[-1]:
        given.pop()
    if len(given) != len(heading):
        raise WrongCell(f"{len(given)} cells in place of {len(heading)}")
    return read_row(given)


__all__ = [
    "Looked",
    "WrongCell",
    "WrongLine",
    "day_cell",
    "look_at",
    "number_cell",
    "refuse_lines",
    "shares_cell",
    "text_cell",
]
