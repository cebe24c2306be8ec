"""What is asked of a signer before his answer counts: authority that day, the digest he saw, the difference he knows (EA 3.1(b))."""

from datetime import date

from documents.days import day_words
from documents.errors import RuleViolation
from parties.authority import authority_on
from parties.models import Signatory
from tranches.models import AgreementParty, Instruction, InstructionState
from tranches.selectors.assessment.opinions import opinion_words
from tranches.selectors.instruction.approvals import (
    difference_of,
    instructing_parties,
    is_complete,
    live_approvals,
)
from tranches.selectors.terms import terms_of
from tranches.services.instruction.instructions import require_whole


def check_signer(instruction: Instruction, party: AgreementParty, person_id: int, day: date) -> Signatory:
    """The person's authority for the party on the day. Refuses a party that does not sign, a person without authority, and, where
    the deal asks for it, one without a certificate of incumbency."""
    if party.agreement_id != instruction.agreement_id or party not in instructing_parties(instruction):
        raise RuleViolation("not_a_signing_party", f"Party {party.letter} does not sign this instruction.")
    authority = authority_on(person_id, party.party_id, day)
    if authority is None:
        raise RuleViolation(
            "no_authority",
            f"No authority to sign for {party.party.name} on {day_words(day)} is on the register. Ask the escrow agent to "
            "record the certificate, or let an authorised signatory sign.",
            clause=terms_of(instruction.agreement).clause("instruction"),
        )
    if authority.certificate_id is None and terms_of(instruction.agreement).signing.certificate == "needed":
        raise RuleViolation(
            "no_certificate",
            f"No certificate of incumbency of this signatory of {party.party.name} is on file, and the deal asks for one. "
            "Send it to the escrow agent.",
            clause=terms_of(instruction.agreement).clause("instruction"),
        )
    return authority


def check_answerable(
    instruction: Instruction, party: AgreementParty, seen_digest: str, person_id: int
) -> None:
    """Refuse what takes no answer now, another digest than the instruction's, and what the party or the person signed already."""
    require_whole(instruction)
    if seen_digest != instruction.digest:
        raise RuleViolation(
            "digest_moved",
            "The instruction is not the one you read: its digest differs. Open it again and read it once more.",
        )
    if instruction.state != InstructionState.SUBMITTED:
        raise RuleViolation(
            "not_open_for_approval",
            f"{instruction} is {instruction.get_state_display().lower()} and takes no answer now. Nothing was recorded.",
        )
    given = [approval for approval in live_approvals(instruction) if approval.party_id == party.pk]
    if any(approval.person_id == person_id for approval in given) and not is_complete(given):
        raise RuleViolation(
            "needs_second_signatory",
            f"This person has signed for Party {party.letter} already. Another signatory of that party must sign too.",
        )
    if is_complete(given):
        raise RuleViolation(
            "already_approved",
            f"Party {party.letter} has approved {instruction} already. Nothing was changed.",
        )


def check_persons(instruction: Instruction, person_id: int) -> None:
    """The preparer does not approve; one person for two parties only where the deal allows it (I10)."""
    if person_id == instruction.prepared_person_id:
        raise RuleViolation(
            "own_preparation", "Who prepared an instruction does not approve it. Another signatory must."
        )
    allowed = terms_of(instruction.agreement).signing.same_person_allowed
    if not allowed and live_approvals(instruction).filter(person_id=person_id).exists():
        raise RuleViolation(
            "same_person_twice",
            "The agreement asks for two different persons. Another signatory must sign for this party.",
        )


def check_difference(instruction: Instruction, acknowledged: int | None) -> None:
    """Refuse an approval of another quantity than the computed one whose signer has not acknowledged the difference (EA 4.3)."""
    difference = difference_of(instruction)
    if difference and acknowledged != difference:
        raise RuleViolation(
            "difference_not_acknowledged",
            f"The instruction differs by {difference:+,} shares from the computed figure. Confirm that you have seen it.",
            field="difference",
            clause=terms_of(instruction.agreement).clause("documents_govern"),
        )


def check_opinion(instruction: Instruction, acknowledged: str) -> None:
    """Refuse an answer that does not acknowledge, by its very words, an opinion other than an unqualified one."""
    words = opinion_words(instruction)
    if acknowledged != words:
        raise RuleViolation(
            "opinion_not_acknowledged",
            f"{words[:1].upper()}{words[1:]}. Confirm that you have seen it."
            if words
            else "The reports behind this instruction carry no such opinion any more. Open it again and read it once more.",
            field="opinion",
            clause=terms_of(instruction.agreement).clause("report"),
        )
