"""No clause of the first deal stands in code or template: kinds, sheets and questions name keys, and the deal file says where."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from documents.journal.kinds import registered
from tests.test_tidy import APPS, ROOT, _files, _text
from tranches.terms.agreement_terms import CLAUSE_KEYS
from tranches.terms.deal.deal_file import load

OF_THE_FIRST_DEAL = re.compile(r"\bSPA\b|\bEA \d|6-K|Kaixin")
REMARKS = re.compile(r"\{#.*?#\}|\{% comment.*?endcomment %\}", re.DOTALL)


def _cited_in_code(source: str) -> list[str]:
    """String literals that cite the first deal; docstrings and comments may name their source."""
    tree = ast.parse(source)
    remarks = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in remarks
        and OF_THE_FIRST_DEAL.search(node.value)
    ]


def _cited_in_template(text: str) -> list[str]:
    return [line for line in REMARKS.sub("", text).splitlines() if OF_THE_FIRST_DEAL.search(line)]


def test_no_literal_and_no_template_cites_the_first_deal() -> None:
    found = []
    for name in _files():
        if not name.startswith((*(f"{app}/" for app in APPS), "templates/")) or {"deals", "demo"} & set(
            name.split("/")
        ):
            continue
        if name.endswith(".py"):
            found += [f"{name}: {text}" for text in _cited_in_code(_text(name))]
        elif name.endswith((".html", ".txt", ".js", ".svg")):
            found += [f"{name}: {text}" for text in _cited_in_template(_text(name))]
    assert not found, "Name a key of the deal's [clauses] instead:\n  " + "\n  ".join(found)


@pytest.mark.parametrize(
    "source",
    [
        'clause = "EA 3.2"',
        'x = f"no pay (SPA 5.2(1)), {y}"',
        'raise RuleViolation("c", "See the 6-K.")',
        'name = "Kaixin"',
    ],
)
def test_the_look_finds_a_citation_in_code(source: str) -> None:
    assert _cited_in_code(source)
    assert not _cited_in_code(f"# {source}\n")


def test_the_look_finds_a_citation_in_a_template() -> None:
    assert _cited_in_template("<p>Ask the others first (SPA 9).</p>")
    assert not _cited_in_template("{# SPA 9 #}<p>Ask the others first.</p>")


def test_every_kind_of_event_names_known_keys() -> None:
    assert not {key for kind in registered() for key in kind.clauses} - set(CLAUSE_KEYS)


def test_another_deal_cites_its_own_clauses_or_none(tmp_path: Path) -> None:
    """Of every kind of event and every question; a key that the deal does not define cites nothing."""
    orchard = (ROOT / "tests/deals/orchard.toml").read_text(encoding="utf-8")
    other = tmp_path / "orchard.toml"
    other.write_text(
        orchard + '\n[clauses]\ntransfer = "Deed 41"\nsafekeeping = "Deed 42"\nrounding = "Schedule 7"\n',
        encoding="utf-8",
    )
    terms = load(other)
    cited = {kind.name: terms.cited(*kind.clauses) for kind in registered()}
    assert cited["release.sent"] == "Deed 41"
    assert cited["claim.recorded"] == "Deed 41, 42"
    assert (cited["report.recorded"], cited["agreement.loaded"]) == ("", "")
    assert (terms.clause("rounding"), terms.clause("expiry")) == ("Schedule 7", "")
    assert not [text for text in cited.values() if OF_THE_FIRST_DEAL.search(text)]
