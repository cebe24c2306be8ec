"""Writing down that the record was checked: what was looked at, what came out."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from documents.actor import Actor
from documents.database.reader import as_house
from documents.models import Binder, Event, VerificationRun
from documents.selectors.journal import ChainStatus, chain_statuses


@as_house
@transaction.atomic
def write_run(
    *,
    scope: str,
    result: str,
    findings: Sequence[str],
    made_by: str,
    now: datetime,
    binders: Sequence[Binder] | None = None,
) -> VerificationRun:
    """One row for one run. The events are counted by binder (all, or those looked at), so that a reader is told of his own only."""
    events = (
        Event.objects.all()
        if binders is None
        else Event.objects.filter(binder__in=[row.pk for row in binders])
    )
    heads = events.order_by("binder__reference").values("binder__reference").annotate(count=Max("number"))
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


def verify_chains(binders: Sequence[Binder], *, actor: Actor, now: datetime) -> list[ChainStatus]:
    """Read the chains because somebody asked, and write down that he did and what came out: of these binders, and no check but this."""
    statuses = chain_statuses(binders)
    found = [status.finding for status in statuses if status.finding]
    write_run(
        scope=f"chain of {binders[0].reference}"
        if len(binders) == 1
        else f"chains of {len(binders)} binders",
        result=VerificationRun.Result.FOUND if found else VerificationRun.Result.CLEAN,
        findings=found,
        made_by=actor.name,
        now=now,
        binders=binders,
    )
    return statuses
