"""The start page: what must be done, by when, who keeps whom waiting, and whether the record is sound."""

from datetime import datetime
from typing import Any

from documents.actor import Actor


def start_context(actor: Actor, *, now: datetime) -> dict[str, Any]:
    """What `admin/index.html` shows."""
    return {"now": now, "actor": actor}
