"""Legal holds on the record of a deal: set on a paper, lifted by a second person; also when the agreement is closed (SPA 9)."""

from datetime import date

from documents.errors import RuleViolation
from documents.intake import Intake
from tranches.models import EscrowAgreement, LegalHold, LegalHoldLift
from tranches.services.act import act
from tranches.services.common import acting_person, needed, next_number, not_in_future
from tranches.services.deed import Deed


@act("set_legal_hold")
def set_legal_hold(
    deed: Deed, *, agreement: EscrowAgreement, reason: str, set_on: date, paper: Intake
) -> LegalHold:
    """Bar the destruction of the deal's record and of its parties' registers, from `set_on` until it is lifted.

    Refuses a hold without a reason and a day to come. Several may stand at once: each ends by itself.
    """
    reason = needed(reason, "Say why nothing may be destroyed; it stands in the record for good.", "reason")
    not_in_future(agreement, set_on, deed.now, "set_on")
    number = next_number(LegalHold, agreement=agreement)
    document = deed.file(
        paper,
        about=agreement,
        kind="legal_hold",
        title=f"Ground of legal hold {number}",
        dated_on=set_on,
    )
    hold = deed.create(
        LegalHold(
            agreement=agreement,
            number=number,
            reason=reason,
            document=document,
            set_on=set_on,
            person_id=acting_person(deed.actor),
            recorded_at=deed.now,
        ),
        why=reason,
    )
    deed.note(
        "legal_hold.set",
        agreement,
        effective_on=set_on,
        documents=(document,),
        facts={"legal_hold": number},
        reason=reason,
    )
    return hold


@act("lift_legal_hold")
def lift_legal_hold(
    deed: Deed, *, hold: LegalHold, reason: str, lifted_on: date, paper: Intake
) -> LegalHoldLift:
    """End a legal hold. Refuses the person who set it, one lifted already, a day before it began, and a day to come."""
    agreement = hold.agreement
    if hasattr(hold, "lift"):
        raise RuleViolation(
            "already_lifted",
            f"Legal hold {hold.number} was lifted already. Nothing was changed.",
            field="hold",
        )
    person_id = acting_person(deed.actor)
    if person_id == hold.person_id:
        raise RuleViolation(
            "same_person",
            f"You set legal hold {hold.number}; another supervisor or compliance officer lifts it. Ask one of them.",
            field="hold",
        )
    reason = needed(reason, "Say why the hold ends; it stands in the record for good.", "reason")
    not_in_future(agreement, lifted_on, deed.now, "lifted_on")
    if lifted_on < hold.set_on:
        raise RuleViolation(
            "dates_out_of_order", "The hold began after this day. Check the date.", field="lifted_on"
        )
    document = deed.file(
        paper,
        about=agreement,
        kind="legal_hold_lift",
        title=f"Lift of legal hold {hold.number}",
        dated_on=lifted_on,
    )
    lift = deed.create(
        LegalHoldLift(
            hold=hold,
            reason=reason,
            document=document,
            lifted_on=lifted_on,
            person_id=person_id,
            recorded_at=deed.now,
        ),
        why=reason,
    )
    deed.note(
        "legal_hold.lifted",
        agreement,
        effective_on=lifted_on,
        documents=(document,),
        facts={"legal_hold": hold.number},
        reason=reason,
    )
    return lift
