"""A sample of the mass trial `python -m tests.tools.wild_requests --requests 20000`: no request is answered with a fault of ours."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.conf import settings

from tests import worlds
from tests.doors.visitors import Route, routes, strangers, visitors
from tests.doors.wild import Wild
from tests.worlds import World
from tranches.review import journal

STAGE = worlds.submitted
REQUESTS = 300
ACTS = ("record_report", "record_deposit", "prepare_instruction", "record_meeting", "load_position")


@pytest.fixture(autouse=True)
def then(world: World, clock: Callable[[datetime], None], monkeypatch: pytest.MonkeyPatch) -> None:
    clock(world.now)
    monkeypatch.setattr(settings, "VAULT_ROOT", world.vault)
    strangers(world)


def with_forms(route: Route) -> bool:
    """Where the forms of the sample come from."""
    return "/acts/" in route.pattern or (
        not route.pattern.startswith(("/desk/tranches/", "/desk/documents/"))
        and "history" not in route.pattern
    )


@pytest.mark.slow
def test_no_wild_request_is_answered_with_a_fault(world: World) -> None:
    wild = Wild(visitors(), routes(world), list(ACTS), seed=20251202)
    wild.read_forms(with_forms)
    assert len(wild.forms) > 25
    wild.run(REQUESTS)
    assert wild.faults == []
    assert sum(wild.answers.values()) == REQUESTS
    assert {200, 302, 400, 403, 404, 405, 422} <= set(wild.answers), wild.answers


def test_fault_is_seen_where_there_is_one(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: a view that breaks is reported with its place."""

    def broken(*_: object, **__: object) -> None:
        raise ValueError("a mistake of ours")

    monkeypatch.setattr(journal, "show", broken)
    wild = Wild({"compliance": visitors()["compliance"]}, routes(world), [], seed=1)
    wild._ask("compliance", "GET", "/review/", "", lambda client: client.get("/review/"))
    assert [(fault.who, fault.address) for fault in wild.faults] == [("compliance", "/review/")]
    assert "a mistake of ours" in wild.faults[0].where
