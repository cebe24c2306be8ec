"""Asking the transfer agent to stop, when what a letter rests on no longer stands."""

from datetime import date

from tranches.models import RecallRequest, Release
from tranches.services.deed import Deed


def ask_back(deed: Deed, release: Release, reason: str, *, day: date) -> RecallRequest:
    """Record the request to the transfer agent not to carry out a letter. The shares stay reserved until it answers."""
    request = deed.create(
        RecallRequest(release=release, reason=reason, requested_on=day, recorded_at=deed.now), why=reason
    )
    deed.note(
        "release.recall_requested", release, effective_on=day, after={"recall": "requested"}, reason=reason
    )
    return request
