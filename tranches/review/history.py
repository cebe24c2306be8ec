"""The history of any row: who changed which field, when and why. Comfort, not evidence: that is the journal."""

from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from documents.actor import Actor
from documents.guarded_admin import GuardedAdmin
from documents.selectors.history import versions_of
from tranches.review.frame import show
from tranches.review.guard import review_page

PAGE = 50


@require_safe
@review_page
def registers(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every register there is, with its number of rows."""
    found = [
        {
            "name": _plural(model),
            "app": model._meta.app_label,
            "url": reverse("review:register", args=(model._meta.label_lower,)),
            "count": _rows_of(model, request).count(),
        }
        for model in _models()
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
    kind = _model(model)
    shown = Paginator(_rows_of(kind, request).order_by("-pk"), PAGE).get_page(request.GET.get("page"))
    rows = [
        {"pk": row.pk, "name": str(row), "url": reverse("review:history", args=(model, row.pk))}
        for row in shown.object_list
    ]
    context = {"title": _plural(kind), "rows": rows, "page_obj": shown}
    return show(request, actor, "review/register.html", context, here="History")


@require_safe
@review_page
def page(request: HttpRequest, actor: Actor, model: str, pk: int) -> HttpResponse:
    """All versions of one row, field by field; 404 for a row that is not the reader's, as for a missing one."""
    kind = _model(model)
    row = _rows_of(kind, request).filter(pk=pk).first()
    if row is None:
        raise Http404
    shown = Paginator(versions_of(row), PAGE).get_page(request.GET.get("page"))
    context = {
        "title": f"History of {row}",
        "register": _plural(kind),
        "register_url": reverse("review:register", args=(model,)),
        "page_obj": shown,
    }
    return show(request, actor, "review/history.html", context, here="History")


def _models() -> list[type[Model]]:
    """Every model on the desk whose rows have a history."""
    return [
        model
        for model, shown in admin.site._registry.items()
        if isinstance(shown, GuardedAdmin) and hasattr(model, "history")
    ]


def _model(label: str) -> type[Model]:
    for model in _models():
        if model._meta.label_lower == label:
            return model
    raise Http404


def _rows_of(model: type[Model], request: HttpRequest) -> QuerySet[Any]:
    """The rows the desk shows this reader: one doorway for both doors."""
    return admin.site.get_model_admin(model).get_queryset(request)


def _plural(model: type[Model]) -> str:
    return capfirst(str(model._meta.verbose_name_plural))
