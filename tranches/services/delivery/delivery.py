"""Stops of the delivery to the recipient: death, assignment, attachment; new details verified by two persons; the end of a stop.

A stop works from its recording, by one person: to deliver to the wrong one cannot be undone, to wait can. Letters that are out
are asked back.
"""

from datetime import date

from documents.errors import RuleViolation
from documents.intake import Intake
from parties.services.entries import stand
from tranches.models import (
    AgreementParty,
    DeliveryLift,
    DeliveryStop,
    DetailsVerification,
    EscrowAgreement,
    Instruction,
    Release,
    ReleaseState,
    SuccessorDetails,
)
from tranches.selectors.delivery.delivery import attached_shares
from tranches.selectors.ledger.balances import balances
from tranches.services.act import act
from tranches.services.common import acting_person, needed, next_number, not_in_future
from tranches.services.deed import Deed
from tranches.services.release.recalls import ask_back
from tranches.services.telling.telling import tell_stop

# What a paper tells of; an objection is made by the party himself (`register_objections.py`).
RECORDED = (DeliveryStop.Ground.DEATH, DeliveryStop.Ground.ASSIGNMENT, DeliveryStop.Ground.ATTACHMENT)


@act("record_delivery_stop")
def record_delivery_stop(
    deed: Deed,
    *,
    agreement: EscrowAgreement,
    ground: str,
    text: str,
    shares: int | None = None,
    happened_on: date,
    received_on: date,
    paper: Intake,
) -> DeliveryStop:
    """Record what befell the recipient, with its paper. Everything to him stands still; of an attachment perhaps a number only.

    Refuses dates out of order, a number of shares for anything but an attachment, and more than is in escrow.
    """
    if ground not in RECORDED:
        raise RuleViolation("wrong_ground", "Choose death, assignment or attachment.", field="ground")
    text = needed(text, "Write down what the paper says.", "text")
    not_in_future(agreement, received_on, deed.now, "received_on")
    if received_on < happened_on:
        raise RuleViolation(
            "dates_out_of_order",
            "The paper cannot have come in before what it tells of. Check both dates.",
            field="received_on",
        )
    if shares is not None:
        _check_attached(agreement, ground, shares)
    number = next_number(DeliveryStop, agreement=agreement)
    label = DeliveryStop.Ground(ground).label
    document = deed.file(
        paper, about=agreement, kind="recipient_event", title=f"{label} (stop {number})", dated_on=received_on
    )
    stop = deed.create(
        DeliveryStop(
            agreement=agreement,
            number=number,
            ground=ground,
            shares=shares,
            text=text,
            happened_on=happened_on,
            received_on=received_on,
            document=document,
            person_id=acting_person(deed.actor),
            recorded_at=deed.now,
        ),
        why=label,
    )
    deed.note(
        "delivery.stopped",
        agreement,
        effective_on=received_on,
        before={"delivery": "open"},
        after={"delivery": f"{shares:,} shares attached" if shares else "stopped"},
        facts={"stop": number, "ground": ground, "shares": shares, "happened_on": happened_on},
        documents=(document,),
        reason=text,
    )
    if shares is None:
        ask_all_back(deed, agreement, stop, day=received_on)
    tell_stop(deed, stop)
    return stop


def _check_attached(agreement: EscrowAgreement, ground: str, shares: int) -> None:
    if ground != DeliveryStop.Ground.ATTACHMENT:
        raise RuleViolation(
            "number_only_for_attachment",
            "Death and assignment stop everything. Leave the number of shares empty.",
            field="shares",
        )
    free = balances(agreement).in_escrow - attached_shares(agreement)
    if not 0 < shares <= free:
        raise RuleViolation(
            "attachment_out_of_bounds",
            f"An attachment keeps from 1 to {max(free, 0):,} shares. Enter such a number, or leave it empty for all.",
            field="shares",
        )


def ask_all_back(deed: Deed, agreement: EscrowAgreement, stop: DeliveryStop, *, day: date) -> None:
    """Every letter to the recipient that is out; returns to the issuer are none of his."""
    moving = Release.objects.filter(
        agreement=agreement, state__in=(ReleaseState.AUTHORISED, ReleaseState.SENT)
    ).exclude(instruction__basis=Instruction.Basis.RETURN)
    for release in moving.order_by("number"):
        release.agreement = agreement
        if not release.recall_requests.exists():
            ask_back(deed, release, f"{stop}: {stop.get_ground_display().lower()}", day=day)


@act("give_successor_details")
def give_successor_details(
    deed: Deed, *, stop: DeliveryStop, name: str, delivery_account: str, given_on: date, identity: Intake
) -> SuccessorDetails:
    """Take in who takes the recipient's place and where the shares go, with the evidence of identity. A second person verifies.

    Refuses an attachment (nobody takes the recipient's place), a lifted stop, and a day before the event.
    """
    agreement = stop.agreement
    name = needed(name, "Enter the heir or assignee.", "name")
    delivery_account = needed(
        delivery_account, "Enter the delivery account as the transfer agent knows it.", "delivery_account"
    )
    not_in_future(agreement, given_on, deed.now, "given_on")
    _check_open(stop)
    if not stop.needs_details:
        raise RuleViolation(
            "no_details_needed",
            "Nobody takes the recipient’s place by an attachment. Lift it with the paper that ends it.",
        )
    if given_on < stop.happened_on:
        raise RuleViolation(
            "dates_out_of_order",
            "The details cannot be older than the event. Check the date.",
            field="given_on",
        )
    number = next_number(SuccessorDetails, stop=stop)
    document = deed.file(
        identity,
        about=agreement,
        kind="successor_identity",
        title=f"Evidence of identity, {stop}",
        dated_on=given_on,
    )
    details = deed.create(
        SuccessorDetails(
            stop=stop,
            number=number,
            name=name,
            delivery_account=delivery_account,
            identity_document=document,
            given_on=given_on,
            person_id=acting_person(deed.actor),
            recorded_at=deed.now,
        ),
        why=name,
    )
    deed.note(
        "delivery.details_given",
        agreement,
        effective_on=given_on,
        after={"details": number},
        facts={"stop": stop.number, "name": name, "account": delivery_account},
        documents=(document,),
    )
    return details


@act("verify_successor_details")
def verify_successor_details(
    deed: Deed, *, details: SuccessorDetails, how: str, verified_on: date
) -> DetailsVerification:
    """The second person verifies the newest details; the delivery account goes on the register and is used from then on.

    Refuses who took them in himself, details that newer ones replaced, and a second verification.
    """
    stop, agreement = details.stop, details.stop.agreement
    how = needed(how, "Say how the details were verified (call-back to the register, notary, court).", "how")
    not_in_future(agreement, verified_on, deed.now, "verified_on")
    _check_open(stop)
    if hasattr(details, "verification") or stop.details.filter(number__gt=details.number).exists():
        raise RuleViolation(
            "details_decided",
            "These details are verified already, or newer ones took their place. Reload the page.",
        )
    person_id = acting_person(deed.actor)
    if person_id == details.person_id:
        raise RuleViolation(
            "needs_second_person", "A second person verifies the details, not the one who took them in."
        )
    if verified_on < details.given_on:
        raise RuleViolation(
            "dates_out_of_order",
            "Nothing can be verified before it was given. Check the date.",
            field="verified_on",
        )
    recipient = AgreementParty.objects.select_related("party").get(agreement=agreement, is_recipient=True)
    account = stand(
        "register_delivery_account",
        recipient.party,
        {
            "party": recipient.party,
            "description": f"{details.delivery_account}, in the name of {details.name}"[:300],
            "starts_on": verified_on,
            "paper": None,
        },
        entered_by=details.person,
        entered_at=details.recorded_at,
        how=how,
        reason=f"{agreement.reference}, {stop}",
        actor=deed.actor,
        now=deed.now,
    )
    verification = deed.create(
        DetailsVerification(
            details=details,
            how=how,
            verified_on=verified_on,
            delivery_account=account,
            person_id=person_id,
            recorded_at=deed.now,
        ),
        why=how,
    )
    deed.note(
        "delivery.details_verified",
        agreement,
        effective_on=verified_on,
        after={"details": f"{details.number}, verified"},
        facts={"stop": stop.number, "how": how, "name": details.name},
    )
    return verification


@act("lift_delivery_stop")
def lift_delivery_stop(
    deed: Deed, *, stop: DeliveryStop, reason: str, lifted_on: date, paper: Intake
) -> DeliveryLift:
    """End a stop with its paper: probate, the assignment's acknowledgement, the release of the attachment.

    Refuses who recorded the stop, one that is lifted, a death or assignment without verified details, and a day before it.
    """
    agreement = stop.agreement
    reason = needed(reason, "Write down why delivery may go on.", "reason")
    not_in_future(agreement, lifted_on, deed.now, "lifted_on")
    _check_open(stop)
    person_id = acting_person(deed.actor)
    if person_id == stop.person_id:
        raise RuleViolation(
            "needs_second_person", "Another person lifts a stop, not the one who recorded it."
        )
    if stop.needs_details and not DetailsVerification.objects.filter(details__stop=stop).exists():
        raise RuleViolation(
            "details_not_verified",
            "Who takes the recipient’s place is not verified. Take the details in and have a second person verify them first.",
        )
    if lifted_on < stop.received_on:
        raise RuleViolation(
            "dates_out_of_order", "A stop cannot end before it began. Check the date.", field="lifted_on"
        )
    document = deed.file(
        paper, about=agreement, kind="recipient_event", title=f"End of stop {stop.number}", dated_on=lifted_on
    )
    lift = deed.create(
        DeliveryLift(
            stop=stop,
            reason=reason,
            document=document,
            lifted_on=lifted_on,
            person_id=person_id,
            recorded_at=deed.now,
        ),
        why=reason,
    )
    deed.note(
        "delivery.resumed",
        agreement,
        effective_on=lifted_on,
        before={"delivery": "stopped"},
        after={"delivery": f"{stop} lifted"},
        facts={"stop": stop.number},
        documents=(document,),
        reason=reason,
    )
    return lift


def _check_open(stop: DeliveryStop) -> None:
    if hasattr(stop, "lift"):
        raise RuleViolation("stop_lifted", f"Stop {stop.number} is lifted already. Nothing was changed.")
