"""Writing the journal: one event per act, chained per binder, in the transaction of the act."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from documents.actor import Actor
from documents.journal.canonical import GENESIS, VERSION, event_digest, plain
from documents.journal.clock import CLOCK_CONFIRMED, moment_in, refuse_ahead
from documents.journal.heads import Head
from documents.journal.kinds import kind as registered_kind
from documents.models import Binder, Document, Event


def head_of(binder: Binder) -> Head:
    """The binder's newest number and digest."""
    return heads_of([binder])[0]


def heads_of(binders: Sequence[Binder]) -> list[Head]:
    """The heads of many binders, in their order; one query, which looks at the newest event of each."""
    newest = Event.objects.filter(binder=OuterRef("pk")).order_by("-number")
    rows = Binder.objects.filter(pk__in=[binder.pk for binder in binders]).order_by()
    found = {
        pk: (number, digest)
        for pk, number, digest in rows.values_list(
            "pk", Subquery(newest.values("number")[:1]), Subquery(newest.values("digest")[:1])
        )
        if number is not None
    }
    return [Head(binder.reference, *found.get(binder.pk, (0, GENESIS))) for binder in binders]


def record(
    *,
    binder: Binder,
    kind: str,
    subject: tuple[str, str],
    actor: Actor,
    effective_on: date,
    now: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    facts: Mapping[str, Any] | None = None,
    documents: Iterable[Document] = (),
    reason: str = "",
) -> Event:
    """Append one event to the binder's chain and return it.

    Must run inside the transaction of the act, so that neither stands without the other. The binder's row is the lock of its
    chain. Refuses an unregistered kind and any value without a canonical form, a moment ahead of the clock, and a clock that was
    set back (`documents.journal.clock`).
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an event is recorded in the transaction of its act")
    registered_kind(kind)
    binder = Binder.objects.select_for_update().get(pk=binder.pk)
    newest = (
        Event.objects.filter(binder=binder).order_by("-number").values_list("number", "digest", "recorded_at")
    )
    count, previous, recorded_at = newest.first() or (0, GENESIS, None)
    refuse_ahead(binder, now, timezone.now())
    moment = now if kind == CLOCK_CONFIRMED else moment_in(binder, now, recorded_at)
    columns: dict[str, Any] = {
        "number": count + 1,
        "version": VERSION,
        "kind": kind,
        "subject_type": subject[0],
        "subject_reference": subject[1],
        "actor_id_text": actor.id_text,
        "actor_name": actor.name,
        "actor_capacity": actor.capacity,
        "factor": actor.factor,
        "effective_on": effective_on,
        "recorded_at": moment,
        "before": plain(dict(before or {})),
        "after": plain(dict(after or {})),
        "facts": plain(dict(facts or {})),
        "documents": [
            {"sha256": paper.sha256, "title": paper.title, "kind": paper.kind} for paper in documents
        ],
        "reason": reason,
        "previous_digest": previous,
    }
    event = Event(
        binder=binder, digest=event_digest(binder_reference=binder.reference, columns=columns), **columns
    )
    event.save(force_insert=True)
    return event
