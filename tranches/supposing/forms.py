"""The form of figures supposed: one field a year, those on record fixed until the user unlocks them, or a file of scenarios."""

import uuid
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from documents.acting import Acting
from documents.errors import RuleViolation
from documents.tables.tables_in import MOST_BYTES, read_sheet
from tranches.supposing.services.comparing import Basis
from tranches.supposing.services.scenarios import LONGEST_NAME
from tranches.templatetags.desk import day
from tranches.terms.errors import TermsError
from tranches.terms.sums.figures import grouped_decimal, plain_decimal
from tranches.terms.sums.scenarios import Scenario, parse_rows
from tranches.terms.typed import NotUnderstood, figure

MOST_DIGITS = 15
MOST_PLACES = 6
MOST_ROWS = 200


class FigureField(forms.Field):
    """An exact amount in full, thousands set off by commas or not; nothing stands for a year not known."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, *, unit: str, fixed: str, number: int, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.unit, self.fixed, self.number = unit, fixed, number

    def to_python(self, value: Any) -> Fraction | None:
        text = str(value or "").strip()
        if not text:
            return None
        try:
            return Fraction(figure(text, unit=self.unit, digits=MOST_DIGITS, places=MOST_PLACES).value)
        except NotUnderstood as refusal:
            raise forms.ValidationError(
                f"Tranche {self.number}: “{text[:40]}” is no amount. {refusal.sentence} "
                "Leave the field empty for a year not known.",
                code="not_a_number",
            ) from None


def unusable(amount: Fraction) -> str:
    """Why an amount cannot be one, or nothing."""
    if abs(amount) >= 10**MOST_DIGITS:
        return f"the amount has more than {MOST_DIGITS} digits before the point. Write it in the unit shown."
    if (amount * 10**MOST_PLACES).denominator != 1:
        return f"the amount has more than {MOST_PLACES} decimals. Leave out what follows."
    return ""


class FiguresForm(Acting, forms.Form):
    """Figures for the years of an agreement. `with_file` adds the scenarios' file and the name to save under.

    After `is_valid`, `supposed` has the figures typed in (not those on record), `merged` all to compute with, and `scenarios` the
    rows of the file. A figure that contradicts the record without leave is refused at its field.
    """

    label_suffix = ""
    use_required_attribute = False

    key = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
    replace = forms.CharField(widget=forms.HiddenInput, max_length=2, required=False)

    def __init__(self, *args: Any, basis: Basis, with_file: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.basis = basis
        self.scenarios: list[Scenario] = []
        self.supposed: dict[int, Fraction] = {}
        self.merged: dict[int, Fraction] = dict(basis.recorded)
        for tranche in basis.terms.tranches:
            recorded = basis.recorded.get(tranche.number)
            self.fields[f"actual-{tranche.number}"] = FigureField(
                label=f"Tranche {tranche.number}, year to {day(tranche.ends_on)}",
                help_text=f"target {grouped_decimal(tranche.target)}",
                unit=tranche.currency_label,
                fixed="" if recorded is None else grouped_decimal(recorded),
                number=tranche.number,
            )
        if with_file:
            self.fields["file"] = forms.FileField(
                label="Or a file of scenarios",
                required=False,
                help_text="XLSX, ODS, CSV or TSV with the header name,1,2 and so on; one scenario a row, blank for a year not known.",
                widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.ods"}),
            )
            self.fields["name"] = forms.CharField(
                label="Save under a name",
                required=False,
                max_length=LONGEST_NAME,
                strip=True,
                error_messages={"max_length": f"The name may have at most {LONGEST_NAME} characters."},
            )
        if not self.is_bound:
            self.initial["key"] = uuid.uuid4().hex

    @property
    def replaces(self) -> bool:
        """Whether the user said that figures on record give way."""
        return (self.data.get("replace") if self.is_bound else self.initial.get("replace")) == "on"

    def rows(self) -> list[dict[str, Any]]:
        """The years for the template: a figure on record stands as text unless it is unlocked or was typed against."""
        found = []
        for bound in self:
            if isinstance(bound.field, FigureField):
                fixed = bound.field.fixed if not self.replaces and not bound.errors else ""
                found.append({"bound": bound, "fixed": fixed, "was": bound.field.fixed})
        return found

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name, value in list(cleaned.items()):
            if name.startswith("actual-") and value is not None:
                number = int(name.removeprefix("actual-"))
                if self.basis.recorded.get(number) != value:
                    self.supposed[number] = value
        upload = cleaned.get("file")
        if upload and self.supposed:
            self.add_error(
                "file",
                "Either type figures or load a file, not both: empty the years, or leave the file out.",
            )
        elif upload:
            self._read(upload)
        elif not self.errors:
            for number, amount in self.supposed.items():
                self._merge({number: amount}, f"actual-{number}")
        return cleaned

    def decimals(self) -> dict[int, Decimal]:
        """The supposed figures as the services take them."""
        return {number: Decimal(plain_decimal(amount)) for number, amount in self.supposed.items()}

    def refuse(self, refusal: RuleViolation) -> None:
        """Put a service's sentence at its field, or on top where it belongs to none that is shown."""
        self.add_error(refusal.field if refusal.field in self.fields else None, refusal.sentence)

    def described(self) -> None:
        """Tie each wrong field to its error for a reader that cannot see the colour."""
        for bound in self:
            if bound.errors:
                bound.field.widget.attrs["aria-invalid"] = "true"
                bound.field.widget.attrs["aria-describedby"] = f"{bound.auto_id}-error"

    def _merge(self, figures: dict[int, Fraction], field: str) -> dict[int, Fraction] | None:
        try:
            merged = self.basis.merged(figures, replace_recorded=self.replaces)
        except RuleViolation as refusal:
            self.add_error(field, refusal.sentence)
            return None
        self.merged |= {number: merged[number] for number in figures}
        return merged

    def _read(self, upload: UploadedFile) -> None:
        """The rows of the file; one alone counts as if its figures were typed in."""
        try:
            rows = _rows(upload, self.basis)
        except RuleViolation as refusal:
            self.add_error("file", refusal.sentence)
            return
        for row in rows:
            for number, amount in row.actuals.items():
                if wrong := unusable(amount):
                    self.add_error("file", f"Scenario “{row.name}”, tranche {number}: {wrong}")
                    return
            merged = self._merge(row.actuals, "file") if len(rows) == 1 else self._row(row)
            if merged is None:
                return
            self.scenarios.append(Scenario(row.name, merged))
        if len(rows) == 1:
            own = rows[0].actuals.items()
            self.supposed = {n: amount for n, amount in own if self.basis.recorded.get(n) != amount}

    def _row(self, row: Scenario) -> dict[int, Fraction] | None:
        try:
            return self.basis.merged(row.actuals, replace_recorded=self.replaces)
        except RuleViolation as refusal:
            self.add_error("file", f"Scenario “{row.name}”: {refusal.sentence}")
            return None


def _rows(upload: UploadedFile, basis: Basis) -> list[Scenario]:
    """The scenarios of a file; RuleViolation for one that is too large, no text, no CSV of ours, empty or too long."""
    sheet = read_sheet(upload.read(MOST_BYTES + 1))
    try:
        rows = parse_rows(sheet.lines, basis.terms, digits=MOST_DIGITS)
    except TermsError as refusal:
        raise RuleViolation(refusal.code, refusal.sentence) from None
    if not rows:
        raise RuleViolation("no_scenarios", "The file has a header and no scenario. Add a row for each.")
    if len(rows) > MOST_ROWS:
        raise RuleViolation(
            "too_many_scenarios",
            f"The file has {len(rows)} scenarios; at most {MOST_ROWS} are shown at once.",
        )
    return rows
