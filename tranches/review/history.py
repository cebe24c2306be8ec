"""The history of any row: who changed which field, when and why. Comfort, not evidence: that is the journal."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from documents.actor import Actor
from documents.selectors.history import versions_of
from tranches.review.frame import show
from tranches.review.guard import review_page
from tranches.review.registers import plural, register_or_404, rows_of
from tranches.review.registers import registers as all_registers

PAGE = 50


@require_safe
@review_page
def registers(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every register there is, with its number of rows."""
    found = [
        {
            "name": plural(model),
            "app": model._meta.app_label,
            "url": reverse("review:register", args=(model._meta.label_lower,)),
            "count": rows_of(model, request).count(),
        }
        for model in all_registers()
    ]
    context = {
        "title": "History",
        "registers": sorted(found, key=lambda entry: (entry["app"], entry["name"])),
    }
    return show(request, actor, "review/registers.html", context, here="History")


@require_safe
@review_page
def register(request: HttpRequest, actor: Actor, model: str) -> HttpResponse:
    """The rows of one register, newest first."""
    kind = register_or_404(model)
    shown = Paginator(rows_of(kind, request).order_by("-pk"), PAGE).get_page(request.GET.get("page"))
    rows = [
        {"pk": row.pk, "name": str(row), "url": reverse("review:history", args=(model, row.pk))}
        for row in shown.object_list
    ]
    context = {"title": plural(kind), "rows": rows, "page_obj": shown}
    return show(request, actor, "review/register.html", context, here="History")


@require_safe
@review_page
def page(request: HttpRequest, actor: Actor, model: str, pk: int) -> HttpResponse:
    """All versions of one row, field by field; 404 for a row that is not the reader's, as for a missing one."""
    kind = register_or_404(model)
    row = rows_of(kind, request).filter(pk=pk).first()
    if row is None:
        raise Http404
    shown = Paginator(versions_of(row), PAGE).get_page(request.GET.get("page"))
    context = {
        "title": f"History of {row}",
        "register": plural(kind),
        "register_url": reverse("review:register", args=(model,)),
        "page_obj": shown,
    }
    return show(request, actor, "review/history.html", context, here="History")
