"""Approvals: a signer's answer over a digest, in a capacity he has that day, in the portal or on paper (EA 3.1(b))."""

from datetime import date

from documents.errors import RuleViolation
from documents.intake import Intake
from parties.models import Person
from tranches.models import (
    AgreementParty,
    Approval,
    ApprovalRevocation,
    Instruction,
    InstructionState,
    PaperSignature,
)
from tranches.selectors.assessment.opinions import opinion_words
from tranches.selectors.instruction.ahead import awaited_reports
from tranches.selectors.instruction.approvals import (
    difference_of,
    instructing_parties,
    live_approvals,
    missing_approvals,
    portal_signing_agreed,
    waits_for_second,
)
from tranches.selectors.release.confirmed import delivering
from tranches.selectors.terms import terms_of
from tranches.services.act import act
from tranches.services.common import (
    acting_person,
    local_day,
    move_instruction,
    needed,
    not_in_future,
)
from tranches.services.deed import Deed
from tranches.services.instruction.completion import complete_if_at_hand
from tranches.services.instruction.instructions import step_back
from tranches.services.instruction.signed import signature_facts
from tranches.services.instruction.signers import (
    check_answerable,
    check_difference,
    check_opinion,
    check_persons,
    check_signer,
)
from tranches.services.release.recalls import ask_back
from tranches.services.telling.telling_changes import tell_instruction_ended, tell_void


@act("approve_instruction")
def approve_instruction(
    deed: Deed,
    *,
    instruction: Instruction,
    party: AgreementParty,
    seen_digest: str,
    acknowledged_difference: int | None = None,
    acknowledged_opinion: str = "",
) -> Approval:
    """Approve the digest that was seen, for one party. With the last missing approval the instruction stands (EA 3.1).

    Where the register lets the person sign jointly only, the party has approved once a second signatory of it has.
    Ahead of the report it waits for it. Refuses without authority that day, over another digest than the instruction's, a
    difference from the computed figure or an opinion other than an unqualified one that was not acknowledged, a second approval
    for the same party, and portal signing nobody consented to.
    """
    day = deed.today
    if not portal_signing_agreed(instruction.agreement):
        raise RuleViolation(
            "no_portal_consent",
            "The parties’ consent to signing in the portal is not on file. Sign the paper and send it to the escrow agent.",
            clause=terms_of(instruction.agreement).clause("instruction"),
        )
    person_id = acting_person(deed.actor)
    authority = check_signer(instruction, party, person_id, day)
    check_answerable(instruction, party, seen_digest, person_id)
    check_persons(instruction, person_id)
    check_difference(instruction, acknowledged_difference)
    check_opinion(instruction, acknowledged_opinion)
    approval = deed.create(
        Approval(
            instruction=instruction,
            party=party,
            person_id=person_id,
            user_id=deed.actor.user_id,
            answer=Approval.Answer.APPROVE,
            via=Approval.Via.PORTAL,
            digest=seen_digest,
            meaning=meaning(instruction, party),
            factor=deed.actor.factor,
            acknowledged_difference=acknowledged_difference,
            acknowledged_opinion=acknowledged_opinion,
            alone=authority.signs_alone,
            effective_on=day,
            recorded_at=deed.now,
        ),
        why="approved",
    )
    _note_approval(deed, approval)
    complete_if_at_hand(deed, instruction, day=day)
    return approval


@act("reject_instruction")
def reject_instruction(
    deed: Deed, *, instruction: Instruction, party: AgreementParty, seen_digest: str, reason: str
) -> Approval:
    """Say no for one party, with the reason the others will read. The instruction is then rejected; a new one can be prepared."""
    reason = needed(
        reason, "Say why you reject; the other party and the escrow agent are told your reason.", "reason"
    )
    day = deed.today
    person_id = acting_person(deed.actor)
    check_signer(instruction, party, person_id, day)
    check_answerable(instruction, party, seen_digest, person_id)
    answer = deed.create(
        Approval(
            instruction=instruction,
            party=party,
            person_id=person_id,
            user_id=deed.actor.user_id,
            answer=Approval.Answer.REJECT,
            via=Approval.Via.PORTAL,
            digest=seen_digest,
            meaning=f"I reject {instruction} for Party {party.letter}.",
            reason=reason,
            factor=deed.actor.factor,
            effective_on=day,
            recorded_at=deed.now,
        ),
        why=reason,
    )
    move_instruction(deed, instruction, "reject", "instruction.rejected", effective_on=day, reason=reason)
    tell_instruction_ended(deed, instruction)
    return answer


@act("revoke_approval")
def revoke_approval(
    deed: Deed, *, approval: Approval, party: AgreementParty, reason: str
) -> ApprovalRevocation:
    """Take an approval back. Before authorisation it voids the approvals given; a letter already out is asked back."""
    reason = needed(reason, "Say why the approval is revoked; the others are told your reason.", "reason")
    instruction = approval.instruction
    instruction.refresh_from_db()
    day = deed.today
    check_signer(instruction, party, acting_person(deed.actor), day)
    if approval.party_id != party.pk or approval.answer != Approval.Answer.APPROVE:
        raise RuleViolation("not_your_approval", "Only the party that approved can revoke its approval.")
    if hasattr(approval, "revocation"):
        raise RuleViolation("already_revoked", "This approval is revoked already. Nothing was changed.")
    confirmed = delivering(instruction.releases.all())
    if instruction.state not in (InstructionState.SUBMITTED, InstructionState.APPROVED) or confirmed.exists():
        raise RuleViolation(
            "too_late_to_revoke",
            "Shares have gone out on this approval, so it cannot be revoked. Send the escrow agent a notice of dispute.",
            clause=terms_of(instruction.agreement).clause("dispute"),
        )
    revocation = deed.create(
        ApprovalRevocation(approval=approval, reason=reason, revoked_on=day, recorded_at=deed.now), why=reason
    )
    deed.note(
        "approval.revoked",
        instruction,
        effective_on=day,
        before={"approval": f"Party {party.letter}: approved"},
        after={"approval": f"Party {party.letter}: revoked"},
        facts={"party": party.letter, "person": approval.person.name, "digest": approval.digest},
        reason=reason,
    )
    moving = instruction.releases.filter(state__in=("authorised", "sent")).first()
    if moving is not None:
        ask_back(deed, moving, "an approval was revoked", day=day)
    elif instruction.state == InstructionState.APPROVED:
        _void(deed, instruction, day=day, reason=reason)
    tell_void(deed, instruction)
    return revocation


def void_if_revoked(deed: Deed, instruction: Instruction, *, day: date) -> None:
    """After a letter came back: an instruction whose approval was revoked meanwhile waits for its signers again."""
    if instruction.state != InstructionState.APPROVED or not instruction.is_signed:
        return
    if missing_approvals(instruction):
        _void(deed, instruction, day=day, reason="an approval was revoked")


def _void(deed: Deed, instruction: Instruction, *, day: date, reason: str) -> None:
    """A revoked approval voids the approvals given: the joint instruction no longer stands, and all sign again."""
    for other in live_approvals(instruction):
        deed.create(
            ApprovalRevocation(
                approval=other, reason=f"void: {reason}", revoked_on=day, recorded_at=deed.now
            ),
            why=reason,
        )
        deed.note(
            "approval.revoked",
            instruction,
            effective_on=day,
            before={"approval": f"Party {other.party.letter}: approved"},
            after={"approval": f"Party {other.party.letter}: void"},
            facts={"party": other.party.letter, "person": other.person.name, "digest": other.digest},
            reason=reason,
        )
    move_instruction(
        deed,
        instruction,
        "void_approval",
        "instruction.submitted",
        effective_on=day,
        reason=reason,
        next_attempt=True,
    )
    step_back(deed, instruction, day=day, reason=reason)


@act("file_paper_signature")
def file_paper_signature(
    deed: Deed,
    *,
    instruction: Instruction,
    party: AgreementParty,
    person: Person,
    signed_on: date,
    received_on: date,
    seen_digest: str,
    paper: Intake,
) -> PaperSignature:
    """File the scan of a signature on paper. It counts once a second person of the agent has checked it against the register.

    `seen_digest` is the one printed on the paper that was signed. Refuses a person without authority on the day of signing.
    """
    not_in_future(instruction.agreement, received_on, deed.now, "received_on")
    if received_on < signed_on:
        raise RuleViolation(
            "dates_out_of_order",
            "The paper cannot have come in before it was signed. Check both dates.",
            field="signed_on",
        )
    if signed_on < local_day(instruction.agreement, instruction.prepared_at):
        raise RuleViolation(
            "signed_too_early",
            f"{instruction} was prepared on {local_day(instruction.agreement, instruction.prepared_at):%d %B %Y}; "
            "nobody can have signed its digest before. Check the date.",
            field="signed_on",
        )
    check_signer(instruction, party, person.pk, signed_on)
    check_answerable(instruction, party, seen_digest, person.pk)
    document = deed.file(
        paper,
        about=instruction,
        kind="signed_instruction",
        title=f"{instruction} signed for Party {party.letter}",
        dated_on=signed_on,
    )
    signature = deed.create(
        PaperSignature(
            instruction=instruction,
            party=party,
            person=person,
            signed_on=signed_on,
            received_on=received_on,
            digest=seen_digest,
            document=document,
            filed_person_id=acting_person(deed.actor),
            recorded_at=deed.now,
        ),
        why="signature on paper",
    )
    deed.note(
        "signature.filed",
        instruction,
        effective_on=received_on,
        facts={
            "party": party.letter,
            "signed_by": person.name,
            "signed_on": signed_on,
            "digest": seen_digest,
        },
        documents=(document,),
    )
    return signature


@act("check_paper_signature")
def check_paper_signature(
    deed: Deed,
    *,
    signature: PaperSignature,
    acknowledged_difference: int | None = None,
    acknowledged_opinion: str = "",
) -> Approval:
    """Check a filed signature against the register: a second person, who thereby makes it an approval."""
    instruction, party = signature.instruction, signature.party
    instruction.refresh_from_db()
    day = deed.today
    person_id = acting_person(deed.actor)
    if person_id in (signature.filed_person_id, signature.person_id):
        raise RuleViolation(
            "needs_second_person",
            "A second person checks the signature: neither who filed the paper nor who signed it.",
        )
    if hasattr(signature, "approval"):
        raise RuleViolation("already_checked", "This signature is checked already. Nothing was changed.")
    authority = check_signer(instruction, party, signature.person_id, signature.signed_on)
    check_answerable(instruction, party, signature.digest, signature.person_id)
    check_persons(instruction, signature.person_id)
    check_difference(instruction, acknowledged_difference)
    check_opinion(instruction, acknowledged_opinion)
    approval = deed.create(
        Approval(
            instruction=instruction,
            party=party,
            person=signature.person,
            answer=Approval.Answer.APPROVE,
            via=Approval.Via.PAPER,
            digest=signature.digest,
            meaning=meaning(instruction, party),
            factor="signature on paper",
            acknowledged_difference=acknowledged_difference,
            acknowledged_opinion=acknowledged_opinion,
            alone=authority.signs_alone,
            effective_on=signature.received_on,
            recorded_at=deed.now,
            paper_signature=signature,
            checked_person_id=person_id,
        ),
        why="signature checked against the register",
    )
    _note_approval(deed, approval)
    complete_if_at_hand(deed, instruction, day=day)
    return approval


def meaning(instruction: Instruction, party: AgreementParty) -> str:
    """The sentence recorded with an approval: what it means, and the difference the signer has seen."""
    total = instruction.content["total_shares"]
    if instruction.is_return:
        return f"I approve {instruction}, the return of {total:,} shares for cancellation, for Party {party.letter}."
    sentence = f"I approve {instruction} over {total:,} shares for Party {party.letter}"
    difference = difference_of(instruction)
    if difference:
        sentence += (
            f" and have seen that it releases {abs(difference):,} share{'s' if abs(difference) != 1 else ''} "
            f"{'fewer' if difference < 0 else 'more'} than computed"
        )
    if words := opinion_words(instruction):
        sentence += f", and have seen that {words}"
    if awaited := awaited_reports(instruction):
        sentence += f", ahead of the accountant’s report on tranche {' and '.join(map(str, awaited))}"
    return sentence + "."


def _note_approval(deed: Deed, approval: Approval) -> None:
    instruction, parties = approval.instruction, instructing_parties(approval.instruction)
    after = len(parties) - len(missing_approvals(instruction))
    waits = waits_for_second(instruction, approval.party)
    before = after if waits else after - 1
    deed.note(
        "instruction.approved",
        instruction,
        effective_on=approval.effective_on,
        before={"approvals": f"{before} of {len(parties)}"},
        after={
            "approvals": f"{after} of {len(parties)}"
            + (f"; Party {approval.party.letter}: one of two signed" * waits)
        },
        facts={
            "party": approval.party.letter,
            "via": approval.via,
            "alone": approval.alone,
            "acknowledged_difference": approval.acknowledged_difference,
            **signature_facts(
                approval.party,
                person=approval.person.name,
                meaning=approval.meaning,
                factor=approval.factor,
                digest=approval.digest,
                at=deed.now,
                by_hand=approval.paper_signature,
            ),
        }
        | ({"acknowledged_opinion": approval.acknowledged_opinion} if approval.acknowledged_opinion else {}),
        documents=[document for document in (instruction.proposal,) if document],
    )
