"""Start-up checks: the walls stand, and every transition has its line in the policy."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

from documents import walls
from tranches.selectors import states


@register(Tags.database)
def walls_stand(*, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Every registered trigger exists, is enabled and is what we wrote (`check --database default`)."""
    return [
        Error(
            sentence,
            hint="Run manage.py migrate --skip-checks, which raises the walls again, and find out who took it down.",
            id="desk.E001",
        )
        for alias in databases or []
        for sentence in walls.findings(connections[alias])
    ]


@register()
def every_edge_has_its_act(**_: Any) -> list[CheckMessage]:
    """Every edge of every state machine is named by an act of the policy, and the policy names no edge that does not exist."""
    found: list[CheckMessage] = [
        Error(
            f"No act of the policy may walk {edge}.",
            hint="Give it a line in tranches/policy.py, or take the transition off the model.",
            id="desk.E002",
        )
        for edge in states.unlisted_edges()
    ]
    found += [
        Error(
            f"The policy names an edge that no state machine has: {edge}.",
            hint="Correct the name in tranches/policy.py; the edges are the transitions of the models.",
            id="desk.E003",
        )
        for edge in states.unknown_edges()
    ]
    return found
