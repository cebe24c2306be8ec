"""Taking a copy of a list as it is filtered: CSV, XLSX or JSON. The taking is recorded in each binder it comes from."""

from collections.abc import Iterator, Sequence

from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_POST

from documents.actor import Actor
from documents.errors import RuleViolation
from documents.models import Binder, ReadEntry
from documents.selectors.journal import search_events
from documents.services.exporting import TIMELINE_EXPORTED, Copy, export_journal, take_copy
from documents.services.reading import Handed, hand_out
from documents.tables.exports import Table
from documents.tables.spreadsheets import CSV, MEDIA_TYPES
from tranches.review.forms import ListFilter
from tranches.review.frame import show
from tranches.review.guard import require_taker, review_page
from tranches.review.journal import filter_of, looked_at
from tranches.review.registers import reach_of
from tranches.review.timeline import binder_asked, zone_of
from tranches.review.timeline import filter_of as timeline_filter_of
from tranches.selectors.agreement.binders import time_zone_of
from tranches.selectors.desk.event_words import changes_in_words
from tranches.selectors.record.entries import Entry, entries_of, in_one_line
from tranches.selectors.record.search import SOURCES, Place, Reach, keys_of, places

REFUSED = "No copy was made"
CHUNK = 5000  # each chunk asks all sources anew
ALL = "all-binders"
HEADING = (
    "At (UTC)",
    "Source",
    "Binder",
    "No.",
    "Who",
    "Capacity",
    "What",
    "About",
    "Before → after",
    "Reason",
    "Clause",
    "Papers",
    "Digest",
)


@require_POST
@review_page
def take(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """The filtered journal as a download. Only compliance takes copies; a wrong filter gives no file and no event."""
    require_taker(actor)
    form = filter_of(request.POST, actor)
    if form.is_valid():
        binders = looked_at(form)
        ids = [binder.pk for binder in binders]
        zone = time_zone_of(actor, form.chosen)
        now = timezone.now()
        try:
            table = export_journal(
                binders=binders,
                events=search_events(ids, form.search, time_zone=zone),
                asked=_asked(form, zone),
                in_words=changes_in_words,
                actor=actor,
                now=now,
                form=request.POST.get("form", CSV),
            )
        except RuleViolation as refusal:
            form.add_error(None, refusal.sentence)
        else:
            name = f"journal-{form.chosen.reference if form.chosen else ALL}-{now:%Y%m%d-%H%M%S}"
            return _handed(table, "journal", name, request.POST.get("form", CSV), binders, actor)
    context = {"form": form, "title": "Journal", "errors": True, "refused": REFUSED}
    return show(request, actor, "review/journal.html", context, here="Journal", status=400)


@require_POST
@review_page
def take_timeline(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """The filtered timeline as a download, under the same rules."""
    require_taker(actor)
    reach = reach_of(request, actor)
    form = timeline_filter_of(request.POST, actor, reach)
    if form.is_valid():
        chosen = binder_asked(form)
        binders = [chosen] if chosen else list(form.binders.values())
        zone = zone_of(actor, form)
        now = timezone.now()
        found = places(reach, form.search(zone))
        copy = Copy("Timeline", TIMELINE_EXPORTED, HEADING, _asked(form, zone), request.POST.get("form", CSV))
        try:
            table = take_copy(copy, binders=binders, rows=lambda: _rows(found, reach), actor=actor, now=now)
        except RuleViolation as refusal:
            form.add_error(None, refusal.sentence)
        else:
            name = f"timeline-{chosen.reference if chosen else ALL}-{now:%Y%m%d-%H%M%S}"
            return _handed(table, "timeline", name, copy.form, binders, actor)
    context = {"form": form, "title": "Timeline", "errors": True, "refused": REFUSED}
    return show(request, actor, "review/timeline.html", context, here="Timeline", status=400)


def _handed(
    table: Table, what: str, name: str, form: str, binders: list[Binder], actor: Actor
) -> FileResponse:
    """The file, with what the read log writes down before it leaves."""
    filename = f"{name}.{form}"
    response = FileResponse(table.file, as_attachment=True, filename=filename, content_type=MEDIA_TYPES[form])
    title = f"Copy of the {what} ({filename})"
    hand_out(
        response,
        Handed(ReadEntry.What.EXPORT, title, tuple(binders), None, table.sha256, table.size_bytes, actor),
    )
    return response


def _asked(form: ListFilter, zone: str) -> list[tuple[str, str]]:
    asked = [(label, words) for _, label, words in form.in_force()]
    days = form.cleaned_data.get("since") or form.cleaned_data.get("until")
    return [*asked, ("Days are those of", zone)] if days else asked


def _rows(found: list[Place], reach: Reach) -> Iterator[Sequence[object]]:
    """All entries, newest first, some thousands at a time."""
    last = None
    while keys := keys_of(found, limit=CHUNK, before=last):
        for entry in entries_of(keys, reach):
            yield _row(entry)
        last = keys[-1]


def _row(entry: Entry) -> Sequence[object]:
    papers = "; ".join(f"{title} (SHA-256 {sha256})" for title, sha256, _ in entry.papers)
    return (
        entry.at.strftime("%Y-%m-%d %H:%M:%S"),
        SOURCES[entry.source],
        entry.binder,
        entry.number,
        entry.who,
        entry.capacity,
        entry.title,
        entry.about,
        in_one_line(entry),
        entry.reason,
        entry.clause,
        papers,
        entry.digest,
    )
