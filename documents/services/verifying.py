"""Writing down that the record was checked: what was looked at, what came out."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from documents.models import Event, VerificationRun


@transaction.atomic
def write_run(
    *, scope: str, result: str, findings: Sequence[str], made_by: str, now: datetime
) -> VerificationRun:
    """One row for one run. The events are counted by binder, so that a reader is told of his own binders only."""
    heads = (
        Event.objects.order_by("binder__reference").values("binder__reference").annotate(count=Max("number"))
    )
    counted = [{"binder": head["binder__reference"], "count": head["count"]} for head in heads]
    return VerificationRun.objects.create(
        scope=scope[:120],
        result=result,
        findings=len(findings),
        first=findings[0] if findings else "",
        counted=counted,
        made_by=made_by[:120],
        made_at=now,
    )
