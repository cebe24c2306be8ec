"""The filter of the journal."""

from typing import Any

from django import forms

from documents.models import Binder
from documents.selectors.journal import Search

DAY = forms.DateInput(format="%Y-%m-%d", attrs={"placeholder": "YYYY-MM-DD", "inputmode": "numeric"})
DAY_WRONG = {"invalid": "This is no day. Type it as YYYY-MM-DD, such as 2026-12-18."}


class JournalFilter(forms.Form):
    """Each field narrows the list; none is required. The choices are what the reader may see, nothing else."""

    binder = forms.ChoiceField(required=False)
    actor = forms.ChoiceField(required=False)
    act = forms.ChoiceField(required=False)
    subject = forms.CharField(
        required=False,
        max_length=80,
        strip=True,
        widget=forms.TextInput(attrs={"placeholder": "such as DEAL/3"}),
    )
    since = forms.DateField(
        label="From", required=False, input_formats=["%Y-%m-%d"], widget=DAY, error_messages=DAY_WRONG
    )
    until = forms.DateField(
        label="To", required=False, input_formats=["%Y-%m-%d"], widget=DAY, error_messages=DAY_WRONG
    )
    text = forms.CharField(label="Number, digest or words", required=False, max_length=120, strip=True)

    def __init__(
        self, sent: Any, *, binders: list[Binder], actors: list[str], acts: list[tuple[str, str]]
    ) -> None:
        super().__init__(sent, auto_id="f-%s", use_required_attribute=False)
        self.binders = {binder.reference: binder for binder in binders}
        marked = [(binder.reference, _titled(binder)) for binder in binders]
        self._choose("binder", [("", "All binders"), *marked])
        self._choose("actor", [("", "Everybody"), *((name, name) for name in actors)])
        self._choose("act", [("", "All acts"), *acts])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if not isinstance(field, forms.ChoiceField):
            raise TypeError(f"{name} is no choice")
        field.choices = choices
        field.error_messages["invalid_choice"] = "There is none of that name here. Choose one of the list."

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

    @property
    def search(self) -> Search:
        given = self.cleaned_data
        return Search(**{name: given[name] for name in ("actor", "act", "subject", "since", "until", "text")})

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
            elif name == "act" and isinstance(field, forms.ChoiceField):
                words = str(dict(field.choices)[value])  # type: ignore[arg-type]
            found.append((name, str(field.label or name.capitalize()), words))
        return found


def _titled(binder: Binder) -> str:
    title = f"{binder.reference}, {binder.title}" if binder.title else binder.reference
    return f"{title} (simulation)" if binder.is_simulation else title
