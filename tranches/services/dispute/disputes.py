"""What the agent is told of a dispute: its stages, and the issuer's claim beside its suspension (SPA 8.1, 10.2).

Recorded with date and paper and shown to all; the agent judges nothing of it (EA 4.3), and no share moves by it.
"""

from datetime import date
from decimal import Decimal

from documents.errors import RuleViolation
from documents.intake import Intake
from tranches.models import (
    DamagesClaim,
    DamagesClaimEnd,
    DisputeNotice,
    DisputeStage,
    Hold,
    Tranche,
)
from tranches.selectors.dispute.disputes import FOLLOWS, newest_stage
from tranches.selectors.dispute.suspensions import suspending_party
from tranches.selectors.terms import terms_of
from tranches.services import money
from tranches.services.act import act
from tranches.services.common import acting_person, needed, next_number, not_in_future
from tranches.services.deed import Deed
from tranches.terms.agreement_terms import AgreementTerms

Stage = DisputeStage.Stage


@act("record_dispute_stage")
def record_dispute_stage(
    deed: Deed,
    *,
    tranche: Tranche,
    stage: str,
    began_on: date,
    notice: DisputeNotice | None = None,
    forum: str = "",
    seat: str = "",
    case_reference: str = "",
    text: str = "",
    paper: Intake | None = None,
) -> DisputeStage:
    """Record that a dispute about a tranche is in negotiation, before the tribunal, decided, or over without an award.

    Refuses a stage that does not follow on the one before, or began before it; arbitration without its case number; arbitration
    and award without their paper. What an award orders is recorded as such (`prepare_governed_instruction`).
    """
    agreement, terms = tranche.agreement, terms_of(tranche.agreement)
    before = newest_stage(tranche)
    _check_order(deed, tranche, stage, began_on, before)
    if notice is not None and notice.tranche_id != tranche.pk:
        raise RuleViolation(
            "notice_of_other_tranche",
            f"That objection is about tranche {notice.tranche.number}. Choose one about this tranche.",
            field="notice",
        )
    if stage == Stage.ARBITRATION:
        case_reference = needed(case_reference, "Enter the case number of the tribunal.", "case_reference")
        forum, seat = _tribunal(terms, forum, seat)
    elif before is not None and stage in (Stage.AWARD, Stage.ENDED):
        forum, seat, case_reference = before.forum, before.seat, before.case_reference
    else:
        forum = seat = case_reference = ""
    if stage in (Stage.ARBITRATION, Stage.AWARD) and paper is None:
        raise RuleViolation(
            "stage_without_paper", "Attach the tribunal’s notice, or the award.", field="paper"
        )
    number = next_number(DisputeStage, agreement=agreement)
    document = None
    if paper is not None:
        document = deed.file(
            paper,
            about=tranche,
            kind="dispute_stage",
            title=f"{Stage(stage).label}, dispute about tranche {tranche.number}",
            dated_on=began_on,
            reference=case_reference,
        )
    row = deed.create(
        DisputeStage(
            agreement=agreement,
            tranche=tranche,
            number=number,
            stage=stage,
            notice=notice,
            began_on=began_on,
            forum=forum,
            seat=seat,
            case_reference=case_reference,
            text=text.strip(),
            document=document,
            person_id=acting_person(deed.actor),
            recorded_at=deed.now,
        ),
        why=stage,
    )
    deed.note(
        "dispute.stage",
        tranche,
        effective_on=began_on,
        before={"stage": before.stage if before else None},
        after={"stage": stage},
        facts={"forum": forum, "seat": seat, "case": case_reference, "text": text.strip()},
        documents=(document,) if document else (),
    )
    return row


def _check_order(
    deed: Deed, tranche: Tranche, stage: str, began_on: date, before: DisputeStage | None
) -> None:
    """Refuse a stage that does not follow on the one before it, has not begun, or began before that one."""
    if stage not in FOLLOWS[before.stage if before else ""]:
        raise RuleViolation(
            "stage_out_of_order",
            f"The dispute is at: {before.get_stage_display().lower()}. Choose what can follow on that."
            if before
            else "A dispute begins with its negotiation or its arbitration. Record that first.",
            field="stage",
            clause=terms_of(tranche.agreement).clause("arbitration"),
        )
    not_in_future(tranche.agreement, began_on, deed.now, "began_on")
    if before is not None and began_on < before.began_on:
        raise RuleViolation(
            "dates_out_of_order",
            "A stage does not begin before the one it follows on. Check the date.",
            field="began_on",
        )


def _tribunal(terms: AgreementTerms, forum: str, seat: str) -> tuple[str, str]:
    """Tribunal and seat as entered, or as the terms have them."""
    forum = forum.strip() or (terms.arbitration.forum if terms.arbitration else "")
    seat = seat.strip() or (terms.arbitration.seat if terms.arbitration else "")
    return (
        needed(forum, "Enter the tribunal.", "forum"),
        needed(seat, "Enter the seat of the arbitration.", "seat"),
    )


@act("record_damages_claim")
def record_damages_claim(
    deed: Deed, *, hold: Hold, amount: Decimal, currency: str, ground: str, paper: Intake, claimed_on: date
) -> DamagesClaim:
    """Record what the issuer claims of the seller beside its suspension; the seller sees it. It holds back nothing by itself.

    Refuses a hold that is no confirmed suspension, a claim older than the suspension or to come, and an amount that is none.
    """
    agreement = hold.agreement
    if hold.ground != Hold.Ground.SUSPENSION or not hasattr(hold, "confirmation"):
        raise RuleViolation(
            "no_suspension",
            "A claim belongs to a suspension by the issuer that two persons confirmed. Choose that one.",
            field="hold",
            clause=terms_of(agreement).clause("suspension"),
        )
    ground = needed(ground, "Write down the ground of the claim as the issuer gives it.", "ground")
    not_in_future(agreement, claimed_on, deed.now, "claimed_on")
    currency = money.known_currency(currency)
    minor = money.positive_minor(amount, currency, field="amount")
    number = next_number(DamagesClaim, agreement=agreement)
    document = deed.file(
        paper,
        about=hold.tranche,
        kind="damages_claim",
        title=f"Claim {number} of the issuer",
        dated_on=claimed_on,
    )
    claim = deed.create(
        DamagesClaim(
            agreement=agreement,
            hold=hold,
            party=suspending_party(agreement),
            number=number,
            amount_minor=minor,
            currency=currency,
            ground=ground,
            document=document,
            claimed_on=claimed_on,
            person_id=acting_person(deed.actor),
            recorded_at=deed.now,
        ),
        why=ground,
    )
    deed.note(
        "damages.claimed",
        hold.tranche,
        effective_on=claimed_on,
        after={"claim": "open"},
        facts={
            "claim": number,
            "hold": hold.number,
            "amount": money.text(minor, currency),
            "claim_ground": ground,
        },
        documents=(document,),
    )
    return claim


@act("end_damages_claim")
def end_damages_claim(
    deed: Deed,
    *,
    claim: DamagesClaim,
    outcome: str,
    ended_on: date,
    paper: Intake,
    amount: Decimal | None = None,
    reason: str = "",
) -> DamagesClaimEnd:
    """Record that a claim was settled, for an amount where its paper names one, or withdrawn. The suspension is lifted apart.

    Refuses a claim that is over, an end before the claim, and an amount for one that was withdrawn.
    """
    agreement = claim.agreement
    if hasattr(claim, "end"):
        raise RuleViolation("claim_over", f"Claim {claim.number} is over already. Nothing was changed.")
    if outcome not in DamagesClaimEnd.Outcome.values:
        raise RuleViolation(
            "wrong_outcome", "Choose whether the claim was settled or withdrawn.", field="outcome"
        )
    not_in_future(agreement, ended_on, deed.now, "ended_on")
    if ended_on < claim.claimed_on:
        raise RuleViolation(
            "dates_out_of_order", "A claim does not end before it was made. Check the date.", field="ended_on"
        )
    if amount is not None and outcome == DamagesClaimEnd.Outcome.WITHDRAWN:
        raise RuleViolation(
            "amount_of_withdrawn", "A claim that is withdrawn has no amount. Take it out.", field="amount"
        )
    minor = None if amount is None else money.positive_minor(amount, claim.currency, field="amount")
    document = deed.file(
        paper,
        about=claim.hold.tranche,
        kind="damages_claim_end",
        title=f"End of claim {claim.number}",
        dated_on=ended_on,
    )
    end = deed.create(
        DamagesClaimEnd(
            claim=claim,
            outcome=outcome,
            amount_minor=minor,
            reason=reason.strip(),
            document=document,
            ended_on=ended_on,
            person_id=acting_person(deed.actor),
            recorded_at=deed.now,
        ),
        why=outcome,
    )
    paid = {"amount": money.text(minor, claim.currency)} if minor is not None else {}
    deed.note(
        "damages.ended",
        claim.hold.tranche,
        effective_on=ended_on,
        before={"claim": "open"},
        after={"claim": outcome},
        facts={"claim": claim.number} | paid,
        documents=(document,),
        reason=reason.strip(),
    )
    return end
