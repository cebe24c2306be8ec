"""How long what is kept is kept: the classes of the record, and the day from which each may be destroyed.

The years are the house's, not the deal's: no clause of the agreements limits them, and confidence lasts for ever (SPA 9).
"""

from calendar import isleap
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class RetentionClass:
    """A part of the record that is kept for a number of years. `runs_from` completes “counted from …”."""

    name: str
    title: str
    holds: str
    runs_from: str


_CLOSING = "the closing, or the newest entry if that is later"

DEAL = RetentionClass(
    "deal", "Deal file", "Documents, journal, share ledger, instructions and approvals", _CLOSING
)
MONEY = RetentionClass("money", "Money", "Papers of fees, costs, prices, penalties and dividends", _CLOSING)
IDENTITY = RetentionClass(
    "identity", "Evidence about persons", "Checks of identity and sanctions, of successors", _CLOSING
)
READS = RetentionClass("reads", "Read log", "Who was handed what", _CLOSING)
REGISTER = RetentionClass(
    "register",
    "Register of the party",
    "Signatories, firms, accounts and numbers, with their papers",
    "the closing of its last agreement, or the newest entry if that is later",
)

CLASSES = (DEAL, MONEY, IDENTITY, READS, REGISTER)

# Whoever writes a new kind of paper need not come here: what is not listed belongs to the deal file, the longest of the classes.
_MONEY = frozenset(
    {
        "fee_payer_answer",
        "fee_payment",
        "release_cost",
        "closing_prices",
        "delay_decision",
        "dividend_declaration",
        "dividend_payment",
        "dividend_receipt",
        "dividend_taken_back",
        "scrip_delivery",
    }
)
_IDENTITY = frozenset({"checklist_evidence", "successor_identity"})


def class_of(document_kind: str) -> RetentionClass:
    """The class of a document that came into the binder of a deal; of a paper made here its sheet says it."""
    if document_kind in _MONEY:
        return MONEY
    return IDENTITY if document_kind in _IDENTITY else DEAL


def due_on(since: date, years: int) -> date:
    """The first day after so many years. Counted from 29 February it is 1 March in a year that has no such day."""
    year = since.year + years
    if since.month == 2 and since.day == 29 and not isleap(year):
        return date(year, 3, 1)
    return since.replace(year=year)
