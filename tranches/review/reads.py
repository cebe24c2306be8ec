"""Who read what: the read log, for compliance and the supervisors."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from documents.actor import Actor
from documents.selectors.reads import readers_in, search_reads
from tranches.review.forms import ReadFilter
from tranches.review.frame import show
from tranches.review.guard import review_page
from tranches.review.saved import saved_context
from tranches.selectors.agreement.binders import binders_of, reads_of, time_zone_of

PAGE = 50


@require_safe
@review_page
def page(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The filtered read log, fifty entries a page; a wrong filter shows no list at all."""
    reads = reads_of(actor)
    form = ReadFilter(request.GET, binders=list(binders_of(actor)), readers=readers_in(reads))
    context: dict[str, Any] = {"form": form, "title": "Reads"}
    if not form.is_valid():
        refused = {"errors": True, "refused": "The reads were not filtered"}
        return show(request, actor, "review/reads.html", context | refused, here="Reads", status=400)
    zone = time_zone_of(actor, form.chosen)
    if form.chosen:
        reads = reads.filter(binder=form.chosen)
    shown = Paginator(search_reads(reads, form.search, time_zone=zone), PAGE).get_page(
        request.GET.get("page")
    )
    context |= {
        "page_obj": shown,
        "tz": zone,
        "newer": _address(request, shown.previous_page_number()) if shown.has_previous() else "",
        "older": _address(request, shown.next_page_number()) if shown.has_next() else "",
    }
    context |= saved_context(actor, "reads", form)
    binders = [form.chosen] if form.chosen else list(form.binders.values())
    return show(request, actor, "review/reads.html", context, here="Reads", binders=binders)


def _address(request: HttpRequest, number: int) -> str:
    query = request.GET.copy()
    query["page"] = str(number)
    return f"{reverse('review:reads')}?{query.urlencode()}"
