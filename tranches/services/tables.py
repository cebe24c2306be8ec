"""Tables that come in as CSV files: read strictly, all of it or nothing, with every wrong line named."""

import csv
import io
from collections.abc import Callable
from datetime import date
from typing import TypeVar

from documents.errors import RuleViolation

T = TypeVar("T")

MOST_ROWS = 5_000
MOST_BYTES = 1_000_000
NAMED = 5  # the wrong lines that a refusal names
MOST_SHARES = 10**15
CSV = "text/csv"
_FORMULAE = ("=", "+", "-", "@", "\t", "\r")


class WrongCell(ValueError):
    """What is wrong in a line, in words that follow its number."""


def read_table(
    content: bytes, heading: tuple[str, ...], read_row: Callable[[list[str]], T]
) -> list[tuple[int, T]]:
    """The rows of a CSV file with their line numbers. A byte order mark, any line ends and empty lines are taken.

    `read_row` makes a row of its cells (without outer white space) or raises WrongCell. Refuses another heading, a file too large
    or unreadable, a row that stands there twice, and a file without rows.
    """
    lines = _lines(content)
    first = tuple(cell.strip().lower() for cell in lines[0]) if lines else ()
    if first != heading:
        raise RuleViolation(
            "heading_wrong",
            f"The first line of the file must be: {','.join(heading)}. Correct it and choose it again.",
            field="file",
        )
    found: dict[T, int] = {}
    wrong: list[str] = []
    for number, cells in enumerate(lines[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        try:
            row = _row(cells, len(heading), read_row)
            if row in found:
                raise WrongCell(f"the same as line {found[row]}")
        except WrongCell as problem:
            wrong.append(f"line {number}: {problem}")
        else:
            found[row] = number
    refuse_lines(wrong)
    if not 0 < len(found) <= MOST_ROWS:
        raise RuleViolation(
            "rows_wrong", f"The file must have from 1 to {MOST_ROWS:,} rows under its heading.", field="file"
        )
    return [(number, row) for row, number in found.items()]


def refuse_lines(wrong: list[str]) -> None:
    """Refuse the whole file where lines of it are wrong."""
    if wrong:
        more = f"; and {len(wrong) - NAMED} more" if len(wrong) > NAMED else ""
        raise RuleViolation(
            "rows_wrong",
            f"Nothing was loaded. {'; '.join(wrong[:NAMED])}{more}. Correct the file.",
            field="file",
        )


def day_cell(text: str, *, today: date) -> date:
    """A day that is not in the future."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise WrongCell(f"“{text[:20]}” is no day like 2027-01-29") from None
    if day > today:
        raise WrongCell(f"{day} is in the future")
    return day


def shares_cell(text: str, *, least: int) -> int:
    """Whole shares from `least` on: digits alone."""
    if not (text.isascii() and text.isdigit()) or not least <= int(text[:20]) < MOST_SHARES:
        raise WrongCell(f"“{text[:20]}” is no whole number of shares from {least} on")
    return int(text)


def text_cell(text: str, what: str, *, longest: int) -> str:
    """A text that is there, fits, has no control characters, and that no spreadsheet would take for a formula."""
    if not text or len(text) > longest:
        raise WrongCell(f"{what} must have from 1 to {longest} characters")
    if text.startswith(_FORMULAE) or not text.isprintable():
        raise WrongCell(f"“{text[:20]}” looks like a formula or has control characters")
    return text


def _lines(content: bytes) -> list[list[str]]:
    if len(content) > MOST_BYTES:
        raise RuleViolation(
            "file_too_large", f"The file has more than {MOST_BYTES:,} bytes. Split it.", field="file"
        )
    try:
        text = content.decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        raise RuleViolation(
            "file_unreadable",
            "The file is no CSV in UTF-8. Save it as CSV (UTF-8) and choose it again.",
            field="file",
        ) from None


def _row(cells: list[str], count: int, read_row: Callable[[list[str]], T]) -> T:
    if len(cells) != count:
        raise WrongCell(f"{len(cells)} cells in place of {count}")
    return read_row([cell.strip() for cell in cells])
