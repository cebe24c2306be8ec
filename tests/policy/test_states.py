"""The written table of acts and states, the start-up check that holds policy and machines together, and who writes a state."""

from __future__ import annotations

import ast
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from escrow_site import checks
from tranches.policy import POLICY
from tranches.selectors import states

ROOT = Path(__file__).resolve().parents[2]

# Typed by hand from the reading ("Life of a tranche") and issue 2: what the machines must be.
TRANCHE = {
    ("pending", "report_received"),
    ("report_received", "instructed"),
    ("instructed", "report_received"),
    ("pending", "instructed"),
    ("disputed", "instructed"),
    ("instructed", "released"),
    ("deducted", "released"),
    ("instructed", "deducted"),
    ("pending", "disputed"),
    ("report_received", "disputed"),
    ("instructed", "disputed"),
    ("deducted", "disputed"),
    ("disputed", "pending"),
    ("disputed", "report_received"),
    ("disputed", "deducted"),
    ("released", "instructed"),
    ("deducted", "instructed"),
    ("released", "deducted"),
}
INSTRUCTION = {
    ("draft", "submitted"),
    ("submitted", "approved"),
    ("draft", "approved"),
    ("approved", "submitted"),
    ("submitted", "rejected"),
    ("draft", "withdrawn"),
    ("submitted", "withdrawn"),
    ("approved", "withdrawn"),
    ("draft", "superseded"),
    ("submitted", "superseded"),
    ("approved", "superseded"),
    ("approved", "executed"),
    ("executed", "approved"),
}
RELEASE = {
    ("authorised", "sent"),
    ("sent", "confirmed"),
    ("sent", "partly_confirmed"),
    ("sent", "refused"),
    ("sent", "recalled"),
    ("authorised", "recalled"),
}


AMENDMENT = {
    ("draft", "submitted"),
    ("submitted", "signed"),
    ("submitted", "rejected"),
    ("signed", "in_force"),
    ("draft", "withdrawn"),
    ("submitted", "withdrawn"),
    ("signed", "withdrawn"),
}


@pytest.mark.parametrize(
    ("machine", "expected"),
    [("tranche", TRANCHE), ("instruction", INSTRUCTION), ("release", RELEASE), ("amendment", AMENDMENT)],
)
def test_the_machines_are_those_of_the_reading(machine: str, expected: set[tuple[str, str]]) -> None:
    found = {(edge.source, target) for edge in states.edges(machine) for target in edge.targets}
    assert found == expected


def test_only_a_wrong_delivery_that_came_back_leaves_released_and_nothing_of_it_is_disputed() -> None:
    leaving = {edge.name for edge in states.edges("tranche") if edge.source == "released"}
    assert leaving == {"reopen", "keep_again"}
    walking = {event for event, act in POLICY.items() if act.edges & {f"tranche.{name}" for name in leaving}}
    assert walking == {"check_recovery", "lift_hold", "lift_own_suspension"}


def test_the_written_table_is_what_the_code_does() -> None:
    written = (ROOT / "docs" / "states.md").read_text(encoding="utf-8")
    assert written == states.as_markdown(), "write it anew: manage.py states > docs/states.md"


def test_the_command_prints_the_written_table() -> None:
    printed = StringIO()
    call_command("states", stdout=printed)
    assert printed.getvalue() == states.as_markdown()


def test_every_edge_has_its_act_and_every_named_edge_exists() -> None:
    assert checks.every_edge_has_its_act() == []


def test_an_edge_without_an_act_is_a_start_up_error(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = {event: replace(act, edges=act.edges - {"tranche.deduct"}) for event, act in POLICY.items()}
    monkeypatch.setattr(states, "POLICY", lines)
    assert [(found.id, found.msg) for found in checks.every_edge_has_its_act()] == [
        ("desk.E002", "No act of the policy may walk tranche.deduct.")
    ]


def test_a_missing_line_is_a_start_up_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        states, "POLICY", {event: act for event, act in POLICY.items() if event != "send_release"}
    )
    assert [found.msg for found in checks.every_edge_has_its_act()] == [
        "No act of the policy may walk release.send."
    ]


def test_a_line_with_an_edge_that_does_not_exist_is_a_start_up_error(monkeypatch: pytest.MonkeyPatch) -> None:
    act = POLICY["allocate"]
    monkeypatch.setattr(
        states, "POLICY", {**POLICY, "allocate": replace(act, edges=frozenset({"tranche.teleport"}))}
    )
    assert [(found.id, found.msg.rpartition(" ")[2]) for found in checks.every_edge_has_its_act()] == [
        ("desk.E003", "tranche.teleport.")
    ]


# --- One writer of state -------------------------------------------------------------------------


def _transition_calls(source: str) -> list[int]:
    """Lines that call a transition method on anything: `tranche.instruct()`, or hold one to call it later."""
    names = {edge.name for machine in states.MACHINES for edge in states.edges(machine)}
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in names
        and not node.args
        and not node.keywords
    ]


def test_nobody_calls_a_transition_but_the_one_writer() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for app in ("documents", "parties", "tranches", "escrow_site")
        for path in sorted((ROOT / app).rglob("*.py"))
        if "migrations" not in path.parts
        for line in _transition_calls(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_the_writer_itself_walks_by_name_only() -> None:
    """`moving.move` takes the edge's name from its caller, so every walk is one that the policy has seen."""
    source = (ROOT / "tranches/services/moving.py").read_text(encoding="utf-8")
    assert "transition_method()" in source
    assert _transition_calls(source) == []


@pytest.mark.parametrize("source", ["tranche.instruct()", "x.y.complete()", "release.send()"])
def test_the_search_finds_what_it_looks_for(source: str) -> None:
    assert _transition_calls(source) == [1]
