"""Preparing an amendment: single terms edited in a form, or a whole deal file (SPA 5.3, 11.2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms import BoundField
from django.utils.text import slugify

from documents.errors import RuleViolation
from documents.intake import Intake, safe_name
from tranches.admin.forms.base import ActForm
from tranches.admin.forms.fields import AmountField, DayField, SharesField, WordsField
from tranches.selectors.amendment.amendments import beyond_change
from tranches.services.amendment.amendments import LONGEST_REASON, prepare_amendment
from tranches.terms.agreement_terms import KINDS, AgreementTerms, PartyTerms
from tranches.terms.currencies import MINOR_PLACES
from tranches.terms.deal import deal_file
from tranches.terms.deal.amending import RECIPIENT, Edits, edited
from tranches.terms.errors import TermsError
from tranches.terms.readings import QUESTIONS
from tranches.terms.sums.figures import plain_decimal

TOML = "application/toml"
CLOCKS = (
    ("deposit_business_days", "Deposit within, business days"),
    ("release_calendar_days", "Release within, days from the year’s end"),
    ("transfer_business_days", "Transfer within, business days from the last document"),
    ("notice_calendar_days", "A notice by courier is received, days after its sending"),
)
LONGEST_PERIOD = 1000


class DealFileField(forms.FileField):
    """A deal file, handed on as it is: the reader of the terms says what is wrong with it."""

    widget = forms.ClearableFileInput(attrs={"accept": ".toml,application/toml"})

    def clean(self, data: Any, initial: Any = None) -> Intake | None:
        upload: UploadedFile | None = super().clean(data, initial)
        if not upload:
            return None
        return Intake(upload.read(deal_file.LARGEST_FILE + 1), safe_name(upload.name or "", ".toml"), TOML)


@dataclass(frozen=True)
class Group:
    """Fields that belong together; closed until somebody wants to change them, or one is wrong."""

    title: str
    note: str
    fields: list[BoundField]

    @property
    def is_open(self) -> bool:
        return any(field.errors for field in self.fields)


class PrepareAmendmentForm(ActForm):
    """Every term that a form can hold stands with its value now; what is left as it is does not change."""

    event = "prepare_amendment"
    refused = "The amendment was not prepared"
    button = "Prepare the amendment"
    lands_on = "admin:tranches_escrowagreement_amendments"
    then = (
        "The changed terms are checked as a deal file is, and the changes written out term by term.",
        "The paper with a place to sign for every party is made as a PDF and filed.",
        "It stays a draft until it is put before all parties.",
    )
    foot = "What a year was assessed by stays. All parties sign; without all of them nothing changes."

    effective_on = DayField(label="Takes effect on")
    reason = WordsField(
        label="What it is for", max_length=LONGEST_REASON, help_text="Every party reads this."
    )
    file = DealFileField(
        label="Deal file with the changed terms",
        required=False,
        help_text="TOML, whole; instead of the fields above.",
    )
    recipient_name = forms.CharField(
        label="New recipient",
        max_length=200,
        required=False,
        help_text="Name; the name of a party makes that party the recipient.",
    )
    recipient_kind = forms.ChoiceField(
        label="Person or company", choices=[(kind, kind) for kind in KINDS], required=False
    )
    recipient_name_zh = forms.CharField(label="Chinese name", max_length=200, required=False)
    recipient_jurisdiction = forms.CharField(label="Jurisdiction", max_length=120, required=False)
    recipient_registration = forms.CharField(
        label="Registration or identity number", max_length=120, required=False
    )
    recipient_address = forms.CharField(label="Address", max_length=400, required=False)

    def prepare(self) -> None:
        terms = self.scene.terms
        self.names: dict[str, list[str]] = {"tranches": [], "clocks": [], "readings": []}
        fixed = beyond_change(self.scene.agreement)
        for tranche in terms.tranches:
            if tranche.number not in fixed:
                name = f"Tranche {tranche.number}"
                self._add(
                    "tranches",
                    f"t{tranche.number}_shares",
                    SharesField(label=f"{name}: shares"),
                    tranche.shares,
                )
                self._add(
                    "tranches",
                    f"t{tranche.number}_target",
                    AmountField(label=f"{name}: target, {tranche.currency_label}"),
                    plain_decimal(tranche.target),
                )
                self._add(
                    "tranches",
                    f"t{tranche.number}_starts_on",
                    DayField(label=f"{name}: first day"),
                    tranche.starts_on,
                )
                self._add(
                    "tranches",
                    f"t{tranche.number}_ends_on",
                    DayField(label=f"{name}: last day"),
                    tranche.ends_on,
                )
        for key, label in CLOCKS:
            field = forms.IntegerField(label=label, min_value=0, max_value=LONGEST_PERIOD)
            self._add("clocks", key, field, getattr(terms.deadlines, key))
        if terms.fee is not None:
            amount = Fraction(terms.fee.amount_minor, 10 ** MINOR_PLACES[terms.fee.currency])
            fee = AmountField(label=f"Escrow fee, a year, {terms.fee.currency}", example="5000.00")
            self._add("clocks", "fee", fee, plain_decimal(amount))
        self._add_readings(terms)
        self.initial.setdefault("effective_on", self.scene.today)

    def _add_readings(self, terms: AgreementTerms) -> None:
        for question in QUESTIONS:
            text = terms.settings.text(question.name)
            if question.kind == "choice":
                choices = [(reading.value, reading.label) for reading in question.readings]
                field: forms.Field = forms.ChoiceField(label=question.question, choices=choices)
            else:
                field = forms.CharField(label=question.question, max_length=40, required=False)
            field.help_text = terms.clause(question.name)
            self._add("readings", f"setting_{question.name}", field, text)

    def _add(self, group: str, name: str, field: forms.Field, value: object) -> None:
        field.initial = value
        self.fields[name] = field
        self.names[group].append(name)

    @property
    def above(self) -> list[BoundField]:
        """The fields that stand before the groups."""
        return [self["effective_on"], self["reason"]]

    @property
    def groups(self) -> list[Group]:
        """The terms to change, in groups."""
        recipient = [name for name in self.fields if name.startswith("recipient_")]
        shown: Iterable[tuple[str, str, list[str]]] = (
            ("Tranches", "Shares, targets and days of the years not yet assessed", self.names["tranches"]),
            ("Periods and fee", "What clocks run by, and the agent’s fee", self.names["clocks"]),
            ("Recipient", "Who receives the shares from now on", recipient),
            ("Readings", "How the open questions of the text are read", self.names["readings"]),
            ("A deal file instead", "The whole changed terms as a file", ["file"]),
        )
        return [Group(title, note, [self[name] for name in names]) for title, note, names in shown if names]

    def perform(self) -> str:
        given, source = self.cleaned_data, self.cleaned_data["file"]
        edits = self._edits()
        try:
            if source is None:
                terms = edited(self.scene.terms, edits)
            elif edits != Edits():
                raise RuleViolation(
                    "both_given",
                    "Give the deal file or change single terms, not both. Put the fields back as they were.",
                    field="file",
                )
            else:
                terms = deal_file.parse_bytes(source.content, name=source.filename)
        except TermsError as refusal:
            raise RuleViolation(refusal.code, refusal.sentence, field="file" if source else "") from None
        found = self.do(
            prepare_amendment,
            agreement=self.scene.agreement,
            terms=terms,
            effective_on=given["effective_on"],
            reason=given["reason"],
            source=source,
        )
        return f"{found} was prepared and its paper filed. Put it before all parties when it is right."

    # --- What was changed ---

    def _edits(self) -> Edits:
        terms, moved = self.scene.terms, self._moved()
        tranches: dict[int, dict[str, Any]] = {}
        for name in self.names["tranches"]:
            if name in moved:
                number, _, term = name[1:].partition("_")
                value = Fraction(moved[name]) if term == "target" else moved[name]
                tranches.setdefault(int(number), {})[term] = value
        settings = {
            name.removeprefix("setting_"): moved[name] for name in self.names["readings"] if name in moved
        }
        return Edits(
            tranches=tranches,
            deadlines={key: moved[key] for key, _ in CLOCKS if key in moved},
            settings=settings,
            fee_minor=self._fee(terms, moved),
            recipient=self._recipient(),
        )

    def _moved(self) -> dict[str, Any]:
        """The fields of terms whose value is another than the one in force."""
        names = [name for group in self.names.values() for name in group]
        found = {}
        for name in names:
            was, now = self.fields[name].initial, self.cleaned_data[name]
            if isinstance(self.fields[name], AmountField):
                was = Fraction(str(was))
                same = Fraction(now) == was
            else:
                same = (now or "") == (was or "")
            if not same:
                found[name] = now
        return found

    def _fee(self, terms: AgreementTerms, moved: dict[str, Any]) -> int | None:
        if "fee" not in moved or terms.fee is None:
            return None
        minor = Fraction(moved["fee"]) * 10 ** MINOR_PLACES[terms.fee.currency]
        if minor.denominator != 1 or minor < 0:
            raise RuleViolation(
                "bad_amount", f"Enter the fee in whole minor units of {terms.fee.currency}.", field="fee"
            )
        return minor.numerator

    def _recipient(self) -> PartyTerms | None:
        given = self.cleaned_data
        name = " ".join(given["recipient_name"].split())
        if not name:
            return None
        key = slugify(name)[:36] or "recipient"
        taken = {party.key: party.name for party in self.scene.terms.parties}
        if taken.get(key, name) != name:
            key = f"{key}-{RECIPIENT}"
        return PartyTerms(
            key=key,
            letter="",
            part=RECIPIENT,
            kind=given["recipient_kind"] or KINDS[0],
            name=name,
            name_zh=given["recipient_name_zh"],
            jurisdiction=given["recipient_jurisdiction"],
            registration=given["recipient_registration"],
            address=given["recipient_address"],
            recipient=True,
        )
