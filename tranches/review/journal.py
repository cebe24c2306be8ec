"""The journal: who did what when on which paper, from what to what, and can it be proved?"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from documents.actor import Actor
from documents.journal.kinds import title_of
from documents.journal.record import head_of
from documents.journal.verify import content_agrees
from documents.models import Binder, Document, Event
from documents.selectors.journal import (
    ChainStatus,
    actors_in,
    acts_in,
    chain_statuses,
    events_held,
    papers_named,
    papers_of,
    search_events,
)
from documents.selectors.verifications import last_verified, runs_over
from documents.services.verifying import verify_chains
from documents.subjects import subject_of_event
from tranches.review.forms import JournalFilter
from tranches.review.frame import show
from tranches.review.guard import review_page
from tranches.review.saved import saved_context
from tranches.selectors.agreement.binders import binders_of, time_zone_of
from tranches.selectors.desk.event_words import Change, changes_of, facts_of
from tranches.selectors.desk.subjects import row_of
from tranches.selectors.record.citing import clauses_cited

PAGE = 50
# Up to this many events the chains are read with every page; beyond, when somebody asks.
READ_AT_ONCE = 2000


@dataclass(frozen=True)
class Row:
    """One event as the list shows it."""

    event: Event
    title: str
    clause: str
    subject: str
    changes: list[Change]
    papers: list[tuple[str, str, Document | None]]
    url: str
    anchor: str
    is_open: bool


@dataclass(frozen=True)
class Chip:
    """One filter in force, and the address of the list without it."""

    words: str
    url: str


def filter_of(request_data: QueryDict, actor: Actor) -> JournalFilter:
    """The filter as it was sent, with the choices this reader has."""
    binders = list(binders_of(actor))
    ids = [binder.pk for binder in binders]
    return JournalFilter(request_data, binders=binders, actors=actors_in(ids), acts=acts_in(ids))


def looked_at(form: JournalFilter) -> list[Binder]:
    """The binder asked for, or all of them."""
    return [form.chosen] if form.chosen else list(form.binders.values())


@require_safe
@review_page
def page(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The filtered journal, fifty events a page; one of them may stand open. Wrong filters show no list at all."""
    form = filter_of(request.GET, actor)
    context: dict[str, Any] = {"form": form, "title": "Journal", "clear": reverse("review:journal")}
    if not form.is_valid():
        refused = {"errors": True, "refused": "The journal was not filtered"}
        return show(request, actor, "review/journal.html", context | refused, here="Journal", status=400)
    binders = looked_at(form)
    ids = [binder.pk for binder in binders]
    zone = time_zone_of(actor, form.chosen)
    paginator = Paginator(search_events(ids, form.search, time_zone=zone), PAGE)
    shown = paginator.get_page(request.GET.get("page"))
    rows = _rows(shown.object_list, request)
    opened = next((row.event for row in rows if row.is_open), None)
    context |= {
        "binder": form.chosen,
        "several": len(binders) > 1,
        "rows": rows,
        "opened": _opened(actor, opened) if opened else None,
        "page_obj": shown,
        "chips": [
            Chip(f"{label}: {words}", _address(request, **{name: ""}))
            for name, label, words in form.in_force()
        ],
        "newer": _address(request, page=str(shown.number - 1)) if shown.has_previous() else "",
        "older": _address(request, page=str(shown.number + 1)) if shown.has_next() else "",
        "tz": zone,
        "checked_at": timezone.now(),
        "verify_again": _address(request, verify="1"),
    }
    context |= _chains(
        binders, ids, actor, asked=request.method == "GET" and request.GET.get("verify") == "1"
    )
    context |= saved_context(actor, "journal", form)
    context |= {"verified": last_verified(binders, timezone.now()), "runs": runs_over(binders)}
    return show(request, actor, "review/journal.html", context, here="Journal", binders=binders)


def _chains(binders: list[Binder], ids: list[int], actor: Actor, *, asked: bool) -> dict[str, Any]:
    """What the banner says: the chains as just read, or that nobody has read them yet. A reading that was asked for is written down."""
    held = events_held(ids)
    if not asked and held > READ_AT_ONCE:
        return {
            "read": False,
            "held": held,
            "statuses": [ChainStatus(head_of(binder), "") for binder in binders[:1]],
        }
    read = (
        verify_chains(binders, actor=actor, now=timezone.now())
        if asked and binders
        else chain_statuses(binders)
    )
    statuses = [status for status in read if status.head.count or len(binders) == 1]
    return {
        "read": True,
        "held": held,
        "names": {binder.reference: binder.called for binder in binders},
        "statuses": statuses,
        "broken": [status for status in statuses if not status.is_whole],
    }


def _rows(events: Iterable[Event], request: HttpRequest) -> list[Row]:
    kept = list(events)
    filed, clauses = papers_of(kept), clauses_cited(kept)
    opened = request.GET.get("open", "")
    rows = []
    for event in kept:
        name = f"{event.binder.reference}/{event.number}"
        papers = [
            (title, sha256, filed.get((event.binder_id, sha256))) for title, sha256 in papers_named(event)
        ]
        is_open = name == opened
        anchor = f"event-{event.pk}"
        url = _address(request, open="" if is_open else name)
        rows.append(
            Row(
                event,
                title_of(event.kind),
                clauses[event.pk],
                subject_of_event(event),
                changes_of(event),
                papers,
                f"{url}#{anchor}",
                anchor,
                is_open,
            )
        )
    return rows


def _opened(actor: Actor, event: Event) -> dict[str, Any]:
    """Everything of one event: what was recorded, how it is chained, and the way to the history of what it is about."""
    row = row_of(actor, event.subject_type, event.subject_reference)
    return {
        "facts": facts_of(event),
        "changes": changes_of(event, whole=True),
        "agrees": content_agrees(event),
        "history": reverse("review:history", args=(row._meta.label_lower, row.pk)) if row else "",
    }


def _address(request: HttpRequest, **changed: str) -> str:
    """This list with something changed; an empty value takes it away. But for opening an event, the first page comes again."""
    query = request.GET.copy()
    for name in ("open", "verify", *(() if "open" in changed else ("page",))):
        query.pop(name, None)
    for name, value in changed.items():
        query[name] = value
    for name in [name for name, value in query.items() if not value]:
        del query[name]
    return f"{reverse('review:journal')}?{query.urlencode()}" if query else reverse("review:journal")
