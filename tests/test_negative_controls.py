"""`docs/negative-controls.md` is true: every part of the evidence has its guards, and every test it names exists.

So with `docs/faults.md`, the faults that were seen and the tests that hold them.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.test_clauses import NAMED, defined_in

TABLE = Path(__file__).resolve().parent.parent / "docs" / "negative-controls.md"
PARTS = (
    "append-only",
    "roles",
    "journal",
    "anchors",
    "signed papers",
    "approvals",
    "dossier",
    "read log",
    "review",
    "backup",
    "register",
    "lists",
    "requests",
)
COLUMNS = 5
FAULTS = TABLE.with_name("faults.md")
SEEN, CELLS = 32, 6


def faults(text: str) -> list[str]:
    """What is wrong with a table, one sentence each."""
    rows = [
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith(tuple(f"| {part} |" for part in PARTS))
    ]
    wrong = [f"{part} has no row" for part in PARTS if part not in {row[0] for row in rows}]
    for row in rows:
        where = " · ".join(row[:2])
        if len(row) != COLUMNS or not all(row):
            wrong.append(f"{where}: a row has {COLUMNS} cells, none of them empty")
            continue
        for place, cell in (("with", row[3]), ("without", row[4])):
            named = NAMED.findall(cell)
            if not named:
                wrong.append(f"{where}: name the test {place} the guard")
            wrong += [
                f"{where}: {name}::{test} does not exist"
                for name, test in named
                if test not in defined_in(name)
            ]
    return wrong


def test_every_guard_has_a_test_with_it_and_one_without_it() -> None:
    found = faults(TABLE.read_text(encoding="utf-8"))
    if found:
        pytest.fail("docs/negative-controls.md:\n  " + "\n  ".join(found), pytrace=False)


def faults_of_the_list(text: str) -> list[str]:
    """What is wrong with the list of faults seen: each of them has a row, six cells, and tests that exist."""
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in text.splitlines()]
    rows = [row for row in rows if row[0].isdigit()]
    wrong = [
        f"{number} has no row" for number in range(1, SEEN + 1) if str(number) not in {row[0] for row in rows}
    ]
    for row in rows:
        named = NAMED.findall(row[-1])
        if len(row) != CELLS or not all(row) or not named:
            wrong.append(
                f"{row[0]}: a row has {CELLS} cells, none of them empty, and names its tests in the last"
            )
        wrong += [
            f"{row[0]}: {name}::{test} does not exist" for name, test in named if test not in defined_in(name)
        ]
    return wrong


def test_every_fault_that_was_seen_names_the_tests_that_hold_it() -> None:
    text = FAULTS.read_text(encoding="utf-8")
    assert faults_of_the_list(text) == []
    gone = text.replace("test_number_is_read_exactly", "test_nobody_wrote").replace("| 2 |", "| two |")
    assert faults_of_the_list(gone) == [
        "2 has no row",
        "1: tests/terms/test_typed.py::test_nobody_wrote does not exist",
    ]


EXISTING = "`tests/test_negative_controls.py::test_a_faulty_row_is_found`"


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (f"| journal | x | y | {EXISTING} | `tests/test_clauses.py::test_nobody_wrote` |", "does not exist"),
        (f"| journal | x | y | {EXISTING} | none |", "without the guard"),
        (f"| journal | x | y | none | {EXISTING} |", "with the guard"),
        (f"| journal | x | y | {EXISTING} |", "5 cells"),
    ],
)
def test_a_faulty_row_is_found(row: str, fault: str) -> None:
    text = TABLE.read_text(encoding="utf-8")
    assert any(fault in each for each in faults(f"{text}\n{row}\n"))


def test_a_part_without_a_row_is_found() -> None:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    without = "\n".join(line for line in lines if not line.startswith("| read log |"))
    assert "read log has no row" in faults(without)
