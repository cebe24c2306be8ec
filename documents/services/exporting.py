"""Handing out the journal as a table. Whoever takes a copy is himself recorded, with what he took."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from documents.actor import Actor
from documents.days import house_day
from documents.journal.canonical import canonical_text
from documents.journal.clock import moment_in, newest_moments
from documents.journal.kinds import title_of
from documents.journal.record import heads_of
from documents.journal.rows import without_rows
from documents.models import Binder, Event
from documents.services.deed import RecordDeed
from documents.tables.exports import Table
from documents.tables.spreadsheets import CSV, write_table

JOURNAL_EXPORTED, TIMELINE_EXPORTED = "journal.exported", "timeline.exported"
HEADING = (
    "Binder",
    "No.",
    "Recorded at (UTC)",
    "Effective on",
    "Actor",
    "Capacity",
    "Factor",
    "Act",
    "Kind",
    "Subject type",
    "Subject",
    "Before → after",
    "Reason",
    "Before",
    "After",
    "Facts",
    "Documents",
    "Digest before it",
    "Digest",
)


@dataclass(frozen=True)
class Copy:
    """What a copy is of ("Journal"), in which form, under which filter in words (label, value), and the kind of its event."""

    title: str
    kind: str
    heading: Sequence[str]
    asked: Sequence[tuple[str, str]]
    form: str = CSV


@transaction.atomic
def take_copy(
    copy: Copy,
    *,
    binders: Iterable[Binder],
    rows: Callable[[], Iterable[Sequence[object]]],
    actor: Actor,
    now: datetime,
) -> Table:
    """Write the rows, and record in each of the binders who took which copy.

    The filter is printed first with the head of each chain as it stood before this act. The binders are locked before the rows
    are asked for, so that what is written is what the heads say. Each event bears the time of its own binder's world, so that no
    simulation's comes to stand in a real one. It names the digest of the file. Of a copy over several
    binders it does not repeat what was asked nor how much was found: that may tell of one deal what another must not know.
    """
    kept = list(Binder.objects.select_for_update().filter(pk__in=[row.pk for row in binders]).order_by("pk"))
    newest = newest_moments(binder.pk for binder in kept)
    moments = {binder.pk: moment_in(binder, now, newest[binder.pk]) for binder in kept}
    heads = heads_of(kept)
    stamp = now.strftime("%Y-%m-%d %H:%M UTC")
    preface: list[Sequence[object]] = [(copy.title, f"exported {stamp} by {actor.name}, {actor.capacity}")]
    preface += [("Filter", *pair) for pair in copy.asked] or [("Filter", "none")]
    preface += [("Head", head.binder_reference, f"{head.count} events", head.digest) for head in heads]
    table = write_table(copy.form, preface, copy.heading, rows(), now=now)
    asked = [f"{label}: {value}" for label, value in copy.asked]
    counted = "events" if copy.kind == JOURNAL_EXPORTED else "entries"
    told = {"filter": asked, counted: table.rows} if len(kept) == 1 else {"over": "several binders"}
    for binder in kept:
        moment = moments[binder.pk]
        RecordDeed(copy.kind, actor, moment, binder).note(
            copy.kind,
            binder,
            effective_on=house_day(moment),
            facts=told | {"form": copy.form, "sha256": table.sha256, "size_bytes": table.size_bytes},
        )
    return table


def export_journal(
    *,
    binders: Iterable[Binder],
    events: QuerySet[Event],
    asked: Sequence[tuple[str, str]],
    in_words: Callable[[Event], str],
    actor: Actor,
    now: datetime,
    form: str = CSV,
) -> Table:
    """A copy of the events, as `take_copy` takes it."""
    return take_copy(
        Copy("Journal", JOURNAL_EXPORTED, HEADING, asked, form),
        binders=binders,
        rows=lambda: (_row(event, in_words(event)) for event in events.iterator(chunk_size=2000)),
        actor=actor,
        now=now,
    )


def _row(event: Event, words: str) -> Sequence[object]:
    return (
        event.binder.reference,
        event.number,
        event.recorded_at.strftime("%Y-%m-%d %H:%M:%S"),
        event.effective_on.isoformat(),
        event.actor_name,
        event.actor_capacity,
        event.factor,
        title_of(event.kind),
        event.kind,
        event.subject_type,
        event.subject_reference,
        words,
        event.reason,
        canonical_text(event.before),
        canonical_text(event.after),
        canonical_text(without_rows(event.facts)),
        canonical_text(event.documents),
        event.previous_digest,
        event.digest,
    )
