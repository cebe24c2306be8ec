"""Objections and holds: a party objects, two persons of the agent suspend, a paper ends it (EA 3.3, SPA 8.1)."""

from datetime import date, datetime

from documents.actor import Actor
from documents.errors import RuleViolation
from documents.intake import Intake
from documents.services.recorded import create
from tranches.models import (
    Account,
    AgreementParty,
    DisputeNotice,
    Hold,
    HoldConfirmation,
    HoldLift,
    InstructionLine,
    InstructionState,
    Release,
    ReleaseState,
    Tranche,
    TrancheState,
)
from tranches.selectors.balances import balances
from tranches.selectors.claims import is_open_again
from tranches.selectors.holds import held_back, standing_holds
from tranches.services.act import act
from tranches.services.common import (
    acting_person,
    file_paper,
    local_day,
    move_tranche,
    needed,
    next_number,
    not_in_future,
)
from tranches.services.journal import note
from tranches.services.outcome import settle
from tranches.services.recalls import ask_back

# What ends a hold without fixing a quantity. A settlement, award or judgment is recorded as what it is (governed.py).
GOVERNING = (HoldLift.Exit.SETTLEMENT, HoldLift.Exit.AWARD, HoldLift.Exit.JUDGMENT)
EXITS = {
    Hold.Ground.DISPUTE: (HoldLift.Exit.WITHDRAWAL,),
    Hold.Ground.CONFLICT: (HoldLift.Exit.WITHDRAWAL, HoldLift.Exit.LIFTED),
    Hold.Ground.SUSPENSION: (HoldLift.Exit.LIFTED,),
    Hold.Ground.COURT_ORDER: (HoldLift.Exit.LIFTED, HoldLift.Exit.JUDGMENT),
}


@act("receive_dispute_notice")
def receive_dispute_notice(
    *,
    tranche: Tranche,
    party: AgreementParty,
    text: str,
    contested_shares: int | None = None,
    paper: Intake | None = None,
    received_on: date,
    actor: Actor,
    now: datetime,
) -> DisputeNotice:
    """Receive a party's objection. It is shown to all parties and stops nothing by itself: suspending is the agent's own act."""
    agreement = tranche.agreement
    text = needed(text, "Say what you object to; all parties will read it.", "text")
    not_in_future(agreement, received_on, now, "received_on")
    if party.agreement_id != agreement.pk:
        raise RuleViolation("not_a_party", "Only a party to this agreement can object.")
    if contested_shares is not None and not 0 < contested_shares <= tranche.shares:
        raise RuleViolation(
            "contested_out_of_bounds",
            f"Enter a number of shares from 1 to {tranche.shares:,}, or leave it empty for the whole tranche.",
            field="contested_shares",
        )
    number = next_number(DisputeNotice, agreement=agreement)
    document = None
    if paper is not None:
        document = file_paper(
            tranche, paper, kind="dispute_notice", title=f"Objection {number} of Party {party.letter}", dated_on=received_on,
            actor=actor, now=now,
        )  # fmt: skip
    notice = create(
        DisputeNotice(
            agreement=agreement, tranche=tranche, number=number, party=party, text=text, contested_shares=contested_shares,
            document=document, received_on=received_on, recorded_at=now,
        ),
        actor=actor, now=now, reason="objection received",
    )  # fmt: skip
    note(
        agreement, "dispute.received", tranche, actor=actor, now=now, effective_on=received_on,
        facts={"objection": number, "party": party.letter, "text": text, "contested_shares": contested_shares},
        documents=(document,) if document else (),
    )  # fmt: skip
    return notice


@act("propose_hold")
def propose_hold(
    *,
    tranche: Tranche,
    ground: str,
    shares: int | None = None,
    reason: str,
    notice: DisputeNotice | None = None,
    paper: Intake | None = None,
    opened_on: date,
    actor: Actor,
    now: datetime,
) -> Hold:
    """Propose a hold, on the whole tranche or a number of its shares. It stands when a second person has confirmed it.

    Refuses a released tranche, more shares than are still free in escrow, and a suspension or court order without its paper.
    """
    agreement = tranche.agreement
    reason = needed(
        reason, "Give the reason for the hold; it goes into the record and to the parties.", "reason"
    )
    not_in_future(agreement, opened_on, now, "opened_on")
    if ground not in Hold.Ground.values:
        raise RuleViolation("wrong_ground", "Choose the ground of the hold.", field="ground")
    if ground in (Hold.Ground.SUSPENSION, Hold.Ground.COURT_ORDER) and paper is None:
        raise RuleViolation(
            "hold_without_paper",
            "Attach the issuer’s notice or the court’s order on which the hold rests.",
            field="paper",
        )
    _check_can_hold(tranche, shares)
    number = next_number(Hold, agreement=agreement)
    document = None
    if paper is not None:
        document = file_paper(
            tranche,
            paper,
            kind="hold_ground",
            title=f"Paper behind hold {number}",
            dated_on=opened_on,
            actor=actor,
            now=now,
        )
    hold = create(
        Hold(
            agreement=agreement, tranche=tranche, number=number, ground=ground, shares=shares, reason=reason, notice=notice,
            document=document, opened_on=opened_on, opened_person_id=acting_person(actor), recorded_at=now,
        ),
        actor=actor, now=now, reason=reason,
    )  # fmt: skip
    note(
        agreement, "hold.proposed", tranche, actor=actor, now=now, effective_on=opened_on, reason=reason,
        after={"hold": "proposed"}, facts={"hold": number, "ground": ground, "shares": shares},
        documents=(document,) if document else (),
    )  # fmt: skip
    return hold


@act("confirm_hold")
def confirm_hold(*, hold: Hold, actor: Actor, now: datetime) -> HoldConfirmation:
    """The second person of the agent. A hold on the whole tranche makes it `disputed`; on a part, that number stays in escrow.

    A letter that is out for the tranche is asked back; what the transfer agent answers is recorded as it comes.
    """
    tranche = hold.tranche
    tranche.refresh_from_db()
    person_id = acting_person(actor)
    if hasattr(hold, "confirmation") or hasattr(hold, "lift"):
        raise RuleViolation(
            "hold_decided", f"Hold {hold.number} is confirmed or ended already. Nothing was changed."
        )
    if person_id == hold.opened_person_id:
        raise RuleViolation(
            "needs_second_person", "A second person confirms a hold, not the one who proposed it."
        )
    _check_can_hold(tranche, hold.shares)
    day = local_day(hold.agreement, now)
    confirmation = create(
        HoldConfirmation(hold=hold, person_id=person_id, confirmed_on=day, recorded_at=now),
        actor=actor, now=now, reason="second person",
    )  # fmt: skip
    note(
        hold.agreement, "hold.confirmed", tranche, actor=actor, now=now, effective_on=day,
        after={"held_back": hold.shares if hold.shares is not None else "whole tranche"}, facts={"hold": hold.number},
    )  # fmt: skip
    if hold.shares is None and tranche.state != TrancheState.DISPUTED:
        move_tranche(
            tranche, "suspend", event="confirm_hold", actor=actor, now=now, effective_on=day,
            reason=f"{hold.get_ground_display()}: {hold.reason}",
        )  # fmt: skip
    moving = Release.objects.filter(
        instruction__lines__tranche=tranche, state__in=(ReleaseState.AUTHORISED, ReleaseState.SENT)
    ).first()
    if moving is not None and not moving.recall_requests.exists():
        moving.agreement = hold.agreement
        ask_back(moving, f"hold {hold.number} on tranche {tranche.number}", actor=actor, now=now, day=day)
    return confirmation


@act("lift_hold")
def lift_hold(
    *,
    hold: Hold,
    exit: str,  # noqa: A002 (the word of the desk for how a hold ends)
    reason: str = "",
    paper: Intake | None = None,
    lifted_on: date,
    actor: Actor,
    now: datetime,
) -> HoldLift:
    """End a hold by its paper or its withdrawal. With the last hold on the whole tranche gone it returns to where it stood.

    Refuses an end without its paper, except of a hold that no second person ever confirmed.
    """
    agreement, tranche = hold.agreement, hold.tranche
    tranche.refresh_from_db()
    not_in_future(agreement, lifted_on, now, "lifted_on")
    if exit not in HoldLift.Exit.values:
        raise RuleViolation("wrong_exit", "Choose how the hold ended.", field="exit")
    if hasattr(hold, "lift"):
        raise RuleViolation("hold_decided", f"Hold {hold.number} is lifted already. Nothing was changed.")
    stood = hasattr(hold, "confirmation")
    if stood == (exit == HoldLift.Exit.NOT_CONFIRMED):
        raise RuleViolation("wrong_exit", "Choose the exit that fits: this hold was " + ("" if stood else "not ") + "confirmed.",
                            field="exit")  # fmt: skip
    if stood and exit not in EXITS[Hold.Ground(hold.ground)]:
        raise RuleViolation(
            "wrong_exit",
            "A settlement, award or judgment fixes what is released: record it as such, and it ends the hold."
            if exit in GOVERNING
            else f"A hold by {hold.get_ground_display().lower()} does not end this way. Choose the exit that fits its paper.",
            field="exit",
        )
    if stood and acting_person(actor) == hold.opened_person_id:
        raise RuleViolation(
            "needs_second_person", "Who proposed a hold does not lift it. Another person of the agent must."
        )
    if stood and paper is None:
        raise RuleViolation(
            "lift_without_paper",
            "Attach the settlement, award, judgment or withdrawal that ends the hold.",
            field="paper",
        )
    if lifted_on < hold.opened_on:
        raise RuleViolation(
            "dates_out_of_order", "A hold cannot end before it began. Check the date.", field="lifted_on"
        )
    document = None
    if paper is not None:
        document = file_paper(
            tranche,
            paper,
            kind="hold_exit",
            title=f"End of hold {hold.number}",
            dated_on=lifted_on,
            actor=actor,
            now=now,
        )
    lift = create(
        HoldLift(
            hold=hold, exit=exit, reason=reason, document=document, lifted_on=lifted_on, person_id=acting_person(actor),
            recorded_at=now,
        ),
        actor=actor, now=now, reason=exit,
    )  # fmt: skip
    note(
        agreement, "hold.lifted", tranche, actor=actor, now=now, effective_on=lifted_on, reason=reason,
        before={"held_back": hold.shares if hold.shares is not None else "whole tranche"}, after={"held_back": 0},
        facts={"hold": hold.number, "exit": exit}, documents=(document,) if document else (),
    )  # fmt: skip
    whole = standing_holds(agreement).filter(tranche=tranche, shares__isnull=True)
    if stood and hold.shares is None and tranche.state == TrancheState.DISPUTED and not whole.exists():
        move_tranche(
            tranche, "resume", event="lift_hold", actor=actor, now=now, effective_on=lifted_on,
            reason=f"hold {hold.number} lifted: {lift.get_exit_display()}",
        )  # fmt: skip
        _catch_up(tranche, actor=actor, now=now, day=lifted_on)
    return lift


def _catch_up(tranche: Tranche, *, actor: Actor, now: datetime, day: date) -> None:
    """Bring a resumed tranche up to what was recorded while it stood still: a report, the last approval, or a revocation."""

    def walk(edge: str, reason: str) -> None:
        move_tranche(tranche, edge, event="lift_hold", actor=actor, now=now, effective_on=day, reason=reason)

    if tranche.state == TrancheState.PENDING and tranche.reports.exists():
        walk("receive_report", "the report came in while the tranche was disputed")
    if is_open_again(tranche):
        walk("reopen", "a wrong delivery came back while the tranche was disputed")
    stands = InstructionLine.objects.filter(
        tranche=tranche, instruction__state=InstructionState.APPROVED, origin__in=("own", "governed")
    ).exists()
    if tranche.state == TrancheState.REPORT_RECEIVED and stands:
        walk("instruct", "the joint written instruction became complete while the tranche was disputed")
    elif tranche.state == TrancheState.INSTRUCTED and not stands:
        if balances(tranche.agreement).of(Account.RECIPIENT, tranche.number) and _carried_out(tranche):
            settle(
                tranche, event="lift_hold", actor=actor, now=now, day=day, cause="carried out while disputed"
            )
        else:
            walk(
                "void_instruction", "the joint written instruction was voided while the tranche was disputed"
            )


def _carried_out(tranche: Tranche) -> bool:
    """Whether the newest instruction of the tranche's own year was carried out."""
    lines = InstructionLine.objects.filter(tranche=tranche, origin__in=("own", "governed"))
    newest = lines.order_by("-instruction__number").values_list("instruction__state", flat=True).first()
    return newest == InstructionState.EXECUTED


def _check_can_hold(tranche: Tranche, shares: int | None) -> None:
    if tranche.state == TrancheState.RELEASED:
        raise RuleViolation(
            "already_released", f"Tranche {tranche.number} is released; there is nothing left to hold."
        )
    if balances(tranche.agreement).of(Account.RESERVED_RETURN, tranche.number):
        raise RuleViolation(
            "letter_out",
            "A letter that returns shares is out. Ask it to stop and record its answer before the tranche is held.",
        )
    if shares is None:
        return
    standing = balances(tranche.agreement)
    inside = (
        standing.of(Account.HELD, tranche.number)
        + standing.of(Account.KEPT, tranche.number)
        + standing.of(Account.RESERVED, tranche.number)
        - held_back(tranche)
    )
    if not 0 < shares <= inside:
        raise RuleViolation(
            "hold_out_of_bounds",
            f"A hold keeps back from 1 to {inside:,} shares of this tranche.",
            field="shares",
        )
