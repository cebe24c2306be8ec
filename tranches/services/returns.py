"""The return of kept shares for cancellation, once the agreement has expired (SPA 5.2(1)).

The parties' part is that of a release: a joint instruction under one digest, approved by the signing parts, revocable until two
persons of the agent authorised it. In between the recipient is told. The transfer agent confirms the return, the issuer the
cancellation: two facts, two records.
"""

from datetime import date, datetime
from typing import Any

from documents.actor import Actor
from documents.errors import RuleViolation
from documents.intake import Intake
from documents.journal.canonical import digest_of
from documents.services.recorded import create, update
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
from tranches.selectors.assessments import current_assessment
from tranches.selectors.closing import CONFIRMED, Kept, kept_shares, returned_shares, why_no_return
from tranches.selectors.confirmed import last_delivery, standing_of
from tranches.selectors.expiry import expired_on
from tranches.selectors.terms import terms_of, version_of
from tranches.services import paperwork
from tranches.services.act import act
from tranches.services.common import (
    acting_person,
    file_paper,
    local_day,
    needed,
    next_number,
    not_in_future,
)
from tranches.services.instruction_content import counted_in
from tranches.services.instructions import check_return
from tranches.services.journal import note
from tranches.services.ledger import Why, post, posting_facts
from tranches.services.releases import check_stands, give_authorisation, reserve


@act("prepare_return")
def prepare_return(*, agreement: EscrowAgreement, actor: Actor, now: datetime) -> Instruction:
    """Prepare the joint instruction to return all kept shares of all tranches, and file the proposal the signers will read.

    Refuses while the agreement has not expired (each open report, offset, hold and instruction is named), while another return is
    open, and when nothing is kept.
    """
    reasons, clause = why_no_return(agreement, now), terms_of(agreement).clause("return")
    if reasons:
        raise RuleViolation(
            "return_not_due", "Nothing can be returned yet. " + " ".join(reasons), clause=clause
        )
    lines, day = kept_shares(agreement), local_day(agreement, now)
    issuer = AgreementParty.objects.select_related("party").get(
        agreement=agreement, key=terms_of(agreement).instrument.issuer
    )
    number = next_number(Instruction, agreement=agreement)
    content = _content(agreement, number, issuer, lines, day, expired_on(agreement, now))
    instruction = create(
        Instruction(
            agreement=agreement,
            number=number,
            basis=Instruction.Basis.RETURN,
            recipient=issuer,
            assessment=current_assessment(agreement),
            content=content,
            digest=digest_of(content, form="instruction/1"),
            prepared_by_id=actor.user_id,
            prepared_person_id=acting_person(actor),
            prepared_at=now,
        ),
        actor=actor,
        now=now,
        reason="return prepared",
    )
    for kept in lines:
        create(
            InstructionLine(
                instruction=instruction,
                tranche=kept.tranche,
                origin=InstructionLine.Origin.RETURN,
                shares=kept.shares,
                computed_shares=None,
            ),
            actor=actor,
            now=now,
            reason="return prepared",
        )
    note(
        agreement,
        "return.prepared",
        instruction,
        actor=actor,
        now=now,
        effective_on=day,
        after={"state": instruction.state, "shares": content["total_shares"], "digest": instruction.digest},
        facts={"basis": instruction.basis, "lines": content["lines"], "expired_on": content["expired_on"]},
    )
    instruction.proposal = paperwork.file_instruction(instruction, executed=False, actor=actor, now=now)
    update(instruction, "proposal", actor=actor, now=now, reason="proposal on file")
    return instruction


@act("notify_return")
def notify_return(
    *, instruction: Instruction, noticed_on: date, how: str, actor: Actor, now: datetime
) -> ReturnNotice:
    """Tell the recipient that the kept shares go back: the notice is made, filed, and the day and way it went out recorded.

    Refuses a draft (the signers have not seen it), a second notice, and a day before the instruction was prepared.
    """
    agreement = instruction.agreement
    how = needed(how, "Say how the notice was sent (courier and number).", "how")
    not_in_future(agreement, noticed_on, now, "noticed_on")
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
    document = paperwork.file_return_notice(instruction, actor=actor, now=now)
    row = create(
        ReturnNotice(
            instruction=instruction,
            document=document,
            noticed_on=noticed_on,
            how=how,
            person_id=acting_person(actor),
            recorded_at=now,
        ),
        actor=actor,
        now=now,
        reason=how,
    )
    note(
        agreement,
        "return.noticed",
        instruction,
        actor=actor,
        now=now,
        effective_on=noticed_on,
        facts={"how": how},
        documents=(document,),
    )
    return row


@act("authorise_return")
def authorise_return(
    *, instruction: Instruction, seen_digest: str, actor: Actor, now: datetime
) -> Authorisation:
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
    check_return(instruction, now)
    day = local_day(instruction.agreement, now)
    authorisation, is_last = give_authorisation(
        instruction, seen_digest, "return.authorised", actor=actor, now=now, day=day
    )
    if is_last:
        reserve(instruction, actor=actor, now=now, day=day)
    return authorisation


@act("record_cancellation")
def record_cancellation(
    *,
    release: Release,
    cancelled_on: date,
    reference: str = "",
    paper: Intake | None = None,
    actor: Actor,
    now: datetime,
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
    not_in_future(agreement, cancelled_on, now, "cancelled_on")
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
        document = file_paper(
            release,
            paper,
            kind="cancellation_confirmation",
            title=f"Issuer’s confirmation of the cancellation ({release})",
            dated_on=cancelled_on,
            actor=actor,
            now=now,
            reference=reference.strip(),
        )
    row = create(
        Cancellation(
            release=release,
            shares=returned_shares(release),
            cancelled_on=cancelled_on,
            reference=reference.strip(),
            document=document,
            person_id=acting_person(actor),
            recorded_at=now,
        ),
        actor=actor,
        now=now,
        reason=reference or "confirmation on file",
    )
    postings = _cancel(release, cancelled_on, actor=actor, now=now)
    note(
        agreement,
        "shares.cancelled",
        release,
        actor=actor,
        now=now,
        effective_on=cancelled_on,
        after={"cancelled": row.shares},
        facts={"reference": row.reference, "postings": posting_facts(postings)},
        documents=(document,) if document else (),
    )
    return row


def _cancel(release: Release, day: date, *, actor: Actor, now: datetime) -> list[Posting]:
    """One posting for each line over what of it was returned, in the unit in which it was."""
    postings = []
    for line in release.lines.select_related("instruction_line__tranche__agreement", "release"):
        for returned in line.postings.filter(kind=Posting.Kind.RETURN).select_related("line"):
            tranche = line.instruction_line.tranche
            postings.append(
                post(
                    release.agreement,
                    Posting.Kind.CANCELLATION,
                    returned.shares,
                    line=returned.line,
                    source=(Account.RETURNED, tranche),
                    target=(Account.CANCELLED, None),
                    why=Why(str(release), release_line=line),
                    effective_on=day,
                    actor=actor,
                    now=now,
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
