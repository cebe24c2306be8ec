"""`docs/asvs.md` is true: every requirement has exactly one row, what is met names tests that exist, and the counts are right."""

from __future__ import annotations

from collections import Counter
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import pytest

from tests.test_clauses import NAMED, defined_in

TABLE = Path(__file__).resolve().parent.parent / "docs" / "asvs.md"
STANDS = ("met", "untested", "partly", "not met", "operator", "not applicable")
# The requirements of levels 1 and 2 by section, as the published table of version 5.0.0 numbers them.
LEVEL_2 = {
    "V1.1": "1 2",
    "V1.2": "1 2 3 4 5 6 7 8 9",
    "V1.3": "1 2 3 4 5 6 7 8 9 10 11",
    "V1.4": "1 2 3",
    "V1.5": "1 2",
    "V2.1": "1 2 3",
    "V2.2": "1 2 3",
    "V2.3": "1 2 3 4",
    "V2.4": "1",
    "V3.2": "1 2",
    "V3.3": "1 2 3 4",
    "V3.4": "1 2 3 4 5 6",
    "V3.5": "1 2 3 4 5",
    "V3.7": "1 2",
    "V4.1": "1 2 3",
    "V4.2": "1",
    "V4.3": "1 2",
    "V4.4": "1 2 3 4",
    "V5.1": "1",
    "V5.2": "1 2 3",
    "V5.3": "1 2",
    "V5.4": "1 2 3",
    "V6.1": "1 2 3",
    "V6.2": "1 2 3 4 5 6 7 8 9 10 11 12",
    "V6.3": "1 2 3 4",
    "V6.4": "1 2 3 4",
    "V6.5": "1 2 3 4 5",
    "V6.6": "1 2 3",
    "V6.8": "1 2 3 4",
    "V7.1": "1 2 3",
    "V7.2": "1 2 3 4",
    "V7.3": "1 2",
    "V7.4": "1 2 3 4 5",
    "V7.5": "1 2",
    "V7.6": "1 2",
    "V8.1": "1 2",
    "V8.2": "1 2 3",
    "V8.3": "1",
    "V8.4": "1",
    "V9.1": "1 2 3",
    "V9.2": "1 2 3 4",
    "V10.1": "1 2",
    "V10.2": "1 2",
    "V10.3": "1 2 3 4",
    "V10.4": "1 2 3 4 5 6 7 8 9 10 11",
    "V10.5": "1 2 3 4 5",
    "V10.6": "1 2",
    "V10.7": "1 2 3",
    "V11.1": "1 2",
    "V11.2": "1 2 3",
    "V11.3": "1 2 3",
    "V11.4": "1 2 3 4",
    "V11.5": "1",
    "V11.6": "1",
    "V12.1": "1 2 3",
    "V12.2": "1 2",
    "V12.3": "1 2 3 4",
    "V13.1": "1",
    "V13.2": "1 2 3 4 5",
    "V13.3": "1 2",
    "V13.4": "1 2 3 4 5",
    "V14.1": "1 2",
    "V14.2": "1 2 3 4",
    "V14.3": "1 2 3",
    "V15.1": "1 2 3",
    "V15.2": "1 2 3",
    "V15.3": "1 2 3 4 5 6 7",
    "V16.1": "1",
    "V16.2": "1 2 3 4 5",
    "V16.3": "1 2 3 4",
    "V16.4": "1 2 3",
    "V16.5": "1 2 3",
    "V17.1": "1",
    "V17.2": "1 2 3 4",
    "V17.3": "1 2",
}
LEVEL_3 = ("V2.3.5", "V7.5.3", "V8.3.2", "V15.4.2")  # those that the assurance plan asks for besides


@cache
def requirements() -> tuple[str, ...]:
    return (
        *(f"{section}.{number}" for section, numbers in LEVEL_2.items() for number in numbers.split()),
        *LEVEL_3,
    )


def faults(text: str) -> list[str]:
    """What is wrong with a table, one sentence each."""
    rows = [
        [cell.strip() for cell in line.strip("| ").split(" | ")]
        for line in text.splitlines()
        if line.startswith("| V")
    ]
    found, counted = [], Counter[str]()
    patterns = [(pattern.strip(), row[1]) for row in rows for pattern in row[0].split(",")]
    for name in requirements():
        standing = [stands for pattern, stands in patterns if fnmatchcase(name, pattern)]
        counted.update(standing)
        if len(standing) != 1:
            found.append(f"{name} has {len(standing)} rows")
    for pattern, _ in patterns:
        if not any(fnmatchcase(name, pattern) for name in requirements()):
            found.append(f"{pattern}: there is no such requirement")
    for row in rows:
        if len(row) != 4 or row[1] not in STANDS:
            found.append(f"{row[0]}: a row has four cells, and the second is one of {', '.join(STANDS)}")
            continue
        named = NAMED.findall(row[3])
        if (row[1] == "met" and not named) or (named and row[1] not in ("met", "partly")):
            found.append(f"{row[0]}: what is met names its tests, and what is not met names none")
        found += [f"{row[0]}: {file} has no {test}" for file, test in named if test not in defined_in(file)]
    told = ", ".join(f"{counted[name]} {name}" for name in STANDS)
    return found if told in text else [*found, f"the head does not say: {told}"]


def test_level_2_has_as_many_requirements_as_were_published() -> None:
    assert len(requirements()) == 253 + len(LEVEL_3)


def test_every_requirement_has_one_row_and_every_named_test_exists() -> None:
    assert faults(TABLE.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("| V2.3.4 |", "| V2.3.3 |", "V2.3.4 has 0 rows"),
        ("| V2.3.4 |", "| V2.3.99 |", "V2.3.99: there is no such requirement"),
        ("::test_lots_recorded_at_once", "::test_nobody_wrote", "has no test_nobody_wrote"),
        ("| V5.4.3 | not met |", "| V5.4.3 | met |", "what is met names its tests"),
        (" untested, ", " untested , ", "the head does not say"),
    ],
)
def test_a_table_that_is_not_true_is_found(was: str, becomes: str, said: str) -> None:
    text = TABLE.read_text(encoding="utf-8")
    assert was in text
    assert any(said in fault for fault in faults(text.replace(was, becomes)))
