"""What the transfer agent states: positions, breaks, and lists of transfers (EA 3.2, 4.1)."""

from typing import Any

from django import forms

from documents.days import day_words
from documents.sentences import large
from tranches.admin.forms.base import ActForm, Pick
from tranches.admin.forms.fields import DayField, PaperField, SharesField, TableField, WordsField
from tranches.admin.forms.release.claims import DESK
from tranches.positions.models import PositionStatement
from tranches.positions.selectors.positions import newest_position, statements_of
from tranches.positions.services.positions import (
    explain_break,
    load_position,
    look_at_position,
    make_reconciliation,
    record_position,
)
from tranches.positions.services.transfer_lists import load_transfers, look_at_transfers
from tranches.selectors.ledger.units import line_on

OFFERED = 20  # the newest statements of which a paper can be made


class RecordPositionForm(ActForm):
    """Record the position of a day in the agent's name, as the transfer agent's paper states it."""

    event = "record_position"
    refused = "The position was not recorded"
    button = "Record the position"
    then = (
        "It is reconciled with the ledger at the end of that day: it agrees, or every break is listed.",
        "A break is explained by another person, or resolved by a new statement.",
    )
    lands_on = DESK

    as_of = DayField(label="Position at the end of")
    security = forms.CharField(label="Security", max_length=200)
    shares = SharesField(label="Shares in the escrow agent’s name")
    paper = PaperField(label="The transfer agent’s statement")

    def prepare(self) -> None:
        self.initial["as_of"] = self.scene.today
        self.initial["security"] = line_on(self.scene.agreement, self.scene.today).instrument

    def perform(self) -> str:
        return _said(self.do(record_position, agreement=self.scene.agreement, **self.cleaned_data))


class LoadPositionForm(ActForm):
    """Load the position of a day from a table."""

    event = "load_position"
    refused = "No position was loaded"
    button = "Load the position"
    then = ("All lines are loaded or none; the file is filed.", *RecordPositionForm.then)
    lands_on = DESK

    file = TableField(
        label="The file, of one day",
        columns="date,holder,security,shares",
        look=lambda agreement, content, today: look_at_position(agreement, content, today=today),
    )
    paper = PaperField(label="The transfer agent’s statement on paper", required=False)

    def perform(self) -> str:
        return _said(self.do(load_position, agreement=self.scene.agreement, **self.cleaned_data))


class ExplainBreakForm(ActForm):
    """Record why a break is in order."""

    event = "explain_break"
    refused = "The break was not explained"
    button = "Record the explanation"
    then = ("With every break explained the position counts as reconciled.",)
    foot = "Another person than who loaded the statement."
    lands_on = DESK

    position_break = Pick(label="Break", is_decided_on=True)
    reason = WordsField(label="Why it is in order", max_length=1000)
    paper = PaperField(label="What shows it", required=False)

    def prepare(self) -> None:
        newest = newest_position(self.scene.agreement)
        rows = newest.open_breaks if newest else ()
        self.fields["position_break"].offer(rows, label=self._label)  # type: ignore[attr-defined]

    def perform(self) -> str:
        row = self.do(explain_break, **self.cleaned_data).position_break
        return f"{large(str(row))} of {row.statement} was explained."

    @staticmethod
    def _label(row: Any) -> str:
        return f"{row.statement}, {row}: {row.difference:+,} shares, {row.get_kind_display().lower()}"


class MakeReconciliationForm(ActForm):
    """Make the reconciliation of a statement as a paper."""

    event = "make_reconciliation"
    refused = "The reconciliation was not made"
    button = "Make the reconciliation"
    then = ("A PDF is made and filed; the parties find it among their papers.",)
    lands_on = DESK

    statement = Pick(label="Statement")

    def prepare(self) -> None:
        rows = [standing.statement for standing in statements_of(self.scene.agreement, OFFERED)]
        self.fields["statement"].offer(rows, label=self._label)  # type: ignore[attr-defined]
        if rows:
            self.initial["statement"] = str(rows[0].pk)

    def perform(self) -> str:
        paper = self.do(make_reconciliation, **self.cleaned_data)
        return f"{paper.reference} was made and filed."

    @staticmethod
    def _label(row: Any) -> str:
        return f"{row} as of {day_words(row.as_of)}"


class LoadTransfersForm(ActForm):
    """Load the transfer agent's list of transfers from a table."""

    event = "load_transfers"
    refused = "No transfer was loaded"
    button = "Load the list"
    then = (
        "All rows are loaded or none; what another list has named is passed over.",
        "Each is matched with our letters; what does not fit is listed.",
    )
    lands_on = DESK

    file = TableField(
        label="The file",
        columns="reference,date,shares,to",
        look=lambda _, content, today: look_at_transfers(content, today=today),
    )

    def perform(self) -> str:
        listing = self.do(load_transfers, agreement=self.scene.agreement, **self.cleaned_data)
        count = listing.entries.count()
        return f"{listing} was loaded: {count:,} transfer{'' if count == 1 else 's'}."


def _said(row: PositionStatement) -> str:
    count = row.breaks.count()
    if not count:
        return f"{row} agrees with the ledger of {day_words(row.as_of)}: {row.stated_shares:,} shares."
    return f"{row} was recorded and does not agree with the ledger: {count} break{'' if count == 1 else 's'} to explain."
