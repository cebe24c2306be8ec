"""The filters of the review's lists: each field narrows the list, none is required."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from documents.models import Binder, ReadEntry
from documents.selectors.journal import Search
from documents.selectors.reads import ReadSearch
from tranches.fields import DayField

DAY = forms.DateInput(format="%Y-%m-%d", attrs={"placeholder": "YYYY-MM-DD", "inputmode": "numeric"})
DAY_WRONG = {"invalid": "This is no day. Type it as YYYY-MM-DD, such as 2026-12-18."}
# The ends of the calendar have no day before or after them to reckon with.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2999, 12, 31)


def is_within_record(moment: datetime) -> bool:
    """Whether a typed moment can be one of a record: far enough from the calendar's ends for every time zone to show it."""
    return FIRST_DAY.year <= moment.year <= LAST_DAY.year


WRONG_CHOICE = "There is none of that name here. Choose one of the list."


def day_field(label: str) -> DayField:
    """A day of the list; both ends are included."""
    return DayField(
        label=label,
        required=False,
        widget=DAY,
        validators=[
            MinValueValidator(FIRST_DAY, DAY_WRONG["invalid"]),
            MaxValueValidator(LAST_DAY, DAY_WRONG["invalid"]),
        ],
    )


class ListFilter(forms.Form):
    """What the filters have in common: the reader's binders, two days in order, and what is in force in words.

    The choices are what the reader may see, nothing else; `offered` brings those that depend on him.
    """

    def __init__(self, sent: Any, *, binders: list[Binder], **offered: Any) -> None:
        super().__init__(sent, auto_id="f-%s", use_required_attribute=False)
        self.binders = {binder.reference: binder for binder in binders}
        offered["binder"] = [
            ("", "All binders"),
            *((binder.reference, _titled(binder)) for binder in binders),
        ]
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
        """The binder asked for, if any."""
        return self.binders.get(self.cleaned_data.get("binder", ""))

    def in_force(self) -> list[tuple[str, str, str]]:
        """(name, label, value in words) of every field that narrows the list."""
        found = []
        for name, field in self.fields.items():
            value = self.cleaned_data.get(name)
            if not value:
                continue
            words = str(value)
            if name in ("since", "until"):
                words = f"{value.day} {value:%b %Y}"
            elif name != "binder" and isinstance(field, forms.ChoiceField):
                words = _word_of(field, str(value))
            found.append((name, str(field.label or name.capitalize()), words))
        return found


class JournalFilter(ListFilter):
    """The filter of the journal."""

    binder = forms.ChoiceField(required=False)
    actor = forms.ChoiceField(required=False)
    act = forms.ChoiceField(required=False)
    subject = forms.CharField(
        required=False,
        max_length=80,
        strip=True,
        widget=forms.TextInput(attrs={"placeholder": "such as DEAL/3"}),
    )
    since = day_field("From")
    until = day_field("To")
    text = forms.CharField(label="Number, digest or words", required=False, max_length=120, strip=True)

    def __init__(
        self, sent: Any, *, binders: list[Binder], actors: list[str], acts: list[tuple[str, str]]
    ) -> None:
        everybody = [("", "Everybody"), *((name, name) for name in actors)]
        super().__init__(sent, binders=binders, actor=everybody, act=[("", "All acts"), *acts])

    @property
    def search(self) -> Search:
        given = self.cleaned_data
        return Search(**{name: given[name] for name in ("actor", "act", "subject", "since", "until", "text")})


class ReadFilter(ListFilter):
    """The filter of the read log."""

    binder = forms.ChoiceField(required=False)
    reader = forms.ChoiceField(required=False)
    what = forms.ChoiceField(required=False, choices=[("", "Everything"), *ReadEntry.What.choices])
    door = forms.ChoiceField(required=False, choices=[("", "All doors"), *ReadEntry.Door.choices])
    since = day_field("From")
    until = day_field("To")
    text = forms.CharField(label="Title, digest or capacity", required=False, max_length=120, strip=True)

    def __init__(self, sent: Any, *, binders: list[Binder], readers: list[str]) -> None:
        everybody = [("", "Everybody"), *((name, name) for name in readers)]
        super().__init__(sent, binders=binders, reader=everybody)

    @property
    def search(self) -> ReadSearch:
        return ReadSearch(**{name: value for name, value in self.cleaned_data.items() if name != "binder"})


def _word_of(field: forms.ChoiceField, value: str) -> str:
    """The word of a choice, which may stand in a group of choices."""
    for key, label in list(field.choices):  # type: ignore[arg-type]
        inside = label if isinstance(label, list | tuple) else [(key, label)]
        for name, word in inside:
            if str(name) == value:
                return str(word)
    return value


def _titled(binder: Binder) -> str:
    if binder.called != binder.reference or not binder.title:
        return binder.called
    title = f"{binder.reference}, {binder.title}"
    return f"{title} (simulation)" if binder.is_simulation else title
