"""When was the record last verified, and is that recent enough to rely on?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from documents.models import Binder, VerificationRun

FRESH = timedelta(days=1)
KEPT_HEADS, EVERYTHING = "heads that were kept", "everything"


@dataclass(frozen=True)
class LastVerified:
    """The newest run over the whole record, with the events it counted in the binders that were asked about."""

    run: VerificationRun
    events: int
    is_old: bool

    @property
    def is_clean(self) -> bool:
        return bool(self.run.result == VerificationRun.Result.CLEAN)

    @property
    def is_good(self) -> bool:
        """Clean, and not older than a day."""
        return self.is_clean and not self.is_old


def last_verified(binders: Iterable[Binder], now: datetime) -> LastVerified | None:
    """None while nobody has run all checks: a run over one deal says nothing of the others.

    Of binders not asked about nothing is told, not even how long they are.
    """
    run = VerificationRun.objects.filter(scope=EVERYTHING).first()
    if run is None:
        return None
    asked = {binder.reference for binder in binders}
    events = sum(head["count"] for head in run.counted if head["binder"] in asked)
    return LastVerified(run, events, now - run.made_at > FRESH)
