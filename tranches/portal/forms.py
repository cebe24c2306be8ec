"""The portal's forms: what a person types. Each carries its idempotency key; what is true is decided by the services."""

import uuid
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.utils.translation import gettext_lazy

from documents.acting import Acting
from documents.errors import RuleViolation
from documents.intake import Intake
from documents.paper_question import anyway_field, cleaned_paper
from tranches.fields import DayField, MarksField, SharesField
from tranches.selectors.seen import seen_of


def fresh_key() -> str:
    """A key for one acting form, spent when it is sent."""
    return str(uuid.uuid4())


class ActForm(Acting, forms.Form):
    """A form that causes one act; a repeat with the same key answers with the first result.

    `decides_on` is what the person decides on: the page shows it with its digest, and the mark of what was shown comes back in
    `marks` for the act to compare.
    """

    key = forms.CharField(max_length=64, widget=forms.HiddenInput, initial=fresh_key)
    label_suffix = ""
    use_required_attribute = False  # our own sentences say what is missing, in one place and one language

    def __init__(self, *args: Any, decides_on: models.Model | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seen = seen_of(decides_on) if decides_on is not None else None
        if self.seen is not None:
            self.fields["marks"] = MarksField(self.seen.mark)

    def refuse(self, violation: RuleViolation) -> None:
        """Show a rule's sentence at its field, or above the form when the field is not on it."""
        self.add_error(violation.field if violation.field in self.fields else None, violation.sentence)


class AnswerForm(ActForm):
    """Approve or reject, in one capacity, over the digest that was seen.

    `parts` are the capacities the person may still sign in (value, label); `difference` is instructed less computed. Where there
    is one, an approval without its acknowledgement is refused here already, with the sentence that would be recorded. So it is
    with `opinion`, the words for what the reports carry where that is not an unqualified opinion.
    """

    seen_digest = forms.CharField(max_length=64, widget=forms.HiddenInput)
    part = forms.ChoiceField(label="For which party do you sign?", widget=forms.RadioSelect)
    answer = forms.ChoiceField(
        label="Your answer",
        choices=[("approve", "Approve"), ("reject", "Reject")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether you approve or reject."},
    )
    difference = forms.IntegerField(required=False)
    opinion = forms.CharField(required=False, max_length=2000)
    reason = forms.CharField(
        label="Your reason", required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=2000
    )

    def __init__(
        self,
        *args: Any,
        parts: list[tuple[str, str]],
        digest: str = "",
        difference: int | None = None,
        opinion: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if self.seen is not None:
            self.fields["marks"].required = False  # without them the digest that was seen is still compared
        self.expected_difference = difference
        self.expected_opinion = opinion
        field = self.fields["part"]
        field.choices = parts  # type: ignore[attr-defined]
        self.fields["seen_digest"].initial = digest
        if len(parts) == 1:
            field.widget, field.initial = forms.HiddenInput(), parts[0][0]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        answer = cleaned.get("answer")
        if answer == "approve" and self.expected_difference is not None and cleaned.get("difference") is None:
            self.add_error(
                "difference",
                "Tick the sentence about the difference; without it the approval is not recorded.",
            )
        if answer == "approve" and self.expected_opinion and not cleaned.get("opinion"):
            self.add_error(
                "opinion", "Tick the sentence about the opinion; without it the approval is not recorded."
            )
        if answer == "reject" and not (cleaned.get("reason") or "").strip():
            self.add_error("reason", "Say why you reject; the other party and the escrow agent are told.")
        return cleaned


class RevokeForm(ActForm):
    """Take an approval back, with the reason that is recorded."""

    reason = forms.CharField(
        label="Why you take it back",
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
        error_messages={"required": "Say why you take the approval back."},
    )


class LiftSuspensionForm(ActForm):
    """Lift the own suspension, with the reason that all parties read."""

    reason = forms.CharField(
        label="Why it is lifted",
        help_text="All parties read this.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
        error_messages={"required": "Say why the suspension is lifted; one sentence is enough."},
    )


class EntryObjectionForm(ActForm):
    """“That was not me”: object to an entry of the register; delivery stops at once."""

    text = forms.CharField(
        label=gettext_lazy("What is wrong with it"),
        help_text=gettext_lazy("The escrow agent and the other parties read this."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        error_messages={
            "required": gettext_lazy("Say what is wrong with the entry; one sentence is enough.")
        },
    )


class StatementForm(ActForm):
    """Ask for a statement as of now, or as of two dates: what was true on a day, as known on a day."""

    day = DayField(label="As at the end of", required=False)
    known_on = DayField(label="As known on", required=False)


class ObjectionForm(ActForm):
    """An objection of a party against a tranche's figures, whole or a number of shares, with a paper if there is one."""

    part = forms.ChoiceField(label="For which party do you object?", widget=forms.RadioSelect)
    text = forms.CharField(
        label="What you object to, and why",
        help_text="The other parties and the escrow agent read this as you write it.",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=10_000,
        error_messages={"required": "Say what you object to; one sentence is enough."},
    )
    extent = forms.ChoiceField(
        label="How much is contested",
        choices=[("whole", "The whole tranche"), ("number", "A number of shares")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether the whole tranche or a number of shares is contested."},
    )
    contested_shares = SharesField(
        label="Contested shares",
        help_text="Only if a number of shares is contested. Whole shares.",
        required=False,
        least=1,
    )
    file = forms.FileField(label="Your paper", help_text="PDF or a scan (PNG, JPEG, TIFF).", required=False)
    file_anyway = anyway_field()

    def __init__(self, *args: Any, parts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["part"]
        field.choices = parts  # type: ignore[attr-defined]
        if len(parts) == 1:
            field.widget, field.initial = forms.HiddenInput(), parts[0][0]

    def clean_file(self) -> Intake | None:
        """The paper as it may be filed, judged by its bytes."""
        upload: UploadedFile | None = self.cleaned_data["file"]
        if upload is None:
            return None
        return cleaned_paper(self, upload, "file")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if (
            cleaned.get("extent") == "number"
            and not cleaned.get("contested_shares")
            and not self.errors.get("contested_shares")
        ):
            self.add_error(
                "contested_shares", "Enter how many shares are contested, or choose the whole tranche."
            )
        if cleaned.get("extent") == "whole":
            cleaned["contested_shares"] = None
        return cleaned


class SuspendForm(ObjectionForm):
    """Suspend the release of a tranche or of a number of its shares, with the reason that all parties read and the notice."""

    text = forms.CharField(
        label="Why the release is suspended",
        help_text="All parties read this as you write it.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
        error_messages={"required": "Say why the release is suspended; one sentence is enough."},
    )
    extent = forms.ChoiceField(
        label="How much is suspended",
        choices=[("whole", "The whole tranche"), ("number", "A number of shares")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether the whole tranche or a number of shares is suspended."},
    )
    contested_shares = SharesField(
        label="Suspended shares",
        help_text="Only if a number of shares is suspended. Whole shares.",
        required=False,
        least=1,
    )
    file = forms.FileField(
        label="Your notice",
        help_text="PDF or a scan (PNG, JPEG, TIFF).",
        error_messages={"required": "Attach the notice by which you suspend the release."},
    )

    def refuse(self, violation: RuleViolation) -> None:
        """A sentence about the shares, the reason or the paper stands at the field of this form."""
        names = {"shares": "contested_shares", "reason": "text", "paper": "file"}
        self.add_error(names.get(violation.field or ""), violation.sentence)
