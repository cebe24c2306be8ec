"""Fields of the desk's forms: what a person types (`tranches.fields`), papers, tables and words; each error says what to do."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from documents.errors import RuleViolation
from documents.intake import Intake, check_upload, safe_name
from documents.tables.tables_in import MOST_BYTES, kind_of
from tranches.fields import AmountField, DayField, SharesField
from tranches.models import EscrowAgreement
from tranches.services.tables import Looked


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


class TableField(PaperField):
    """A table that is loaded: read by its service, which names the rows that are wrong; shown before it is loaded.

    `look` reads it without loading: agreement, bytes and today in; what was understood, row by row, out.
    """

    widget = forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.ods"})

    def __init__(
        self, *, look: Callable[[EscrowAgreement, bytes, date], Looked[Any]], columns: str, **kwargs: Any
    ) -> None:
        kwargs.setdefault(
            "help_text",
            f"XLSX, ODS, CSV or TSV; first line: {columns}. It is shown as it was understood before anything is loaded, "
            "and filed as it came in.",
        )
        super().__init__(**kwargs)
        self.look = look

    def clean(self, data: Any, initial: Any = None) -> Intake | None:
        upload: UploadedFile | None = forms.FileField.clean(self, data, initial)
        if not upload:
            return None
        content = upload.read(MOST_BYTES + 1)
        media_type, suffix = kind_of(content)
        return Intake(content, safe_name(upload.name or "", suffix), media_type)


__all__ = ["AmountField", "DayField", "PaperField", "SharesField", "TableField", "WordsField"]
