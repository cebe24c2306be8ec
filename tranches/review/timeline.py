"""The timeline: journal, approvals, postings, history and reads as one list, newest first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from documents.actor import Actor
from documents.models import Binder
from tranches.review.forms import is_within_record
from tranches.review.frame import show
from tranches.review.guard import review_page
from tranches.review.registers import reach_of
from tranches.review.saved import saved_context
from tranches.review.timeline_form import TimelineFilter
from tranches.selectors.access import tranches_of
from tranches.selectors.agreement.binders import binders_of, time_zone_of
from tranches.selectors.record.entries import Entry, entries_of
from tranches.selectors.record.search import READ, SOURCES, Key, Place, Reach, keys_of, places

PAGE = 50
HERE = "Timeline"
LINES = 6  # of what changed; the row's own page shows all


@dataclass(frozen=True)
class Line:
    """An entry as the list shows it: where it leads, and what of its changes is shown."""

    entry: Entry
    source: str
    url: str
    changes: list[Any]
    more: int


@dataclass(frozen=True)
class Chip:
    """One filter in force, and the address of the list without it."""

    words: str
    url: str


def filter_of(sent: QueryDict, actor: Actor, reach: Reach) -> TimelineFilter:
    """The filter as it was sent, with the choices this reader has."""
    return TimelineFilter(
        sent, binders=list(binders_of(actor)), tranches=list(tranches_of(actor)), reach=reach
    )


@require_safe
@review_page
def page(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The filtered timeline, fifty entries a page; a wrong filter or a wrong beginning shows no list at all."""
    reach = reach_of(request, actor)
    form = filter_of(request.GET, actor, reach)
    context: dict[str, Any] = {"form": form, "title": HERE, "clear": reverse("review:timeline")}
    if form.is_valid():
        zone = zone_of(actor, form)
        found = places(reach, form.search(zone))
        try:
            before, after = (_beginning(request, name, found) for name in ("before", "after"))
        except ValueError:
            form.add_error(
                None, "This address begins at no entry of the list. Press Filter to begin at the newest."
            )
    if not form.is_valid():
        refused = {"errors": True, "refused": "The timeline was not filtered"}
        return show(request, actor, "review/timeline.html", context | refused, here=HERE, status=400)
    keys = keys_of(found, limit=PAGE + 1, before=before, after=after)
    beyond = len(keys) > PAGE
    keys = keys[1:] if beyond and after else keys[:PAGE]
    newer = bool(keys) and (beyond if after else before is not None)
    older = bool(keys) and (True if after else beyond)
    context |= {
        "binder": form.chosen,
        "tranche": form.asked_tranche,
        "lines": [_line(entry) for entry in entries_of(keys, reach)],
        "chips": [
            Chip(f"{label}: {words}", _address(request, **{name: ""}))
            for name, label, words in form.in_force()
        ],
        "newer": _address(request, after=token(keys[0])) if newer else "",
        "older": _address(request, before=token(keys[-1])) if older else "",
        "newest": _address(request) if newer else "",
        "tz": zone,
    }
    context |= saved_context(actor, "timeline", form)
    binders = [form.chosen] if form.chosen else list(form.binders.values())
    return show(request, actor, "review/timeline.html", context, here=HERE, binders=binders)


def binder_asked(form: TimelineFilter) -> Binder | None:
    """The one binder that the filter narrows the list to: the tranche's, for it names its deal, else the one chosen."""
    tranche = form.asked_tranche
    return tranche.agreement.binder if tranche else form.chosen


def zone_of(actor: Actor, form: TimelineFilter) -> str:
    """The time zone of the deal that is asked for, by its binder or by its tranche."""
    return time_zone_of(actor, binder_asked(form))


def token(key: Key) -> str:
    """An entry's place in the list, as an address carries it."""
    return f"{key.at.isoformat()}~{key.label}~{key.pk}"


def _beginning(request: HttpRequest, name: str, found: list[Place]) -> Key | None:
    """The entry that the page begins after. ValueError for what is no such place in this list."""
    said = request.GET.get(name, "")
    if not said:
        return None
    at, label, pk = said.split("~")
    moment = datetime.fromisoformat(at)
    if (
        label not in {place.label for place in found}
        or moment.tzinfo is None
        or not pk.isdecimal()
        or len(pk) > 18
        or not is_within_record(moment)
    ):
        raise ValueError(said)
    return Key(moment, label, int(pk))


def _line(entry: Entry) -> Line:
    url = ""
    if entry.event:
        binder, _, number = entry.event.rpartition("/")
        query = urlencode({"binder": binder, "text": number, "open": entry.event})
        url = f"{reverse('review:journal')}?{query}#event-{entry.key.pk}"
    elif entry.row:
        url = reverse("review:history", args=entry.row)
    elif entry.source == READ:
        url = reverse("review:reads")
    return Line(entry, SOURCES[entry.source], url, entry.changes[:LINES], len(entry.changes[LINES:]))


def _address(request: HttpRequest, **changed: str) -> str:
    """This list with something changed, from its newest entry on unless a beginning is named."""
    sent = request.GET.dict()
    query = {name: str(value) for name, value in sent.items() if name not in ("before", "after")} | changed
    kept = urlencode([(name, value) for name, value in query.items() if value])
    return f"{reverse('review:timeline')}?{kept}" if kept else reverse("review:timeline")
