"""Who may authorise a release for the escrow agent, and who not: two persons with no other hand in it (EA 3.2, I10)."""

from datetime import datetime

from documents.errors import RuleViolation
from documents.sentences import ended
from parties.models import Person
from tranches.models import EscrowAgreement, Instruction
from tranches.selectors.release.call_backs import callers_of
from tranches.selectors.release.credentials import authorised, hands_of, relied_on
from tranches.selectors.terms import terms_of


def check_authoriser(instruction: Instruction, person_id: int, now: datetime) -> None:
    """Refuse who has authorised this attempt already, approved for a party, called back before the first, or has just had a hand
    in an approver's credentials."""
    given = authorised(instruction)
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
    check_hands(instruction.agreement, person_id, relied=relied_on(instruction), beside=given, now=now)


def check_hands(
    agreement: EscrowAgreement, person_id: int, *, relied: set[int], beside: set[int], now: datetime
) -> None:
    """Nobody releases on the word of whom he has just let in (`relied`), nor beside one who has just let him in (I13)."""
    days = terms_of(agreement).signing.cool_off_days
    behind = hands_of(agreement, relied, until=now)
    if person_id in behind:
        whose = Person.objects.get(pk=behind[person_id]).name
        raise RuleViolation(
            "hand_in_credentials",
            f"You had a hand in {whose}’s account, role or authority within the last {days} days, and this release rests on "
            f"{ended(whose)} Another person authorises.",
        )
    if let_in_by := beside & set(hands_of(agreement, {person_id}, until=now)):
        who = Person.objects.get(pk=min(let_in_by)).name
        raise RuleViolation(
            "hand_in_credentials",
            f"{who}, who has authorised already, had a hand in your own place on the register within the last {days} days. "
            "Another person authorises.",
        )
