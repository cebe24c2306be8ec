"""Retention in the review: until when each part of the record is kept, and the legal holds that bar its destruction (SPA 9)."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from documents.acting import Acting
from documents.actor import Actor
from documents.days import house_day
from documents.errors import RuleViolation
from documents.intake import Intake
from documents.paper_question import anyway_field, cleaned_paper
from documents.seen import marks
from tranches.fields import DayField, MarksField
from tranches.keeping.selectors import retention_of
from tranches.keeping.services.legal_holds import lift_legal_hold, set_legal_hold
from tranches.models import EscrowAgreement, LegalHold
from tranches.review.forms import DAY
from tranches.review.frame import show
from tranches.review.guard import review_page
from tranches.selectors.access import agreements_of, now_for
from tranches.selectors.agreement.legal_holds import legal_holds_of
from tranches.selectors.seen import seen_of
from tranches.terms.retention import CLASSES


class HoldForm(Acting, forms.Form):
    """What both acts ask for: a day, a reason and a paper. `act` tells which of the page's two forms was sent."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput, initial=lambda: uuid.uuid4().hex)
    day = DayField(label="Since", widget=DAY, error_messages={"required": "Enter the day."})
    reason = forms.CharField(
        label="Why",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It stays in the record, which a party or a tribunal may read in a dossier.",
        error_messages={"required": "Say why; it stands in the record for good."},
    )
    paper = forms.FileField(
        label="The paper",
        help_text="PDF or scan, at most 20 MB.",
        error_messages={"required": "Choose the paper that asks for it."},
    )
    file_anyway = anyway_field()
    use_required_attribute = False

    def clean_paper(self) -> Intake:
        """The paper as it may be filed, judged by its bytes."""
        upload: UploadedFile = self.cleaned_data["paper"]
        return cleaned_paper(self, upload, "paper")

    def refuse(self, refusal: RuleViolation) -> None:
        field = {"set_on": "day", "lifted_on": "day"}.get(refusal.field, refusal.field)
        self.add_error(field if field in self.fields else None, refusal.sentence)


class SetForm(HoldForm):
    """Which deal is held."""

    act = forms.CharField(widget=forms.HiddenInput, initial="set")
    agreement = forms.ChoiceField(label="Agreement", error_messages={"required": "Choose the agreement."})
    field_order = ("key", "act", "agreement", "day", "reason", "paper", "file_anyway")

    def __init__(self, data: Any, files: Any, *, agreements: Sequence[EscrowAgreement]) -> None:
        super().__init__(data, files, auto_id="set-%s")
        self.rows = {row.reference: row for row in agreements}
        self.fields["agreement"].choices = [(name, name) for name in self.rows]  # type: ignore[attr-defined]

    def perform(self, actor: Actor) -> str:
        given = self.cleaned_data
        agreement = self.rows[given["agreement"]]
        hold = self.by(actor, now_for(agreement)).do(
            set_legal_hold,
            agreement=agreement,
            reason=given["reason"],
            set_on=given["day"],
            paper=given["paper"],
        )
        return f"Legal hold {hold.number} of {agreement.reference} stands."


class LiftForm(HoldForm):
    """Which hold ends. Each that stands is shown with its content and its digest; the marks of what was shown go to the act."""

    act = forms.CharField(widget=forms.HiddenInput, initial="lift")
    hold = forms.ChoiceField(label="Legal hold", error_messages={"required": "Choose the legal hold."})
    field_order = ("key", "act", "hold", "day", "reason", "paper", "file_anyway")

    def __init__(
        self, data: Any, files: Any, *, holds: Sequence[LegalHold], standing: Sequence[LegalHold]
    ) -> None:
        super().__init__(data, files, auto_id="lift-%s")
        self.shown_to_decide = tuple(seen_of(row) for row in standing)
        self.fields["marks"] = MarksField(marks(self.shown_to_decide))
        self.rows = {str(row.pk): row for row in holds}
        self.fields["day"].label = "On"
        self.fields["hold"].choices = [  # type: ignore[attr-defined]
            (key, f"{row.agreement.reference}, {row}: {row.reason[:60]}") for key, row in self.rows.items()
        ]

    def perform(self, actor: Actor) -> str:
        given = self.cleaned_data
        hold = self.rows[given["hold"]]
        self.by(actor, now_for(hold.agreement)).do(
            lift_legal_hold,
            hold=hold,
            reason=given["reason"],
            lifted_on=given["day"],
            paper=given["paper"],
        )
        return f"Legal hold {hold.number} of {hold.agreement.reference} is lifted."


@require_http_methods(["GET", "HEAD", "POST"])
@review_page
def page(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The list and the holds; a POST sets or lifts one. What was typed stays when it is refused."""
    agreements = list(agreements_of(actor).order_by("reference"))
    holds = list(legal_holds_of(agreements))
    standing = [row for row in holds if not hasattr(row, "lift")]
    # A repeat of a lift that was done names a hold that stands no more: the service answers it by its key.
    posted = request.POST.get("act") if request.method == "POST" else None
    setting = SetForm(*_sent(request, posted == "set"), agreements=agreements)
    lifting = LiftForm(
        *_sent(request, posted == "lift"), holds=holds if posted == "lift" else standing, standing=standing
    )
    status = 200
    if request.method == "POST":
        form = lifting if posted == "lift" else setting
        status = 422
        if form.is_valid():
            try:
                messages.success(request, form.perform(actor))
            except RuleViolation as refusal:
                form.refuse(refusal)
            else:
                return HttpResponseRedirect(reverse("review:retention"))
    today = house_day(timezone.now())
    rows = [(row, row.standing(today)) for row in retention_of(agreements, today)]
    refused = lifting if lifting.errors else setting
    context = {
        "title": "Retention",
        "rows": rows,
        "classes": CLASSES,
        "holds": holds,
        "standing": standing,
        "setting": setting,
        "lifting": lifting,
        "form": refused,
        "errors": bool(refused.errors),
        "refused": "The legal hold was not lifted" if lifting.errors else "The legal hold was not set",
    }
    binders = [row.binder for row in agreements]
    return show(
        request, actor, "review/retention.html", context, here="Retention", binders=binders, status=status
    )


def _sent(request: HttpRequest, mine: bool) -> tuple[Any, Any]:
    return (request.POST, request.FILES) if mine else (None, None)
