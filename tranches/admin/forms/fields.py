"""Fields that read what a clerk types: shares, amounts, days and papers; each error says what to do."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from documents.errors import RuleViolation
from documents.intake import Intake, check_upload

_SHARES = re.compile(r"\d{1,15}", re.ASCII)
_AMOUNT = re.compile(r"[-−]?\d{1,18}(\.\d{1,6})?", re.ASCII)


class SharesField(forms.Field):
    """Whole shares; thousands may be set off by commas or spaces. Refuses fractions, signs and words."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "w-date", "autocomplete": "off"})

    def to_python(self, value: Any) -> int | None:
        text = re.sub(r"[,\s]", "", str(value or ""))
        if not text:
            return None
        if not _SHARES.fullmatch(text):
            raise forms.ValidationError("Enter whole shares, digits only, such as 3000000.", code="invalid")
        return int(text)

    def prepare_value(self, value: Any) -> Any:
        return f"{value:,}" if isinstance(value, int) else value


class AmountField(forms.Field):
    """An exact amount, as the report states it; it may be negative. Refuses words and more than six decimals."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, *, unit: str = "", example: str = "900000000", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.unit = unit
        self.example = example

    def to_python(self, value: Any) -> Decimal | None:
        text = re.sub(r"[,\s]", "", str(value or ""))
        if not text:
            return None
        if not _AMOUNT.fullmatch(text):
            raise forms.ValidationError(
                f"Enter the amount with digits only, such as {self.example}.", code="invalid"
            )
        return Decimal(text.replace("−", "-"))


class DayField(forms.DateField):
    """A day, typed as YYYY-MM-DD."""

    widget = forms.DateInput(
        format="%Y-%m-%d",
        attrs={"class": "w-date", "inputmode": "numeric", "placeholder": "YYYY-MM-DD", "autocomplete": "off"},
    )

    def __init__(self, **kwargs: Any) -> None:
        messages = {"invalid": "Enter the day as YYYY-MM-DD, such as 2028-12-18."}
        super().__init__(input_formats=["%Y-%m-%d"], error_messages=messages, **kwargs)

    def to_python(self, value: Any) -> date | None:
        return super().to_python(value)


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
