"""Taking a copy of the journal: the list as it is filtered, as CSV. The taking is recorded in each binder it comes from."""

from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_POST

from documents.actor import Actor
from documents.models import ReadEntry
from documents.selectors.journal import not_before, search_events
from documents.services.exporting import export_journal
from documents.services.reading import Handed, hand_out
from tranches.review.forms import JournalFilter
from tranches.review.frame import show
from tranches.review.guard import require_taker, review_page
from tranches.review.journal import filter_of, looked_at
from tranches.selectors.binders import time_zone_of
from tranches.selectors.event_words import changes_in_words


@require_POST
@review_page
def take(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """The filtered journal as a download. Only compliance takes copies; a wrong filter gives no file and no event."""
    require_taker(actor)
    form = filter_of(request.POST, actor)
    if not form.is_valid():
        context = {"form": form, "title": "Journal", "errors": True, "refused": "No copy was made"}
        return show(request, actor, "review/journal.html", context, here="Journal", status=400)
    binders = looked_at(form)
    ids = [binder.pk for binder in binders]
    zone = time_zone_of(actor, form.chosen)
    now = not_before(timezone.now(), ids)
    table = export_journal(
        binders=binders,
        events=search_events(ids, form.search, time_zone=zone),
        asked=_asked(form, zone),
        in_words=changes_in_words,
        actor=actor,
        now=now,
    )
    name = form.chosen.reference if form.chosen else "all-binders"
    filename = f"journal-{name}-{now:%Y%m%d-%H%M%S}.csv"
    response = FileResponse(
        table.file, as_attachment=True, filename=filename, content_type="text/csv; charset=utf-8"
    )
    title = f"Copy of the journal ({filename})"
    handed = Handed(ReadEntry.What.EXPORT, title, tuple(binders), None, table.sha256, table.size_bytes, actor)
    hand_out(response, handed)
    return response


def _asked(form: JournalFilter, zone: str) -> list[tuple[str, str]]:
    asked = [(label, words) for _, label, words in form.in_force()]
    days = form.cleaned_data.get("since") or form.cleaned_data.get("until")
    return [*asked, ("Days are those of", zone)] if days else asked
