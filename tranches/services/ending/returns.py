"""The return of kept shares for cancellation, once the agreement has expired (SPA 5.2(1)).

The parties' part is that of a release: a joint instruction under one digest, approved by the signing parts, revocable until two
persons of the agent authorised it. In between the recipient is told. The transfer agent confirms the return, the issuer the
cancellation: two facts, two records.
"""

from datetime import date
from typing import Any

from documents.errors import RuleViolation
from documents.intake import Intake
from documents.journal.canonical import digest_of
from tranches.models import (
    Account,
    AgreementParty,
    Authorisation,
    Cancellation,
    EscrowAgreement,
    Instruction,
    InstructionLine,
    InstructionState,
    Posting,
    Release,
    ReturnNotice,
)
from tranches.selectors.assessment.assessments import current_assessment
from tranches.selectors.ending.closing import CONFIRMED, Kept, kept_shares, returned_shares, why_no_return
from tranches.selectors.ending.expiry import expired_on
from tranches.selectors.release.confirmed import last_delivery, standing_of
from tranches.selectors.terms import terms_of, version_of
from tranches.services import paperwork
from tranches.services.act import act
from tranches.services.common import (
    acting_person,
    local_day,
    needed,
    next_number,
    not_in_future,
)
from tranches.services.deed import Deed
from tranches.services.instruction.instruction_content import counted_in
from tranches.services.instruction.instructions import check_return
from tranches.services.ledger import Why, posting_facts
from tranches.services.release.releases import check_stands, give_authorisation, reserve


@act("prepare_return")
def prepare_return(deed: Deed, *, agreement: EscrowAgreement) -> Instruction:
    """Prepare the joint instruction to return all kept shares of all tranches, and file the proposal the signers will read.

    Refuses while the agreement has not expired (each open report, offset, hold and instruction is named), while another return is
    open, and when nothing is kept.
    """
    reasons, clause = why_no_return(agreement, deed.now), terms_of(agreement).clause("return")
    if reasons:
        raise RuleViolation(
            "return_not_due", "Nothing can be returned yet. " + " ".join(reasons), clause=clause
        )
    lines, day = kept_shares(agreement), deed.today
    issuer = AgreementParty.objects.select_related("party").get(
        agreement=agreement, key=terms_of(agreement).instrument.issuer
    )
    number = next_number(Instruction, agreement=agreement)
    content = _content(agreement, number, issuer, lines, day, expired_on(agreement, deed.now))
    instruction = deed.create(
        Instruction(
            agreement=agreement,
            number=number,
            basis=Instruction.Basis.RETURN,
            recipient=issuer,
            assessment=current_assessment(agreement),
            content=content,
            digest=digest_of(content, form="instruction/1"),
            prepared_by_id=deed.actor.user_id,
            prepared_person_id=acting_person(deed.actor),
            prepared_at=deed.now,
        ),
        why="return prepared",
    )
    for kept in lines:
        deed.create(
            InstructionLine(
                instruction=instruction,
                tranche=kept.tranche,
                origin=InstructionLine.Origin.RETURN,
                shares=kept.shares,
                computed_shares=None,
            ),
            why="return prepared",
        )
    deed.note(
        "return.prepared",
        instruction,
        effective_on=day,
        after={"state": instruction.state, "shares": content["total_shares"], "digest": instruction.digest},
        facts={"basis": instruction.basis, "lines": content["lines"], "expired_on": content["expired_on"]},
    )
    instruction.proposal = paperwork.file_instruction(deed, instruction, executed=False)
    deed.update(instruction, "proposal", why="proposal on file")
    return instruction


@act("notify_return")
def notify_return(deed: Deed, *, instruction: Instruction, noticed_on: date, how: str) -> ReturnNotice:
    """Tell the recipient that the kept shares go back: the notice is made, filed, and the day and way it went out recorded.

    Refuses a draft (the signers have not seen it), a second notice, and a day before the instruction was prepared.
    """
    agreement = instruction.agreement
    how = needed(how, "Say how the notice was sent (courier and number).", "how")
    not_in_future(agreement, noticed_on, deed.now, "noticed_on")
    _check_is_return(instruction)
    if instruction.state not in (InstructionState.SUBMITTED, InstructionState.APPROVED):
        raise RuleViolation(
            "not_before_signers",
            f"{instruction} is {instruction.get_state_display().lower()}. The recipient is told once it is before the signers.",
        )
    if hasattr(instruction, "return_notice"):
        raise RuleViolation(
            "already_noticed", f"The notice of {instruction} is on record: {instruction.return_notice}."
        )
    if noticed_on < local_day(agreement, instruction.prepared_at):
        raise RuleViolation(
            "dates_out_of_order",
            "The notice cannot have gone out before the instruction was prepared. Check the date.",
            field="noticed_on",
        )
    document = paperwork.file_return_notice(deed, instruction)
    row = deed.create(
        ReturnNotice(
            instruction=instruction,
            document=document,
            noticed_on=noticed_on,
            how=how,
            person_id=acting_person(deed.actor),
            recorded_at=deed.now,
        ),
        why=how,
    )
    deed.note(
        "return.noticed", instruction, effective_on=noticed_on, facts={"how": how}, documents=(document,)
    )
    return row


@act("authorise_return")
def authorise_return(deed: Deed, *, instruction: Instruction, seen_digest: str) -> Authorisation:
    """Authorise the return of the digest that was seen. The last person needed reserves the shares and makes the letter.

    Refuses without the notice on record, when something opened again or other shares are kept than the lines say, a person who
    has authorised already, and an approver.
    """
    _check_is_return(instruction)
    check_stands(instruction, seen_digest)
    if not hasattr(instruction, "return_notice"):
        raise RuleViolation(
            "no_notice",
            "The recipient has not been told. Make the notice and record how it went out first.",
            clause=terms_of(instruction.agreement).clause("return"),
        )
    check_return(instruction, deed.now)
    day = deed.today
    authorisation, is_last = give_authorisation(deed, instruction, seen_digest, "return.authorised", day=day)
    if is_last:
        reserve(deed, instruction, day=day)
    return authorisation


@act("record_cancellation")
def record_cancellation(
    deed: Deed, *, release: Release, cancelled_on: date, reference: str = "", paper: Intake | None = None
) -> Cancellation:
    """Record the issuer's confirmation that the shares a letter returned are cancelled: `returned → cancelled`.

    Refuses before the return is confirmed, a second time, a day before the return, and a confirmation without reference or paper.
    """
    agreement = release.agreement
    if not reference.strip() and paper is None:
        raise RuleViolation(
            "confirmation_without_proof",
            "Give the issuer’s reference, or attach its confirmation.",
            field="reference",
        )
    not_in_future(agreement, cancelled_on, deed.now, "cancelled_on")
    if not release.instruction.is_return or release.state not in CONFIRMED:
        raise RuleViolation(
            "not_returned",
            f"{release}: {standing_of(release).words}. Its shares are cancelled when the transfer agent has answered all of the letter."
            if standing_of(release).delivered and release.instruction.is_return
            else f"No share is returned by {release}. The transfer agent’s confirmation of a return must be on record first.",
        )
    if hasattr(release, "cancellation"):
        raise RuleViolation(
            "already_cancelled", f"The shares of {release} are cancelled already. Nothing was changed."
        )
    if cancelled_on < last_delivery(release):
        raise RuleViolation(
            "dates_out_of_order",
            "The shares cannot be cancelled before they came back. Check the date.",
            field="cancelled_on",
        )
    document = None
    if paper is not None:
        document = deed.file(
            paper,
            about=release,
            kind="cancellation_confirmation",
            title=f"Issuer’s confirmation of the cancellation ({release})",
            dated_on=cancelled_on,
            reference=reference.strip(),
        )
    row = deed.create(
        Cancellation(
            release=release,
            shares=returned_shares(release),
            cancelled_on=cancelled_on,
            reference=reference.strip(),
            document=document,
            person_id=acting_person(deed.actor),
            recorded_at=deed.now,
        ),
        why=reference or "confirmation on file",
    )
    postings = _cancel(deed, release, cancelled_on)
    deed.note(
        "shares.cancelled",
        release,
        effective_on=cancelled_on,
        after={"cancelled": row.shares},
        facts={"reference": row.reference, "postings": posting_facts(postings)},
        documents=(document,) if document else (),
    )
    return row


def _cancel(deed: Deed, release: Release, day: date) -> list[Posting]:
    """One posting for each line over what of it was returned, in the unit in which it was."""
    postings = []
    for line in release.lines.select_related("instruction_line__tranche__agreement", "release"):
        for returned in line.postings.filter(kind=Posting.Kind.RETURN).select_related("line"):
            tranche = line.instruction_line.tranche
            postings.append(
                deed.post(
                    Posting.Kind.CANCELLATION,
                    returned.shares,
                    line=returned.line,
                    source=(Account.RETURNED, tranche),
                    target=(Account.CANCELLED, None),
                    why=Why(str(release), release_line=line),
                    effective_on=day,
                )
            )
    return postings


def _check_is_return(instruction: Instruction) -> None:
    if not instruction.is_return:
        raise RuleViolation(
            "not_a_return", f"{instruction} releases shares; it is not a return for cancellation."
        )


def _content(
    agreement: EscrowAgreement,
    number: int,
    issuer: AgreementParty,
    lines: list[Kept],
    day: date,
    expired: date | None,
) -> dict[str, Any]:
    """What is signed, in the form of a release's content; the shares go to the issuer, to be cancelled."""
    terms, version, assessment = terms_of(agreement), version_of(agreement), current_assessment(agreement)
    parts = {entry.part: entry for entry in agreement.agreement_parties.select_related("party")}
    return {
        "form": "joint written instruction/1",
        "agreement": agreement.reference,
        "simulation": agreement.is_simulation,
        "number": number,
        "basis": str(Instruction.Basis.RETURN),
        "dated_on": day.isoformat(),
        "expired_on": expired.isoformat() if expired else "",
        "escrow_agent": parts["escrow_agent"].party.name,
        "instructing": [
            {"part": part, "letter": parts[part].letter, "name": parts[part].party.name}
            for part in terms.signing.joint_instruction
        ],
        **counted_in(agreement, terms),
        "recipient": {"letter": issuer.letter, "name": issuer.party.name, "delivery_account": ""},
        "lines": [
            {
                "tranche": kept.tranche.number,
                "origin": str(InstructionLine.Origin.RETURN),
                "offset_by": None,
                "shares": kept.shares,
                "computed": None,
            }
            for kept in lines
        ],
        "total_shares": sum(kept.shares for kept in lines),
        "difference_reason": "",
        "readings": {},
        "assessment": {"number": assessment.number, "digest": assessment.digest} if assessment else None,
        "terms": {"version": version.number, "digest": version.digest},
        "governing_paper": None,
    }
