"""Looking through the whole record: which entries of which source, newest first, a page at a time.

A page is found by one query over all sources and begins after a named entry (its moment and key), so that the thousandth page costs
what the first one does. Only then are the entries of that page read.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    BigIntegerField,
    CharField,
    F,
    JSONField,
    Model,
    Q,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import Cast

from documents.days import begins_at
from documents.models import Binder, Event, IdempotencyKey, ReadEntry, WrittenOnce
from documents.selectors.journal import Search, search_events
from documents.selectors.reads import ReadSearch, search_reads
from tranches.models import (
    AmendmentAnswer,
    AmendmentPaperSignature,
    Approval,
    ApprovalRevocation,
    Authorisation,
    AuthorityCheck,
    DispositionAuthorisation,
    DispositionCheck,
    HoldConfirmation,
    PaperSignature,
    Posting,
)
from tranches.notices.models import DisclosureConsent
from tranches.selectors.record.concern import Concern
from tranches.selectors.record.paths import in_binder, rows_about

JOURNAL, APPROVAL, POSTING, HISTORY, READ = "journal", "approval", "posting", "history", "read"
SOURCES = {
    JOURNAL: "Journal",
    APPROVAL: "Approvals",
    POSTING: "Postings",
    HISTORY: "History",
    READ: "Reads",
}
# Where a person says yes or no, or takes it back. What they did to a state is the journal's to tell.
APPROVALS: tuple[type[WrittenOnce], ...] = (
    Approval,
    ApprovalRevocation,
    Authorisation,
    PaperSignature,
    AmendmentAnswer,
    AmendmentPaperSignature,
    AuthorityCheck,
    HoldConfirmation,
    DispositionCheck,
    DispositionAuthorisation,
    DisclosureConsent,
)
# Their rows are entries of their own already, or say nothing a reader could use.
NO_HISTORY = frozenset({Event, IdempotencyKey, Posting, *APPROVALS})

Rows = Callable[[type[Model]], QuerySet[Any]]


@dataclass(frozen=True)
class Reach:
    """What the reader may see: his binders, the read log as far as it is his, and each register's rows by its own doorway."""

    binders: Sequence[int]
    reads: QuerySet[ReadEntry]
    rows_of: Rows
    registers: Sequence[type[Model]]


@dataclass(frozen=True)
class RecordSearch:
    """What is looked for; an empty field asks for nothing. Days are those of `time_zone`, both included.

    `kind` narrows one source: a kind of event, of posting or of reading, or a register's label.
    """

    source: str = ""
    kind: str = ""
    who: str = ""
    binder: Binder | None = None
    concern: Concern | None = None
    since: date | None = None
    until: date | None = None
    text: str = ""
    time_zone: str = "UTC"


@dataclass(frozen=True)
class Key:
    """Which entry: its moment, its source ("history:tranches.tranche") and its key there."""

    at: datetime
    label: str
    pk: int


@dataclass(frozen=True)
class Place:
    """One table to look into: how it is called, what of it answers, and the names of its moment and key."""

    label: str
    rows: QuerySet[Any]
    at: str
    pk: str


def places(reach: Reach, search: RecordSearch) -> list[Place]:
    """The tables that can hold an answer, with the condition on each. At one moment the entries stand in this order."""
    wanted = [search.source] if search.source else list(SOURCES)
    found = []
    if JOURNAL in wanted:
        found.append(Place(JOURNAL, _events(reach, search), "recorded_at", "pk"))
    if APPROVAL in wanted:
        found += [
            Place(_label(APPROVAL, model), _rows(model, reach, search), "recorded_at", "pk")
            for model in APPROVALS
            if search.kind in ("", model._meta.label_lower)
        ]
    if POSTING in wanted:
        rows = _rows(Posting, reach, search)
        rows = rows.filter(kind=search.kind) if search.kind else rows
        found.append(Place(POSTING, rows, "recorded_at", "pk"))
    if HISTORY in wanted:
        found += [
            _history(model, reach, search)
            for model in with_history(reach)
            if search.kind in ("", model._meta.label_lower)
        ]
    if READ in wanted:
        found.append(Place(READ, _reads(reach, search), "read_at", "pk"))
    return found


def with_history(reach: Reach) -> list[type[Model]]:
    """The registers whose histories are entries of the timeline."""
    return [model for model in reach.registers if model not in NO_HISTORY]


def keys_of(
    found: Sequence[Place], *, limit: int, before: Key | None = None, after: Key | None = None
) -> list[Key]:
    """The newest entries, newest first: those older than `before`, or the nearest ones newer than `after`; one query."""
    ranks = {place.label: rank for rank, place in enumerate(found)}
    edge, newer = (after, True) if after is not None else (before, False)
    arms = [_arm(place, ranks[place.label], edge, ranks, newer=newer) for place in found]
    if not arms:
        return []
    union = arms[0].union(*arms[1:], all=True) if len(arms) > 1 else arms[0]
    order = (
        ("record_at", "-record_rank", "record_pk") if newer else ("-record_at", "record_rank", "-record_pk")
    )
    rows = list(union.order_by(*order)[:limit])
    return [Key(at, found[rank].label, pk) for at, rank, pk in (reversed(rows) if newer else rows)]


def _arm(
    place: Place, rank: int, edge: Key | None, ranks: dict[str, int], *, newer: bool
) -> QuerySet[Any, Any]:
    rows = place.rows
    if edge is not None:
        theirs = ranks[edge.label]
        at, way = (f"{place.at}__gte", "gt") if newer else (f"{place.at}__lte", "lt")
        rows = rows.filter(**{at: edge.at})
        if rank == theirs:
            rows = rows.exclude(~Q(**{f"{place.pk}__{way}": edge.pk}), **{place.at: edge.at})
        elif (rank < theirs) != newer:
            rows = rows.exclude(**{place.at: edge.at})
    return (
        rows.order_by()
        .annotate(record_at=F(place.at), record_rank=Value(rank), record_pk=F(place.pk))
        .values_list("record_at", "record_rank", "record_pk")
    )


# --- The condition on each source ----------------------------------------------------------------


def _events(reach: Reach, search: RecordSearch) -> QuerySet[Event]:
    asked = Search(act=search.kind, since=search.since, until=search.until, text=search.text)
    binders = [search.binder.pk] if search.binder else list(reach.binders)
    events = search_events(binders, asked, time_zone=search.time_zone).select_related(None)
    if search.who:
        events = events.filter(actor_name__icontains=search.who)
    if search.concern:
        events = events.filter(search.concern.events(), binder=search.concern.tranche.agreement.binder_id)
    return events


def _reads(reach: Reach, search: RecordSearch) -> QuerySet[ReadEntry]:
    asked = ReadSearch(what=search.kind, since=search.since, until=search.until, text=search.text)
    reads = search_reads(reach.reads, asked, time_zone=search.time_zone).select_related(None)
    if search.who:
        reads = reads.filter(reader_name__icontains=search.who)
    if search.binder:
        reads = reads.filter(binder=search.binder)
    if search.concern:
        tranche = search.concern.tranche
        page = f"Tranche {tranche.number}, {tranche.agreement.reference}"
        reads = reads.filter(
            Q(document__public_id__in=search.concern.documents) | Q(title=page),
            binder=tranche.agreement.binder_id,
        )
    return reads


def _mine(model: type[Model], reach: Reach, search: RecordSearch) -> QuerySet[Any]:
    """The rows of a register by its doorway, narrowed to the binder and the tranche asked for."""
    rows = reach.rows_of(model).order_by().select_related(None)
    if search.binder:
        rows = rows.filter(in_binder(model, search.binder))
    if search.concern:
        rows = rows.filter(rows_about(model, search.concern))
    return rows


def _rows(model: type[WrittenOnce], reach: Reach, search: RecordSearch) -> QuerySet[Any]:
    """Rows that are entries themselves. Who wrote them down stands in them; some name another person as well."""
    rows = _mine(model, reach, search)
    if search.binder or search.concern:
        # A way along a many-to-many join could bring a row twice.
        rows = reach.rows_of(model).order_by().select_related(None).filter(pk__in=rows.values("pk"))
    if search.who:
        named = {field.name for field in model._meta.concrete_fields}
        condition = _by(search.who, model.BY)
        if "person" in named:
            condition |= Q(person__name__icontains=search.who)
        rows = rows.filter(condition)
    return _with_words(_within(rows, model.WHEN, search), model, search.text)


def _history(model: type[Model], reach: Reach, search: RecordSearch) -> Place:
    """The versions of a register's rows; what is written once is its own version."""
    if issubclass(model, WrittenOnce):
        return Place(_label(HISTORY, model), _rows(model, reach, search), model.WHEN, "pk")
    return Place(_label(HISTORY, model), _versions(model, reach, search), "history_date", "history_id")


def _versions(model: type[Model], reach: Reach, search: RecordSearch) -> QuerySet[Any]:
    """Versions of the rows the reader may see."""
    manager = model.history  # type: ignore[attr-defined]
    key = model._meta.pk.attname
    versions = manager.filter(**{f"{key}__in": _mine(model, reach, search).values("pk")})
    if search.who:
        versions = versions.filter(_by(search.who, "history_user"))
    return _with_words(_within(versions, "history_date", search), manager.model, search.text)


def _by(who: str, field: str) -> Q:
    return Q(**{f"{field}__username__icontains": who}) | Q(**{f"{field}__person__name__icontains": who})


def _within(rows: QuerySet[Any], at: str, search: RecordSearch) -> QuerySet[Any]:
    if search.since:
        rows = rows.filter(**{f"{at}__gte": begins_at(search.since, search.time_zone)})
    if search.until:
        ends = begins_at(search.until + timedelta(days=1), search.time_zone)
        rows = rows.filter(**{f"{at}__lt": ends})
    return rows


def _with_words(rows: QuerySet[Any], model: type[Model], text: str) -> QuerySet[Any]:
    """By what stands in any field as text, by the word of a choice, or by a number of shares or the like."""
    text = text.strip()
    if not text:
        return rows
    digits = text.replace(",", "")
    number = int(digits) if digits.isascii() and digits.isdecimal() and len(digits) <= 18 else None
    words, casts = Q(pk__in=()), {}
    for field in model._meta.concrete_fields:
        name = field.name
        if isinstance(field, JSONField):
            # SQLite keeps JSON with \u escapes, PostgreSQL in clear: a Chinese name must be found in both.
            casts[f"{name}_text"] = Cast(name, TextField())
            words |= Q(**{f"{name}_text__icontains": text})
            words |= Q(**{f"{name}_text__icontains": json.dumps(text)[1:-1]})
        elif isinstance(field, CharField | TextField):
            named = [value for value, label in field.flatchoices or () if text.lower() in str(label).lower()]
            words |= Q(**{f"{name}__icontains": text}) | Q(**{f"{name}__in": named})
        elif isinstance(field, BigIntegerField) and number is not None and name != "id":
            words |= Q(**{name: number})
    return rows.alias(**casts).filter(words)


def _label(source: str, model: type[Model]) -> str:
    return f"{source}:{model._meta.label_lower}"
