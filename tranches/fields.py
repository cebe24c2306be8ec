"""Form fields for what a person types: shares, amounts, days; each read by its one reader in `tranches.terms.typed`."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from documents.seen import MOVED
from tranches.terms import typed
from tranches.terms.typed import NotUnderstood, Understood


class MarksField(forms.CharField):
    """The marks of what a form shows to decide on. It always sends those of what stands on this very page.

    A form that comes back because something moved shows what stands now, and carries the marks of that.
    """

    def __init__(self, now: str) -> None:
        super().__init__(
            widget=_MarksInput(now), max_length=40_000, initial=now, error_messages={"required": MOVED}
        )


class _MarksInput(forms.HiddenInput):
    def __init__(self, now: str) -> None:
        super().__init__()
        self.now = now

    def format_value(self, _value: Any) -> str:
        return self.now


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
