"""The history of any row: who changed which field, when and why. Comfort, not evidence: that is the journal."""

from datetime import UTC, datetime, time
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from documents.actor import Actor
from documents.selectors.history import Versions, as_of
from tranches.models import Tranche
from tranches.review.forms import is_within_record
from tranches.review.frame import show
from tranches.review.guard import review_page
from tranches.review.registers import plural, register_or_404, rows_of
from tranches.review.registers import registers as all_registers

PAGE = 50


class AsOfForm(forms.Form):
    """A moment in UTC; of a day alone, its end. Empty for the versions."""

    as_of = forms.CharField(
        label="As it stood on (UTC)",
        required=False,
        strip=True,
        max_length=40,
        widget=forms.TextInput(attrs={"placeholder": "YYYY-MM-DD HH:MM", "autocomplete": "off"}),
    )

    def __init__(self, sent: Any) -> None:
        super().__init__(sent, auto_id="f-%s", use_required_attribute=False)

    def clean_as_of(self) -> datetime | None:
        text = self.cleaned_data["as_of"]
        if not text:
            return None
        try:
            moment = datetime.fromisoformat(text)
            if not is_within_record(moment):
                raise ValueError(text)
        except ValueError:
            raise forms.ValidationError(
                "This is no moment. Type a day as YYYY-MM-DD, with the time after it if need be: 2026-12-18 09:30."
            ) from None
        if len(text) <= len("2026-12-18"):
            moment = datetime.combine(moment, time.max)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


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
    form = AsOfForm(request.GET)
    context: dict[str, Any] = {
        "title": f"History of {row}",
        "register": plural(kind),
        "register_url": reverse("review:register", args=(model,)),
        "form": form,
        "explained": row if isinstance(row, Tranche) else None,
        "errors": not form.is_valid(),
        "refused": "The row as it stood is not shown",
    }
    moment = form.cleaned_data.get("as_of") if form.is_valid() else None
    if moment is not None:
        context |= {"moment": moment, "stood": as_of(row, moment)}
    else:
        context["page_obj"] = Paginator(Versions(row), PAGE).get_page(request.GET.get("page"))  # type: ignore[arg-type]
    status = 200 if form.is_valid() else 400
    return show(request, actor, "review/history.html", context, here="History", status=status)
