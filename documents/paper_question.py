"""How a form without a second click asks "file it all the same?" about a paper that nobody might be able to read."""

from django import forms
from django.core.files.uploadedfile import UploadedFile

from documents.errors import RuleViolation
from documents.intake import ANYWAY, Intake, check_upload, settled

IN_DOUBT = "paper_in_doubt"


def anyway_field() -> forms.BooleanField:
    """The answer; out of sight until a paper raises a doubt."""
    return forms.BooleanField(
        label="File it all the same",
        required=False,
        widget=forms.HiddenInput,
        help_text="The record keeps what was found odd about the file.",
    )


def ask_anyway(form: forms.BaseForm, code: str) -> None:
    """Show the question where the refusal with this code was about a paper in doubt."""
    if code == IN_DOUBT:
        form.fields[ANYWAY].widget = forms.CheckboxInput()


def cleaned_paper(form: forms.BaseForm, upload: UploadedFile, field: str) -> Intake:
    """The paper as it may be filed, judged by its bytes; in doubt, the form comes back with the question."""
    said = forms.CheckboxInput().value_from_datadict(form.data, form.files, form.add_prefix(ANYWAY))
    try:
        return settled(check_upload(upload.read(), upload.name or ""), anyway=bool(said), field=field)
    except RuleViolation as refusal:
        ask_anyway(form, refusal.code)
        raise forms.ValidationError(refusal.sentence, code=refusal.code) from refusal
