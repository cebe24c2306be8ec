"""Dividends: declared, the entitlement, money in and on, shares delivered (SPA 3.2, EA 1.3)."""

from typing import Any

from django import forms

from tranches.admin.forms.base import ActForm, Pick
from tranches.admin.forms.fields import AmountField, DayField, PaperField, SharesField, WordsField
from tranches.rights.models import Dividend
from tranches.rights.selectors import rights_acts
from tranches.rights.selectors.dividends import DividendRow, dividend_rows, standing_dividends
from tranches.rights.services.dividend_money import (
    pass_on_dividend,
    record_dividend_receipt,
    record_scrip_delivery,
)
from tranches.rights.services.dividends import (
    Ratio,
    due_text,
    establish_entitlement,
    per_share_text,
    record_dividend,
    set_aside_dividend,
)
from tranches.templatetags.desk import day


class RecordDividendForm(ActForm):
    """Record a dividend as the issuer declared it."""

    lands_on = "admin:tranches_escrowagreement_rights"

    event = "record_dividend"
    refused = "The dividend was not recorded"
    button = "Record the dividend"
    then = (
        "The parties are told that it is on record.",
        "What the recipient is due is reckoned after the record date, by the share ledger of that day.",
    )

    kind = forms.ChoiceField(label="How it is paid", choices=Dividend.Kind.choices)
    declared_on = DayField(label="Declared on")
    record_on = DayField(label="Record date")
    payment_on = DayField(label="Payment date")
    amount_per_share = AmountField(label="Amount a share", example="0.025", required=False)
    currency = forms.CharField(
        label="Currency", max_length=3, required=False, widget=forms.TextInput(attrs={"class": "w-date"})
    )
    ratio_new = SharesField(label="New shares", required=False, help_text="Only for a dividend in shares.")
    ratio_old = SharesField(label="for every so many held", required=False)
    paper = PaperField(label="The issuer’s declaration")

    def perform(self) -> str:
        values = dict(self.cleaned_data)
        new, old = values.pop("ratio_new"), values.pop("ratio_old")
        values["ratio"] = Ratio(new, old) if new is not None and old is not None else None
        dividend = self.do(record_dividend, agreement=self.scene.agreement, **values)
        return f"Dividend {dividend} was recorded: {per_share_text(dividend)}."


class OnDividendForm(ActForm):
    """An act on one of the dividends for which it is possible."""

    lands_on = "admin:tranches_escrowagreement_rights"

    def rows(self) -> list[DividendRow]:
        """The dividends that were not set aside."""
        return standing_dividends(dividend_rows(self.scene.agreement, self.scene.today))

    def offer(self, rows: list[DividendRow], label: Any) -> None:
        by_key = {row.dividend.pk: row for row in rows}
        field: Any = self.fields["dividend"]
        field.offer([row.dividend for row in rows], label=lambda dividend: label(by_key[dividend.pk]))

    def currency_of(self, rows: list[DividendRow]) -> str:
        """The one currency of these dividends, or nothing."""
        found = {row.dividend.currency for row in rows}
        return found.pop() if len(found) == 1 else ""


class EstablishEntitlementForm(OnDividendForm):
    """Reckon what the recipient is due, or correct it where a later posting changed what stood that day."""

    event = "establish_entitlement"
    refused = "The entitlement was not reckoned"
    button = "Reckon the entitlement"
    then = (
        "It follows from the share ledger at the end of the record date, and is never changed.",
        "A correction stands beside the first and counts instead of it.",
    )

    dividend = Pick(label="Dividend")
    reason = WordsField(label="Why it is corrected", required=False, help_text="Only for a correction.")

    def prepare(self) -> None:
        self.offer(rights_acts.to_reckon(self.rows()), _to_reckon)

    def perform(self) -> str:
        made = self.do(establish_entitlement, **self.cleaned_data)
        return f"The recipient is due {due_text(made.dividend, made.due)} on {made.dividend}, for {made.shares:,} shares."


class RecordDividendReceiptForm(OnDividendForm):
    """Record what the transfer agent paid to the escrow agent."""

    event = "record_dividend_receipt"
    refused = "The money was not recorded"
    button = "Record the money received"
    then = (
        "It stands for the recipient until it is passed on.",
        "Another amount than expected is shown to all.",
    )

    dividend = Pick(label="Dividend")
    amount = AmountField(label="Received", example="375000.00")
    withheld = AmountField(label="Withheld before it came in", example="0", required=False)
    currency = forms.CharField(
        label="Currency", max_length=3, widget=forms.TextInput(attrs={"class": "w-date"})
    )
    received_on = DayField(label="Received on")
    reference = forms.CharField(label="Reference", max_length=120, required=False)
    paper = PaperField(label="The transfer agent’s advice")

    def prepare(self) -> None:
        rows = rights_acts.to_receive(self.rows())
        self.offer(rows, lambda row: f"{row.dividend}: {due_text(row.dividend, row.expected)} expected")
        self.initial.update(received_on=self.scene.today, currency=self.currency_of(rows), withheld="0")

    def perform(self) -> str:
        values = dict(self.cleaned_data)
        values["withheld"] = values["withheld"] or 0
        receipt = self.do(record_dividend_receipt, **values)
        return f"{due_text(receipt.dividend, receipt.amount_minor)} on {receipt.dividend} were recorded."


class PassOnDividendForm(OnDividendForm):
    """Record money passed on to the recipient."""

    event = "pass_on_dividend"
    refused = "The payment was not recorded"
    button = "Record the payment"
    then = (
        "The advice to the recipient is made as a PDF and filed.",
        "He sees it in the portal and is told.",
    )

    dividend = Pick(label="Dividend")
    amount = AmountField(label="Passed on", example="375000.00")
    currency = forms.CharField(
        label="Currency", max_length=3, widget=forms.TextInput(attrs={"class": "w-date"})
    )
    paid_on = DayField(label="Passed on, on")
    reference = forms.CharField(label="Reference", max_length=120, required=False)
    paper = PaperField(label="The bank’s advice", required=False)

    def prepare(self) -> None:
        rows = rights_acts.to_pass_on(self.rows())
        self.offer(rows, lambda row: f"{row.dividend}: {due_text(row.dividend, row.to_pass_on)} in hand")
        self.initial.update(paid_on=self.scene.today, currency=self.currency_of(rows))

    def perform(self) -> str:
        payment = self.do(pass_on_dividend, **self.cleaned_data)
        return f"{due_text(payment.dividend, payment.amount_minor)} of {payment.dividend} were passed on; the advice is filed."


class RecordScripDeliveryForm(OnDividendForm):
    """Record shares of a dividend that reached the recipient."""

    event = "record_scrip_delivery"
    refused = "The delivery was not recorded"
    button = "Record the delivery"
    then = (
        "The share ledger does not move: these shares are outside the escrow.",
        "The advice is made and filed.",
    )

    dividend = Pick(label="Dividend")
    shares = SharesField(label="Shares delivered")
    delivered_on = DayField(label="Delivered on")
    reference = forms.CharField(label="Reference", max_length=120, required=False)
    paper = PaperField(label="The transfer agent’s confirmation")

    def prepare(self) -> None:
        self.offer(
            rights_acts.to_deliver(self.rows()), lambda row: f"{row.dividend}: {row.to_pass_on:,} shares due"
        )
        self.initial["delivered_on"] = self.scene.today

    def perform(self) -> str:
        delivery = self.do(record_scrip_delivery, **self.cleaned_data)
        return f"{delivery.shares:,} shares of {delivery.dividend} were recorded as delivered; the advice is filed."


class SetAsideDividendForm(OnDividendForm):
    """Set a dividend aside that was recorded wrongly or taken back."""

    event = "set_aside_dividend"
    refused = "The dividend was not set aside"
    button = "Set the dividend aside"
    destructive = True
    then = ("It counts no more and stays readable. Record the right one anew.",)

    dividend = Pick(label="Dividend")
    reason = WordsField(label="Why")
    paper = PaperField(label="The issuer’s paper", required=False)

    def prepare(self) -> None:
        self.offer(rights_acts.to_set_aside(self.rows()), _named)

    def perform(self) -> str:
        made = self.do(set_aside_dividend, **self.cleaned_data)
        return f"Dividend {made.dividend} is set aside."


def _named(row: DividendRow) -> str:
    return f"{row.dividend}: {per_share_text(row.dividend)}, record date {day(row.dividend.record_on)}"


def _to_reckon(row: DividendRow) -> str:
    return f"{_named(row)}{' (to correct)' if row.entitlement else ''}"
