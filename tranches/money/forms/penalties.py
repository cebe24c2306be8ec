"""Closing prices, decisions on a delay, and the statement of the penalty (SPA 8.2)."""

from django import forms

from documents.sentences import large
from tranches.admin.forms.base import ActForm, Pick
from tranches.admin.forms.fields import AmountField, DayField, PaperField, TableField, WordsField
from tranches.models import AgreementParty
from tranches.money.selectors.penalty import debtors_of, owed_of, priced_until
from tranches.money.services.penalties import decide_delay_reason, make_penalty_statement
from tranches.money.services.prices import load_closing_prices, look_at_prices, record_closing_price
from tranches.services import money


class RecordClosingPriceForm(ActForm):
    """Record what one share closed at on a day."""

    event = "record_closing_price"
    refused = "The price was not recorded"
    button = "Record the price"
    then = (
        "A day on which the exchange is closed needs no price: the last close before it counts.",
        "Every trading day needs one before a statement; where the share did not trade, it is the last close, and the notice "
        "that says so is its source.",
        "Another price for a day on record, or the price of a day without trading, needs its reason.",
    )

    day = DayField(label="Day")
    price = AmountField(label="Closing price of one share", example="1.25")
    currency = forms.CharField(
        label="Currency", max_length=3, widget=forms.TextInput(attrs={"class": "w-date"})
    )
    source = forms.CharField(label="Source", max_length=200, help_text="Where it can be looked up.")
    reason = WordsField(label="Why it is corrected, or stands though the exchange was closed", required=False)

    def prepare(self) -> None:
        penalty = self.scene.terms.penalty
        self.initial.update(day=self.scene.today, currency=penalty.currency if penalty else "")

    def perform(self) -> str:
        row = self.do(record_closing_price, agreement=self.scene.agreement, **self.cleaned_data)
        return f"The {row} was recorded: {row.currency} {row.price}."


class LoadClosingPricesForm(ActForm):
    """Load closing prices from a table."""

    event = "load_closing_prices"
    refused = "No price was loaded"
    button = "Load the prices"
    then = ("All rows are loaded or none; the file is filed in the binder.",)

    file = TableField(
        label="The file",
        columns="date,close",
        look=lambda _, content, today: look_at_prices(content, today=today),
    )
    source = forms.CharField(label="Source", max_length=200, help_text="Where the prices can be looked up.")
    reason = WordsField(
        label="Why prices are corrected, or stand though the exchange was closed", required=False
    )

    def perform(self) -> str:
        paper = self.do(load_closing_prices, agreement=self.scene.agreement, **self.cleaned_data)
        return f"“{paper.title}” were loaded and filed."


class DecideDelayReasonForm(ActForm):
    """Record a decision whether a debtor had a justified reason for a period of delay."""

    event = "decide_delay_reason"
    refused = "The decision was not recorded"
    button = "Record the decision"
    then = (
        "The escrow agent records who decided; it judges no dispute.",
        "Justified days are left out of this debtor’s penalty from now on; statements already made stay.",
    )

    debtor = Pick(label="Debtor")
    is_justified = forms.TypedChoiceField(
        label="Decided",
        choices=[("yes", "The reason was justified"), ("no", "There was no justified reason")],
        coerce=lambda value: value == "yes",
    )
    starts_on = DayField(label="From")
    ends_on = DayField(label="To, this day included")
    ground = WordsField(label="Ground")
    author = forms.CharField(
        label="Decided by", max_length=200, help_text="The tribunal, or the parties that agreed."
    )
    decided_on = DayField(label="Decided on")
    paper = PaperField(label="The decision")

    def prepare(self) -> None:
        self.fields["debtor"].offer(debtors_of(self.scene.agreement), label=_party)  # type: ignore[attr-defined]

    def perform(self) -> str:
        decision = self.do(decide_delay_reason, tranche=self.scene.tranche, **self.cleaned_data)
        return f"{large(str(decision))} was recorded."


class MakePenaltyStatementForm(ActForm):
    """Make the statement of what the delay comes to for one debtor."""

    event = "make_penalty_statement"
    refused = "The statement was not made"
    button = "Make the statement"
    then = (
        "A PDF with every day, price and step is made, addressed to the debtor, and filed.",
        "Who owes which part stays open until it is decided.",
    )

    debtor = Pick(label="Debtor")
    until = DayField(label="Until, this day included")

    def prepare(self) -> None:
        self.fields["debtor"].offer(debtors_of(self.scene.agreement), label=_party)  # type: ignore[attr-defined]
        owed = owed_of(self.scene.tranche)
        whole = owed is not None and owed.shares and owed.left_on(self.scene.today) <= 0
        until = max(owed.released) if whole and owed is not None else self.scene.today
        self.initial["until"] = priced_until(self.scene.tranche, owed, until) if owed else until

    def perform(self) -> str:
        made = self.do(make_penalty_statement, tranche=self.scene.tranche, **self.cleaned_data)
        return f"Statement {made} was made and filed: {money.text(made.amount_minor, made.currency)}."


def _party(part: AgreementParty) -> str:
    return f"{part.letter}: {part.party.name}"
