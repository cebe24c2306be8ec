"""What the pages for whoever carries on point to exists: each path, test folder and module that they name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
GUIDES = (
    "README.md",
    "CONTRIBUTING.md",
    "docs/architecture.md",
    "docs/keeping.md",
    "docs/recipes.md",
    "docs/faults.md",
)
NAMED = re.compile(
    r"`((?:documents|parties|tranches|escrow_site|tests|docs|templates)/[\w/.*-]+)"
    r"|\]\(((?!https?:)[\w/.-]+)\)"
    r"|(?<=[ `])(tests/[\w/.]+)"
    r"|python -m ([\w.]+)"
)


def missing(text: str, folder: Path) -> list[str]:
    """What the text names that is not there; links are read from the page's own folder, paths from the root."""
    found = []
    for path, link, test, module in NAMED.findall(text):
        if link:
            there = (folder / link).exists()
        elif module:
            there = module in ("pytest", "venv") or (ROOT / (module.replace(".", "/") + ".py")).is_file()
        else:
            name = (path or test).rstrip(".")
            there = bool(list(ROOT.glob(name)))
        if not there:
            found.append(path or link or test or module)
    return found


@pytest.mark.parametrize("name", GUIDES)
def test_a_guide_names_only_what_exists(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert len(NAMED.findall(text)) >= 1
    assert missing(text, (ROOT / name).parent) == []


def test_what_is_gone_is_found() -> None:
    """The negative control."""
    text = "See [this](docs/nowhere.md), `tranches/services/nothing.py`, `pytest tests/nothing`, `python -m tests.tools.none`."
    assert missing(text, ROOT) == [
        "docs/nowhere.md",
        "tranches/services/nothing.py",
        "tests/nothing",
        "tests.tools.none",
    ]
