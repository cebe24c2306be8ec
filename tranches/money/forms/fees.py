"""The agent's fee (EA 4.4), and the costs of releases (EA 3.2, SPA 6)."""

from typing import Any

from django import forms

from documents.sentences import ended
from tranches.admin.forms.base import ActForm, Pick
from tranches.admin.forms.fields import AmountField, DayField, PaperField, WordsField
from tranches.models import AgreementParty
from tranches.money.models import ReleaseCost
from tranches.money.selectors.fees import FeeRow, fee_rows, possible_payers, releases_of, usual_bearer
from tranches.money.services.costs import record_release_cost
from tranches.money.services.fees import issue_fee_invoice, raise_fees, record_fee_payment, settle_fee_payer
from tranches.services import money
from tranches.templatetags.desk import day


class RaiseFeesForm(ActForm):
    """Enter the fee of every year of the escrow period that is due and not entered yet."""

    event = "raise_fees"
    refused = "No fee was entered"
    button = "Enter the fees"
    then = ("One entry for each fee year that is due; doing it again changes nothing.",)

    def perform(self) -> str:
        newest = self.do(raise_fees, agreement=self.scene.agreement)
        return f"The fees up to {newest} are entered."


class SettleFeePayerForm(ActForm):
    """Record the parties' answer to who pays the fee."""

    event = "settle_fee_payer"
    refused = "The answer was not recorded"
    button = "Record the answer"
    then = (
        "Invoices are made to this party from now on.",
        "Invoices already made stay as they are.",
    )

    payer = Pick(label="Who pays")
    answered_on = DayField(label="Date of the answer")
    paper = PaperField(label="The parties’ answer")

    def prepare(self) -> None:
        self.fields["payer"].offer(possible_payers(self.scene.agreement), label=_party)  # type: ignore[attr-defined]
        self.initial["answered_on"] = self.scene.today

    def perform(self) -> str:
        answer = self.do(settle_fee_payer, agreement=self.scene.agreement, **self.cleaned_data)
        return f"{answer.payer.party.name} pays the fee, by the {answer}."


class IssueFeeInvoiceForm(ActForm):
    """Make the invoice of one fee year."""

    event = "issue_fee_invoice"
    refused = "The invoice was not made"
    button = "Make the invoice"
    then = ("The invoice gets its number, is made as a PDF and filed.", "It cannot be made twice.")

    entry = Pick(label="Fee year")

    def prepare(self) -> None:
        rows = [
            row.entry
            for row in fee_rows(self.scene.agreement)
            if row.invoice is None and row.entry.amount_minor
        ]
        self.fields["entry"].offer(rows, label=_year)  # type: ignore[attr-defined]

    def perform(self) -> str:
        invoice = self.do(issue_fee_invoice, **self.cleaned_data)
        return f"Invoice {invoice} was made and filed."


class RecordFeePaymentForm(ActForm):
    """Record money received on an invoice."""

    event = "record_fee_payment"
    refused = "The payment was not recorded"
    button = "Record the payment"
    then = ("What is open on the invoice shrinks by it; a part is possible, more than is open is not.",)

    invoice = Pick(label="Invoice")
    amount = AmountField(label="Amount", example="5000.00")
    currency = forms.CharField(
        label="Currency", max_length=3, widget=forms.TextInput(attrs={"class": "w-date"})
    )
    received_on = DayField(label="Received on")
    reference = forms.CharField(label="Reference", max_length=120, required=False)
    paper = PaperField(label="The bank’s advice", required=False)

    def prepare(self) -> None:
        self.open: dict[int, FeeRow] = {
            row.invoice.pk: row
            for row in fee_rows(self.scene.agreement)
            if row.invoice is not None and not row.is_paid
        }
        self.fields["invoice"].offer([row.invoice for row in self.open.values()], label=self._label)  # type: ignore[attr-defined]
        fee = self.scene.terms.fee
        self.initial.update(received_on=self.scene.today, currency=fee.currency if fee else "")

    def perform(self) -> str:
        payment = self.do(record_fee_payment, **self.cleaned_data)
        return f"{money.text(payment.amount_minor, payment.currency)} on {payment.invoice} were recorded."

    def _label(self, invoice: Any) -> str:
        row = self.open[invoice.pk]
        return f"{invoice}, {invoice.payer.party.name}: {money.text(row.open_minor, row.entry.currency)} open"


class RecordReleaseCostForm(ActForm):
    """Record a cost or tax of one release, and who bears it."""

    event = "record_release_cost"
    refused = "The cost was not recorded"
    button = "Record the cost"
    then = ("It is recorded with the release and its bearer; nothing is charged by it.",)

    release = Pick(label="Release")
    kind = forms.ChoiceField(label="Kind", choices=ReleaseCost.Kind.choices)
    what = forms.CharField(label="What it is", max_length=200)
    amount = AmountField(label="Amount", example="120.50")
    currency = forms.CharField(
        label="Currency", max_length=3, widget=forms.TextInput(attrs={"class": "w-date"})
    )
    borne_by = Pick(label="Borne by")
    reason = WordsField(label="Why another than the terms name", required=False)
    incurred_on = DayField(label="Arose on")
    paper = PaperField(label="The bill", required=False)

    def prepare(self) -> None:
        releases = releases_of(self.scene.agreement)
        self.fields["release"].offer(releases)  # type: ignore[attr-defined]
        self.fields["borne_by"].offer([part for part in self.scene.parts if part.letter], label=_party)  # type: ignore[attr-defined]
        usual = usual_bearer(self.scene.agreement)
        if usual is not None:
            self.initial["borne_by"] = str(usual.pk)
            self.fields["borne_by"].help_text = ended(f"By the terms: {usual.party.name}")
        self.initial["incurred_on"] = self.scene.today

    def perform(self) -> str:
        cost = self.do(record_release_cost, **self.cleaned_data)
        return f"The cost of {cost.release} was recorded: {money.text(cost.amount_minor, cost.currency)}."


def _party(part: AgreementParty) -> str:
    return f"{part.letter}: {part.party.name}"


def _year(entry: Any) -> str:
    amount = money.text(entry.amount_minor, entry.currency)
    return f"Year {entry.number}, {day(entry.starts_on)} to {day(entry.ends_on)}: {amount}"
