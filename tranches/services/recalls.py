"""Asking the transfer agent to stop, when what a letter rests on no longer stands."""

from datetime import date, datetime

from documents.actor import Actor
from documents.services.recorded import create
from tranches.models import RecallRequest, Release
from tranches.services.journal import note


def ask_back(release: Release, reason: str, *, actor: Actor, now: datetime, day: date) -> RecallRequest:
    """Record the request to the transfer agent not to carry out a letter. The shares stay reserved until it answers."""
    request = create(
        RecallRequest(release=release, reason=reason, requested_on=day, recorded_at=now),
        actor=actor,
        now=now,
        reason=reason,
    )
    note(
        release.agreement,
        "release.recall_requested",
        release,
        actor=actor,
        now=now,
        effective_on=day,
        after={"recall": "requested"},
        reason=reason,
    )
    return request
