"""`docs/threats.md` is true: every attacker of the plan has his row, and what answers him is a test that exists, or said to be open."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.test_clauses import NAMED, defined_in

TABLE = Path(__file__).resolve().parent.parent / "docs" / "threats.md"
COLUMNS = 4
ATTACKERS = frozenset(
    {
        "two clerks, a double click, a retrying proxy",
        "crash, full disk",
        "clerk",
        "officer of A",
        "officer",
        "staff with view rights",
        "developer, shell",
        "database administrator",
        "the agent itself",
        "phisher, session thief",
        "phisher by e-mail",
        "administrator, or the only supervisor",
        "one clerk",
        "any insider",
        "a stranger",
        "uploader",
        "anyone with a text field",
        "operator",
        "tribunal, years later",
    }
)


def faults(text: str) -> list[str]:
    """What is wrong with a table, one sentence each."""
    lines = [line for line in text.splitlines() if line.startswith("| ")][1:]
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines]
    wrong = [f"{who} has no row" for who in sorted(ATTACKERS - {row[0] for row in rows})]
    for row in rows:
        if len(row) != COLUMNS or not all(row):
            wrong.append(f"{row[0]}: a row has {COLUMNS} cells, none of them empty")
            continue
        named = NAMED.findall(row[3])
        if bool(named) == row[3].startswith("open: "):
            wrong.append(f"{row[0]}: name the tests, or say what is open")
        wrong += [f"{row[0]}: {file} has no {test}" for file, test in named if test not in defined_in(file)]
    return wrong


def test_every_attacker_has_his_row_and_every_named_test_exists() -> None:
    assert faults(TABLE.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("| uploader |", "| somebody |", "uploader has no row"),
        ("::test_no_damage_goes_unnoticed", "::test_nobody_wrote", "has no test_nobody_wrote"),
        (
            "| `tests/dossier/test_dossier.py::test_no_damage_goes_unnoticed` |",
            "| perhaps |",
            "name the tests, or say what is open",
        ),
        ("| half a release |", "|", "a row has 4 cells"),
    ],
)
def test_a_table_that_is_not_true_is_found(was: str, becomes: str, said: str) -> None:
    text = TABLE.read_text(encoding="utf-8")
    assert was in text
    assert any(said in fault for fault in faults(text.replace(was, becomes, 1)))
