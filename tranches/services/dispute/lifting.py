"""The end of a hold: by its paper, by withdrawal, or lifted by the party that suspended (EA 3.3, SPA 8.1)."""

from datetime import date

from documents.errors import RuleViolation
from documents.intake import Intake
from documents.models import Document
from tranches.models import (
    Account,
    AgreementParty,
    Hold,
    HoldLift,
    InstructionLine,
    InstructionState,
    Tranche,
    TrancheState,
)
from tranches.selectors.dispute.holds import standing_holds
from tranches.selectors.dispute.suspensions import suspending_party
from tranches.selectors.ledger.balances import balances
from tranches.selectors.release.claims import is_open_again
from tranches.selectors.terms import terms_of
from tranches.services.act import act
from tranches.services.common import (
    acting_person,
    move_tranche,
    needed,
    not_in_future,
)
from tranches.services.deed import Deed
from tranches.services.release.outcome import settle
from tranches.services.suspending import require_signatory
from tranches.services.telling.telling_changes import tell_hold

# What ends a hold without fixing a quantity. A settlement, award or judgment is recorded as what it is (governed.py).
GOVERNING = (HoldLift.Exit.SETTLEMENT, HoldLift.Exit.AWARD, HoldLift.Exit.JUDGMENT)
EXITS = {
    Hold.Ground.DISPUTE: (HoldLift.Exit.WITHDRAWAL,),
    Hold.Ground.CONFLICT: (HoldLift.Exit.WITHDRAWAL, HoldLift.Exit.LIFTED),
    Hold.Ground.SUSPENSION: (HoldLift.Exit.LIFTED,),
    Hold.Ground.COURT_ORDER: (HoldLift.Exit.LIFTED, HoldLift.Exit.JUDGMENT),
}


@act("lift_hold")
def lift_hold(
    deed: Deed,
    *,
    hold: Hold,
    exit: str,  # noqa: A002 (the word of the desk for how a hold ends)
    reason: str = "",
    paper: Intake | None = None,
    lifted_on: date,
) -> HoldLift:
    """End a hold by its paper or its withdrawal. With the last hold on the whole tranche gone it returns to where it stood.

    Refuses an end without its paper, except of a hold that no second person ever confirmed.
    """
    agreement, tranche = hold.agreement, hold.tranche
    tranche.refresh_from_db()
    not_in_future(agreement, lifted_on, deed.now, "lifted_on")
    if exit not in HoldLift.Exit.values:
        raise RuleViolation("wrong_exit", "Choose how the hold ended.", field="exit")
    if hasattr(hold, "lift"):
        raise RuleViolation("hold_decided", f"Hold {hold.number} is lifted already. Nothing was changed.")
    stood = hasattr(hold, "confirmation")
    if stood == (exit == HoldLift.Exit.NOT_CONFIRMED):
        raise RuleViolation(
            "wrong_exit",
            "Choose the exit that fits: this hold was " + ("" if stood else "not ") + "confirmed.",
            field="exit",
        )
    if stood and exit not in EXITS[Hold.Ground(hold.ground)]:
        raise RuleViolation(
            "wrong_exit",
            "A settlement, award or judgment fixes what is released: record it as such, and it ends the hold."
            if exit in GOVERNING
            else f"A hold by {hold.get_ground_display().lower()} does not end this way. Choose the exit that fits its paper.",
            field="exit",
        )
    if stood and acting_person(deed.actor) == hold.opened_person_id:
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
        document = deed.file(
            paper, about=tranche, kind="hold_exit", title=f"End of hold {hold.number}", dated_on=lifted_on
        )
    return _end(deed, hold, exit, reason, document, lifted_on, stood=stood)


@act("lift_own_suspension")
def lift_own_suspension(deed: Deed, *, hold: Hold, party: AgreementParty, reason: str) -> HoldLift:
    """The party that suspended lifts its suspension itself, in the portal (SPA 8.1); on paper the desk records it (`lift_hold`).

    Refuses another's hold or one of another ground, one that does not stand, and a person without authority that day.
    """
    reason = needed(reason, "Say why the suspension is lifted; all parties will read it.", "reason")
    agreement = hold.agreement
    day, clause = deed.today, terms_of(agreement).clause("suspension")
    if hold.ground != Hold.Ground.SUSPENSION or party != suspending_party(agreement):
        raise RuleViolation(
            "not_your_suspension",
            "Only the party that suspended the release lifts its suspension.",
            clause=clause,
        )
    if not hasattr(hold, "confirmation") or hasattr(hold, "lift"):
        raise RuleViolation(
            "hold_decided", f"Hold {hold.number} does not stand any more, or not yet. Nothing was changed."
        )
    require_signatory(deed, party, clause)
    return _end(deed, hold, HoldLift.Exit.LIFTED, reason, None, day, stood=True)


def _end(
    deed: Deed, hold: Hold, how: str, reason: str, document: Document | None, lifted_on: date, *, stood: bool
) -> HoldLift:
    """Record the end of a hold, and bring a tranche that was disputed by it back to where it stood."""
    agreement, tranche = hold.agreement, hold.tranche
    tranche.refresh_from_db()
    lift = deed.create(
        HoldLift(
            hold=hold,
            exit=how,
            reason=reason,
            document=document,
            lifted_on=lifted_on,
            person_id=acting_person(deed.actor),
            recorded_at=deed.now,
        ),
        why=how,
    )
    deed.note(
        "hold.lifted",
        tranche,
        effective_on=lifted_on,
        reason=reason,
        before={"held_back": hold.shares if hold.shares is not None else "whole tranche"},
        after={"held_back": 0},
        facts={"hold": hold.number, "exit": how},
        documents=(document,) if document else (),
    )
    whole = standing_holds(agreement).filter(tranche=tranche, shares__isnull=True)
    if stood and hold.shares is None and tranche.state == TrancheState.DISPUTED and not whole.exists():
        move_tranche(
            deed,
            tranche,
            "resume",
            effective_on=lifted_on,
            reason=f"hold {hold.number} lifted: {lift.get_exit_display()}",
        )
        _catch_up(deed, tranche, day=lifted_on)
    if stood:
        tell_hold(deed, hold, ended=True)
    return lift


def _catch_up(deed: Deed, tranche: Tranche, *, day: date) -> None:
    """Bring a resumed tranche up to what was recorded while it stood still: a report, the last approval, or a revocation."""

    def walk(edge: str, reason: str) -> None:
        move_tranche(deed, tranche, edge, effective_on=day, reason=reason)

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
        if balances(tranche.agreement).ever(Account.RECIPIENT, tranche.number) and _carried_out(tranche):
            settle(deed, tranche, day=day, cause="carried out while disputed")
        else:
            walk(
                "void_instruction", "the joint written instruction was voided while the tranche was disputed"
            )


def _carried_out(tranche: Tranche) -> bool:
    """Whether the newest instruction of the tranche's own year was carried out."""
    lines = InstructionLine.objects.filter(tranche=tranche, origin__in=("own", "governed"))
    newest = lines.order_by("-instruction__number").values_list("instruction__state", flat=True).first()
    return newest == InstructionState.EXECUTED
