"""What is left of older habits: each is counted, the ceiling is the count of today, and only goes down."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LONG = 140


def _read(*patterns: str) -> Iterable[tuple[str, str]]:
    for pattern in patterns:
        for path in sorted(ROOT.glob(pattern)):
            name = path.relative_to(ROOT).as_posix()
            if "/migrations/" not in name and "/.venv/" not in f"/{name}":
                yield name, path.read_text(encoding="utf-8")


@pytest.mark.parametrize(("threaded", "ceiling"), [("actor=actor", 5), ("now=now", 11)])
def test_services_thread_less_and_less(threaded: str, ceiling: int) -> None:
    """Who acts and when is in the deed (`tranches/services/deed.py`)."""
    files = _read(
        "tranches/services/**/*.py",
        "tranches/*/services/*.py",
        "tranches/*/services.py",
        "parties/services/**/*.py",
    )
    found = sum(len(re.findall(rf"\b{threaded}\b", text)) for _, text in files)
    assert found <= ceiling, f"{threaded} stands {found} times in services: take a deed"


def test_doors_name_only_the_answers() -> None:
    """Who sends a form and when is said once, and its key and marks go along by themselves (`documents/acting.py`)."""
    files = _read(
        "tranches/admin/**/*.py",
        "tranches/portal/**/*.py",
        "tranches/review/**/*.py",
        "tranches/supposing/**/*.py",
        "parties/admin/**/*.py",
    )
    threaded = re.compile(r"\b(actor=actor|now=now|(key|marks)=\w+(\.cleaned_data)?\[)")
    found = {name: len(threaded.findall(text)) for name, text in files}
    assert sum(found.values()) <= 22, {name: count for name, count in found.items() if count}


def test_the_formatter_alone_lays_out() -> None:
    mark = "# fmt: " + "skip"
    folders = ("documents", "parties", "tranches", "escrow_site", "tests")
    found = {name: text.count(mark) for name, text in _read(*(f"{folder}/**/*.py" for folder in folders))}
    assert sum(found.values()) <= 20, {name: count for name, count in found.items() if count}


def test_lines_of_templates_can_be_read() -> None:
    found = {
        name: sum(len(line) > LONG for line in text.splitlines())
        for name, text in _read("templates/**/*.html", "*/templates/**/*.html")
    }
    assert sum(found.values()) <= 0, {name: count for name, count in found.items() if count}
