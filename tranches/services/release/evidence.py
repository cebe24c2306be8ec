"""What a tick of the release checklist must rest on, by the kind of evidence that the deal asks for (EA 3.2)."""

from datetime import date

from documents.errors import RuleViolation
from documents.sentences import ended
from tranches.models import Instruction
from tranches.selectors.release.checklist import delivery_gap
from tranches.services.common import needed
from tranches.terms.agreement_terms import ChecklistItem


def check_evidence(
    item: ChecklistItem,
    instruction: Instruction,
    note_text: str,
    *,
    has_paper: bool,
    checked_on: date,
    valid_until: date | None,
    today: date,
) -> None:
    """Refuse a tick without its evidence, and one for an item that is read from elsewhere."""
    if item.evidence == "call_back":
        raise RuleViolation(
            "by_call_back",
            f"{item.label}: this is shown by a recorded call to a number of the register, not by a tick. Record the call-back.",
            field="item",
        )
    if item.evidence == "portal_consent":
        raise RuleViolation(
            "by_consent",
            f"{item.label}: this is read from the consents on file. Record them on the page of the agreement.",
            field="item",
        )
    if item.evidence == "document" and not has_paper:
        raise RuleViolation(
            "no_evidence", ended(f"Attach the paper that shows it: {item.label}"), field="paper"
        )
    if item.evidence in ("note", "delivery_account"):
        needed(note_text, ended(f"Write down what was checked: {item.label}"), "note_text")
    if item.evidence == "delivery_account":
        _check_account(item, instruction, today)
    if item.expires:
        _check_expiry(item, checked_on, valid_until, today)


def _check_account(item: ChecklistItem, instruction: Instruction, today: date) -> None:
    gap = delivery_gap(instruction, today)
    if gap:
        raise RuleViolation(
            "account_not_current",
            f"{item.label}: {gap} Bring the register in order, or withdraw {instruction} and prepare it again.",
            field="item",
        )


def _check_expiry(item: ChecklistItem, checked_on: date, valid_until: date | None, today: date) -> None:
    if valid_until is None:
        raise RuleViolation(
            "no_last_day", ended(f"Enter the last day it holds for: {item.label}"), field="valid_until"
        )
    if valid_until < checked_on:
        raise RuleViolation(
            "dates_out_of_order", "It ends before it was checked. Check both dates.", field="valid_until"
        )
    if valid_until < today:
        raise RuleViolation(
            "expired", "It holds no more today. Have the check made again.", field="valid_until"
        )
