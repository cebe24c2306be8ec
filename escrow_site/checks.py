"""Start-up checks: the walls stand, and every transition has its line in the policy."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

from documents import walls


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
