"""Who may authorise a release for the escrow agent, and who not: two persons with no other hand in it (EA 3.2, I10)."""

from datetime import datetime, timedelta

from documents.errors import RuleViolation
from tranches.models import Authorisation, Instruction
from tranches.selectors.approvals import live_approvals
from tranches.selectors.call_backs import callers_of
from tranches.selectors.credentials import hands_on_approvers
from tranches.selectors.terms import terms_of


def check_authoriser(instruction: Instruction, person_id: int, now: datetime) -> None:
    """Refuse who has authorised this attempt already, approved for a party, called back before the first, or has just had a hand
    in an approver's credentials."""
    given = set(
        Authorisation.objects.filter(instruction=instruction, attempt=instruction.attempt).values_list(
            "person_id", flat=True
        )
    )
    if person_id in given:
        raise RuleViolation(
            "needs_second_person",
            "You have authorised this release already; another person must be the second.",
        )
    if given and person_id == instruction.prepared_person_id:
        raise RuleViolation(
            "preparer_comes_first",
            "Who prepared the instruction may be the first to authorise, not the one after. Another person must.",
        )
    if not given and person_id in callers_of(instruction):
        raise RuleViolation(
            "caller_not_first",
            "You made the call-back, so you are not the first to authorise. Another person goes first; you may follow.",
        )
    if instruction.approvals.filter(person_id=person_id).exists():
        raise RuleViolation(
            "approver_cannot_authorise", "Who approved for a party does not authorise for the escrow agent."
        )
    _check_hands(instruction, person_id, now)


def _check_hands(instruction: Instruction, person_id: int, now: datetime) -> None:
    days = terms_of(instruction.agreement).signing.cool_off_days
    hands = hands_on_approvers(instruction, since=now - timedelta(days=days), until=now)
    if person_id in hands:
        approver = next(
            row.person.name for row in live_approvals(instruction) if row.person_id == hands[person_id]
        )
        raise RuleViolation(
            "hand_in_credentials",
            f"You opened or changed the account, role or authority of {approver}, who approved, within the last {days} days. "
            "Another person authorises.",
        )
