"""The registers whose rows have a history, each by the doorway the desk has for it: what is not shown there is not shown here."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest
from django.utils.text import capfirst

from documents.actor import Actor
from documents.guarded_admin import GuardedAdmin
from documents.selectors.history import has_history
from tranches.selectors.agreement.binders import binders_of, reads_of
from tranches.selectors.record.search import Reach


def registers() -> list[type[Model]]:
    """Every model on the desk whose rows have a history."""
    return [
        model
        for model, shown in admin.site._registry.items()
        if isinstance(shown, GuardedAdmin) and has_history(model)
    ]


def register_or_404(label: str) -> type[Model]:
    for model in registers():
        if model._meta.label_lower == label:
            return model
    raise Http404


def rows_of(model: type[Model], request: HttpRequest) -> QuerySet[Any]:
    """The rows the desk shows this reader: one doorway for both doors."""
    return admin.site.get_model_admin(model).get_queryset(request)


def plural(model: type[Model]) -> str:
    return capfirst(str(model._meta.verbose_name_plural))


def reach_of(request: HttpRequest, actor: Actor) -> Reach:
    """Everything of the record that this reader may see."""
    binders = list(binders_of(actor).values_list("pk", flat=True))
    return Reach(binders, reads_of(actor), lambda model: rows_of(model, request), registers())
