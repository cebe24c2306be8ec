"""`docs/clauses.md` is true: every clause has a row, every test it names exists, and what does not exist names none."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "docs" / "clauses.md"

# Every clause of the two agreements, recitals included.
SPA = (
    "recital 1",
    "recital 2",
    "recital 3",
    "recital 4",
    "1.1",
    "1.2",
    "1.3",
    "1.4",
    "1.5",
    "1.6",
    "2.1",
    "2.2",
    "3.1",
    "3.2",
    "4.1",
    "4.2",
    "5.1",
    "5.2(1)",
    "5.2(2)",
    "5.3",
    "6",
    "7.1",
    "7.2",
    "7.3",
    "8.1",
    "8.2",
    "8.3",
    "9.1",
    "9.2",
    "10.1",
    "10.2",
    "11.1",
    "11.2",
    "11.3",
    "11.4",
    "11.5",
)
EA = (
    "recital 1",
    "recital 2",
    "recital 3",
    "1.1",
    "1.2",
    "1.3",
    "2",
    "3.1",
    "3.1(a)",
    "3.1(b)",
    "3.2",
    "3.3",
    "4.1",
    "4.2",
    "4.3",
    "4.4",
    "5.1",
    "5.2",
    "6.1",
    "6.2",
    "7.1",
    "7.2",
)
CLAUSES = frozenset(f"SPA {place}" for place in SPA) | frozenset(f"EA {place}" for place in EA)
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
COLUMNS = 5


@dataclass(frozen=True)
class Row:
    """One row of the table; `clause` without what follows the dot."""

    line: int
    clause: str
    cells: tuple[str, ...]

    @property
    def named(self) -> list[tuple[str, str]]:
        return NAMED.findall(self.cells[-1])

    @property
    def is_not_yet(self) -> bool:
        return any(re.search(r"\bnot yet\b", cell, re.IGNORECASE) for cell in (self.cells[2], self.cells[4]))

    @property
    def reason(self) -> str:
        return self.cells[-1].partition("None: ")[2]


def rows_of(text: str) -> list[Row]:
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith(("| SPA ", "| EA ")):
            cells = tuple(cell.strip() for cell in line.strip().strip("|").split("|"))
            found.append(Row(number, cells[0].split(" · ")[0], cells))
    return found


@cache
def defined_in(name: str) -> frozenset[str]:
    """The tests a file defines, by reading it; nothing is imported."""
    file = ROOT / name
    if not file.is_file():
        return frozenset()
    nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8"), filename=name))
    return frozenset(node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def faults(text: str) -> list[str]:
    """What is wrong with a table, one sentence each."""
    rows = rows_of(text)
    wrong = [f"{clause} has no row" for clause in sorted(CLAUSES - {row.clause for row in rows})]
    for row in rows:
        where = f"line {row.line}, {row.cells[0]}"
        if row.clause not in CLAUSES:
            wrong.append(f"{where}: there is no such clause")
        if len(row.cells) != COLUMNS or not all(row.cells):
            wrong.append(f"{where}: a row has {COLUMNS} cells, none of them empty")
            continue
        wrong += [
            f"{where}: {name}::{test} does not exist"
            for name, test in row.named
            if test not in defined_in(name)
        ]
        if row.is_not_yet and row.named:
            wrong.append(f"{where}: what does not exist yet names no test")
        if not row.named and not row.reason and not row.is_not_yet:
            wrong.append(f"{where}: name a test, or give the reason why there is none (“None: …”)")
    told = [row.cells[0] for row in rows]
    wrong += [f"{name} stands twice" for name in sorted({name for name in told if told.count(name) > 1})]
    return wrong


def table() -> str:
    return TABLE.read_text(encoding="utf-8")


def test_every_clause_has_its_row_and_every_test_it_names_exists() -> None:
    found = faults(table())
    if found:
        pytest.fail("docs/clauses.md:\n  " + "\n  ".join(found), pytrace=False)


def test_missing_clause_is_found() -> None:
    without = "\n".join(line for line in table().splitlines() if not line.startswith("| SPA 11.5 |"))
    assert "SPA 11.5 has no row" in faults(without)


NOT_THERE = "tests/test_clauses.py::test_nobody_wrote"


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (f"| EA 2 · x | a | b | c | `{NOT_THERE}` |", "does not exist"),
        ("| EA 2 · x | a | b | c | `tests/no_such_file.py::test_x` |", "does not exist"),
        (
            "| EA 2 · x | a | not yet: b | c | `tests/test_clauses.py::test_missing_clause_is_found` |",
            "names no test",
        ),
        ("| EA 2 · x | a | b | c | – |", "name a test"),
        ("| EA 2 · x | a | b | c |", "5 cells"),
        ("| EA 9.9 | a | b | c | None: no reason |", "no such clause"),
        ("| EA 2 | a | b | c | None: no reason |", "stands twice"),
    ],
)
def test_faulty_row_is_found(row: str, fault: str) -> None:
    found = [each for each in faults(f"{table()}\n{row}\n") if each not in faults(table())]
    assert any(fault in each for each in found), found


def test_row_that_stands_on_something_is_accepted() -> None:
    row = "| EA 2 · x | a | b | c | `tests/test_clauses.py::test_missing_clause_is_found` |"
    assert faults(f"{table()}\n{row}\n") == faults(table())
