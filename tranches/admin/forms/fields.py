"""Fields that read what a clerk types: shares, amounts, days and papers; each error says what to do."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from documents.errors import RuleViolation
from documents.intake import Intake, check_upload
from tranches.terms import typed
from tranches.terms.typed import NotUnderstood, Understood


class TypedField(forms.Field):
    """A field that one reader of `tranches.terms.typed` reads; afterwards `understood` says how.

    `shows_back` asks for a second click (`ActForm.shown_back`): what moves shares is shown in words before it is recorded.
    """

    shows_back = False

    def __init__(self, **kwargs: Any) -> None:
        self.shows_back = kwargs.pop("shows_back", self.shows_back)
        super().__init__(**kwargs)
        self.understood: Understood[Any] | None = None

    def read(self, text: str) -> Understood[Any]:
        """How the text is understood; raises NotUnderstood."""
        raise NotImplementedError

    def to_python(self, value: Any) -> Any:
        self.understood = None
        text = str(value or "")
        if not text.strip():
            return None
        try:
            self.understood = self.read(text)
        except NotUnderstood as refusal:
            raise forms.ValidationError(refusal.sentence, code="invalid") from refusal
        return self.understood.value


class SharesField(TypedField):
    """Whole shares, as `typed.shares` reads them."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "w-date", "autocomplete": "off"})
    shows_back = True

    def __init__(self, *, least: int = 0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.least = least

    def read(self, text: str) -> Understood[int]:
        return typed.shares(text, least=self.least)

    def prepare_value(self, value: Any) -> Any:
        return f"{value:,}" if isinstance(value, int) else value


class AmountField(TypedField):
    """An exact amount in its unit, as `typed.figure` reads it; it may be negative."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, *, unit: str = "", example: str = "900000000", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.unit = unit
        self.example = example

    def read(self, text: str) -> Understood[Decimal]:
        return typed.figure(text, unit=self.unit, example=self.example)


class DayField(TypedField):
    """A day, as `typed.day` reads it; shown as YYYY-MM-DD."""

    widget = forms.DateInput(
        format="%Y-%m-%d",
        attrs={"class": "w-date", "inputmode": "numeric", "placeholder": "YYYY-MM-DD", "autocomplete": "off"},
    )

    def read(self, text: str) -> Understood[date]:
        return typed.day(text)


class PaperField(forms.FileField):
    """A paper that comes in: checked by its bytes, handed to the service as an `Intake`."""

    widget = forms.ClearableFileInput(attrs={"accept": "application/pdf,image/png,image/jpeg,image/tiff"})

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "The paper")
        kwargs.setdefault(
            "help_text", "PDF or scan, at most 20 MB. It is stored under its SHA-256 and never changed."
        )
        kwargs.setdefault("error_messages", {"required": "Choose the file."})
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> Intake | None:
        upload: UploadedFile | None = super().clean(data, initial)
        if not upload:
            return None
        try:
            return check_upload(upload.read(), upload.name or "")
        except RuleViolation as refusal:
            raise forms.ValidationError(refusal.sentence, code=refusal.code) from refusal


class WordsField(forms.CharField):
    """A reason or note in sentences."""

    widget = forms.Textarea(attrs={"rows": 3})

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 4000)
        super().__init__(**kwargs)
