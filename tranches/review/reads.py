"""Who read what: the read log, for compliance and the supervisors."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from documents.actor import Actor
from documents.models import Binder, ReadEntry
from documents.selectors.reads import ReadSearch, readers_in, search_reads
from tranches.review.forms import DAY, DAY_WRONG
from tranches.review.frame import show
from tranches.review.guard import review_page
from tranches.selectors.binders import binders_of, reads_of, time_zone_of

PAGE = 50
WRONG_CHOICE = "There is none of that name here. Choose one of the list."


class ReadFilter(forms.Form):
    """Each field narrows the list; none is required. The choices are what the reader may see, nothing else."""

    binder = forms.ChoiceField(required=False)
    reader = forms.ChoiceField(required=False)
    what = forms.ChoiceField(required=False, choices=[("", "Everything"), *ReadEntry.What.choices])
    door = forms.ChoiceField(required=False, choices=[("", "All doors"), *ReadEntry.Door.choices])
    since = forms.DateField(
        label="From", required=False, input_formats=["%Y-%m-%d"], widget=DAY, error_messages=DAY_WRONG
    )
    until = forms.DateField(
        label="To", required=False, input_formats=["%Y-%m-%d"], widget=DAY, error_messages=DAY_WRONG
    )
    text = forms.CharField(label="Title, digest or capacity", required=False, max_length=120, strip=True)

    def __init__(self, sent: Any, *, binders: list[Binder], readers: list[str]) -> None:
        super().__init__(sent, auto_id="f-%s", use_required_attribute=False)
        self.binders = {binder.reference: binder for binder in binders}
        offered = {
            "binder": [("", "All binders"), *((name, name) for name in self.binders)],
            "reader": [("", "Everybody"), *((name, name) for name in readers)],
        }
        for name, field in self.fields.items():
            if isinstance(field, forms.ChoiceField):
                field.choices = offered.get(name, field.choices)
                field.error_messages["invalid_choice"] = WRONG_CHOICE

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        since, until = given.get("since"), given.get("until")
        if since and until and until < since:
            self.add_error("until", "The last day is before the first. Check both days.")
        return given

    @property
    def chosen(self) -> Binder | None:
        return self.binders.get(self.cleaned_data.get("binder", ""))

    @property
    def search(self) -> ReadSearch:
        return ReadSearch(**{name: value for name, value in self.cleaned_data.items() if name != "binder"})


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
    binders = [form.chosen] if form.chosen else list(form.binders.values())
    return show(request, actor, "review/reads.html", context, here="Reads", binders=binders)


def _address(request: HttpRequest, number: int) -> str:
    query = request.GET.copy()
    query["page"] = str(number)
    return f"{reverse('review:reads')}?{query.urlencode()}"
