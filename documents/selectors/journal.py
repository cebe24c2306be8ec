"""Looking through the journal: which events, in which order, of which binders; and whether a chain is whole."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet, TextField
from django.db.models.functions import Cast

from documents.days import begins_at
from documents.journal.heads import Head
from documents.journal.kinds import title_of
from documents.journal.record import heads_of
from documents.journal.verify import first_findings
from documents.models import Binder, Document, Event


@dataclass(frozen=True)
class Search:
    """What a reader looks for; an empty field asks for nothing.

    `since` and `until` are days (both included) of the moment an event was recorded, in the reader's time zone. `text` is a
    number, the beginning of a digest, or words of what was recorded.
    """

    actor: str = ""
    act: str = ""
    subject: str = ""
    since: date | None = None
    until: date | None = None
    text: str = ""


@dataclass(frozen=True)
class ChainStatus:
    """A binder's chain as it was just read: its head, and the sentence of the first fault, if there is one."""

    head: Head
    finding: str

    @property
    def is_whole(self) -> bool:
        return not self.finding


def search_events(binders: Iterable[int], search: Search, *, time_zone: str) -> QuerySet[Event]:
    """The events of these binders that answer the search, newest first; of one binder by number."""
    kept = list(binders)
    events = Event.objects.filter(binder__in=kept).select_related("binder")
    if search.actor:
        events = events.filter(actor_name=search.actor)
    if search.act:
        events = events.filter(kind=search.act)
    if search.subject:
        events = events.filter(
            Q(subject_reference__icontains=search.subject)
            | Q(facts__about__icontains=search.subject)
            | Q(binder__title__icontains=search.subject, subject_type="party")
        )
    if search.since:
        events = events.filter(recorded_at__gte=begins_at(search.since, time_zone))
    if search.until:
        events = events.filter(recorded_at__lt=begins_at(search.until + timedelta(days=1), time_zone))
    if search.text:
        events = _with_text(events, search.text.strip())
    return events.order_by("-number") if len(kept) == 1 else events.order_by("-recorded_at", "-id")


def _with_text(events: QuerySet[Event], text: str) -> QuerySet[Event]:
    """By number or digest where the text can be one, and by words of the event in any case."""
    if text.isascii() and text.isdecimal() and len(text) <= 9:
        # Short digits are a number; a digest is looked for from as many digits as a page shows of one.
        asked = Q(number=int(text)) | Q(digest__startswith=text) if len(text) >= 8 else Q(number=int(text))
        return events.filter(asked)
    # SQLite keeps JSON with \u escapes, PostgreSQL in clear: a Chinese name must be found in both.
    escaped = json.dumps(text)[1:-1]
    words = Q(reason__icontains=text) | Q(actor_name__icontains=text) | Q(actor_capacity__icontains=text)
    words |= Q(digest__startswith=text.replace(" ", "").lower()) | Q(subject_reference__icontains=text)
    casts = {f"{name}_text": Cast(name, TextField()) for name in ("before", "after", "facts", "documents")}
    for name in casts:
        words |= Q(**{f"{name}__icontains": text}) | Q(**{f"{name}__icontains": escaped})
    return events.alias(**casts).filter(words)


def actors_in(binders: Iterable[int]) -> list[str]:
    """The names of everybody who acted in these binders."""
    rows = Event.objects.filter(binder__in=list(binders)).order_by("actor_name")
    return list(rows.values_list("actor_name", flat=True).distinct())


def acts_in(binders: Iterable[int]) -> list[tuple[str, str]]:
    """(kind, title) of every act in these binders, by title."""
    rows = Event.objects.filter(binder__in=list(binders)).order_by("kind")
    kinds = rows.values_list("kind", flat=True).distinct()
    return sorted(((kind, title_of(kind)) for kind in kinds), key=lambda pair: pair[1])


def papers_named(event: Event) -> list[tuple[str, str]]:
    """(title, SHA-256) of the papers an event names; what a damaged event has in their place is left out."""
    named = event.documents if isinstance(event.documents, list) else []
    return [
        (str(paper.get("title", "")), str(paper.get("sha256", "")))
        for paper in named
        if isinstance(paper, dict)
    ]


def papers_of(events: Iterable[Event]) -> dict[tuple[int, str], Document]:
    """The filed documents that these events name, by binder and SHA-256; one query."""
    wanted = {(event.binder_id, sha256) for event in events for _, sha256 in papers_named(event)}
    rows = Document.objects.filter(
        binder__in={binder for binder, _ in wanted}, sha256__in={sha256 for _, sha256 in wanted}
    )
    return {(row.binder_id, row.sha256): row for row in rows.order_by("-id")}


def chain_statuses(binders: Sequence[Binder]) -> list[ChainStatus]:
    """Read the binders' chains from the first event to the last. Takes time with the number of events."""
    found = first_findings(binders)
    heads = heads_of(binders)
    return [ChainStatus(head, found.get(binder.pk, "")) for binder, head in zip(binders, heads, strict=True)]


def events_held(binders: Iterable[int]) -> int:
    """How many events these binders have."""
    counted = Event.objects.filter(binder__in=list(binders)).aggregate(count=Count("id"))
    return int(counted["count"])
