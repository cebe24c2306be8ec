"""Statements in the review: what was true on a day and known on a day, for any agreement of the house (EA 1.2)."""

import uuid

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from documents.acting import Acting
from documents.actor import Actor
from documents.errors import RuleViolation
from tranches.fields import DayField
from tranches.review.frame import show
from tranches.review.guard import review_page
from tranches.selectors.access import agreements_of, dated_statements_of, now_for
from tranches.statements.services import make_statement

SHOWN = 20


class DatedStatementForm(Acting, forms.Form):
    """An agreement and two days; the second one is today where it is left out."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput, initial=lambda: uuid.uuid4().hex)
    agreement = forms.ChoiceField(label="Agreement")
    day = DayField(label="As at the end of")
    known_on = DayField(label="As known on", required=False)
    use_required_attribute = False

    def __init__(self, *args: object, references: list[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["agreement"].choices = [(name, name) for name in references]  # type: ignore[attr-defined]
        self.fields["agreement"].error_messages["required"] = "Choose: agreement."
        self.fields["day"].error_messages["required"] = "Enter: the day the statement is about."
        for name in ("day", "known_on"):
            self.fields[name].error_messages["invalid"] = "Enter the day as YYYY-MM-DD, such as 2028-12-18."
            self.fields[name].widget = forms.DateInput(
                format="%Y-%m-%d",
                attrs={"placeholder": "YYYY-MM-DD", "inputmode": "numeric", "autocomplete": "off"},
            )


@require_http_methods(["GET", "HEAD", "POST"])
@review_page
def page(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The form, and the statements made for two dates so far; a POST has one made, or finds the one that was."""
    agreements = {row.reference: row for row in agreements_of(actor).order_by("reference")}
    form = DatedStatementForm(request.POST or None, references=list(agreements))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        agreement = agreements[given["agreement"]]
        try:
            made = form.by(actor, now_for(agreement)).do(
                make_statement, agreement=agreement, day=given["day"], known_on=given["known_on"]
            )
        except RuleViolation as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        else:
            messages.success(request, f"“{made.title}” is on file as {made.reference}.")
            return HttpResponseRedirect(reverse("review:statements"))
    context = {
        "title": "Statements",
        "form": form,
        "errors": bool(form.errors),
        "refused": "The statement was not made",
        "rows": dated_statements_of(actor)[:SHOWN],
    }
    return show(
        request,
        actor,
        "review/statements.html",
        context,
        here="Statements",
        status=422 if form.errors else 200,
    )
