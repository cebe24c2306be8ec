"""Filters that a reader keeps under a name: each account its own, on each of the three lists."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from documents.actor import Actor
from documents.errors import RuleViolation
from documents.services.saved_filters import filters_of, forget_filter, save_filter
from tranches.review.forms import ListFilter
from tranches.review.guard import review_page

# The lists whose filters can be kept, by the names of their pages.
LISTS = ("journal", "timeline", "reads")


@dataclass(frozen=True)
class Kept:
    """A kept filter: its name, the list as it asks for it, and where to send its deletion."""

    name: str
    url: str
    forget: str


def saved_context(actor: Actor, page: str, form: ListFilter) -> dict[str, Any]:
    """What the list shows of its reader's kept filters, and what would be kept now (nothing where nothing is asked for)."""
    address = reverse(f"review:{page}")
    kept = [
        Kept(row.name, f"{address}?{row.query}", reverse("review:forget_filter", args=(row.pk,)))
        for row in filters_of(actor.user_id, page)
    ]
    return {"kept": kept, "saving": reverse("review:save_filter", args=(page,)), "to_keep": query_of(form)}


def query_of(form: ListFilter) -> str:
    """The filter in force as the end of an address, in the order of its fields."""
    sent = [(name, str(form.cleaned_data[name])) for name, _, _ in form.in_force()]
    return urlencode(sent)


@require_POST
@review_page
def save(request: HttpRequest, actor: Actor, page: str) -> HttpResponse:
    """Keep the filter that the list was shown with. The list says what is wrong with it when it is asked for."""
    if page not in LISTS or actor.user_id is None:
        raise Http404
    query = QueryDict(request.POST.get("query", "")).urlencode()
    try:
        kept = save_filter(
            user_id=actor.user_id,
            page=page,
            name=request.POST.get("name", ""),
            query=query,
            now=timezone.now(),
        )
    except RuleViolation as refusal:
        messages.error(request, f"The filter was not saved. {refusal.sentence}")
    else:
        messages.success(request, f"The filter is saved as “{kept.name}”.")
    return HttpResponseRedirect(
        f"{reverse(f'review:{page}')}?{query}" if query else reverse(f"review:{page}")
    )


@require_POST
@review_page
def forget(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    """Delete one's own; another's is as if it did not exist."""
    gone = forget_filter(user_id=actor.user_id, pk=pk) if actor.user_id else None
    if gone is None:
        raise Http404
    messages.success(request, f"The saved filter “{gone.name}” is deleted.")
    return HttpResponseRedirect(reverse(f"review:{gone.page}"))
