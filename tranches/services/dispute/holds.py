"""Objections and holds: a party objects, two persons of the agent suspend; `lifting` has the end (EA 3.3, SPA 8.1)."""

from datetime import date
from typing import Any

from documents.errors import RuleViolation
from documents.intake import Intake
from tranches.models import (
    Account,
    AgreementParty,
    DisputeNotice,
    Hold,
    HoldConfirmation,
    Release,
    ReleaseState,
    Tranche,
    TrancheState,
)
from tranches.selectors.dispute.holds import held_back
from tranches.selectors.ledger.balances import balances
from tranches.selectors.ledger.units import size_of
from tranches.selectors.terms import terms_of
from tranches.services.act import act
from tranches.services.common import (
    acting_person,
    move_tranche,
    needed,
    next_number,
    not_in_future,
)
from tranches.services.deed import Deed
from tranches.services.release.recalls import ask_back
from tranches.services.telling.telling_changes import tell_hold


@act("receive_dispute_notice")
def receive_dispute_notice(
    deed: Deed,
    *,
    tranche: Tranche,
    party: AgreementParty,
    text: str,
    kind: str = DisputeNotice.Kind.OBJECTION,
    contested_shares: int | None = None,
    paper: Intake | None = None,
    received_on: date,
) -> DisputeNotice:
    """Receive a party's objection, or an instruction of it that contradicts another. It is shown to all parties and stops nothing
    by itself: suspending is the agent's own act.

    Refuses a contrary instruction without its paper, or of a party that gives no instructions.
    """
    agreement = tranche.agreement
    if kind not in DisputeNotice.Kind.values:
        raise RuleViolation(
            "wrong_kind", "Choose whether it is an objection or a contrary instruction.", field="kind"
        )
    text = needed(text, "Say what you object to; all parties will read it.", "text")
    not_in_future(agreement, received_on, deed.now, "received_on")
    if party.agreement_id != agreement.pk:
        raise RuleViolation("not_a_party", "Only a party to this agreement can object.")
    if contested_shares is not None and not 0 < contested_shares <= size_of(tranche):
        raise RuleViolation(
            "contested_out_of_bounds",
            f"Enter a number of shares from 1 to {size_of(tranche):,}, or leave it empty for the whole tranche.",
            field="contested_shares",
        )
    if kind == DisputeNotice.Kind.CONTRARY:
        _check_contrary(party, paper)
    number = next_number(DisputeNotice, agreement=agreement)
    named = f"{DisputeNotice.Kind(kind).label} {number}"
    document = None
    if paper is not None:
        document = deed.file(
            paper,
            about=tranche,
            kind="dispute_notice",
            title=f"{named} of Party {party.letter}",
            dated_on=received_on,
        )
    notice = deed.create(
        DisputeNotice(
            agreement=agreement,
            tranche=tranche,
            number=number,
            kind=kind,
            party=party,
            text=text,
            contested_shares=contested_shares,
            document=document,
            received_on=received_on,
            recorded_at=deed.now,
        ),
        why=f"{kind} received",
    )
    deed.note(
        "dispute.received",
        tranche,
        effective_on=received_on,
        facts={kind: number, "party": party.letter, "text": text, "contested_shares": contested_shares},
        documents=(document,) if document else (),
    )
    return notice


def _check_contrary(party: AgreementParty, paper: Intake | None) -> None:
    """An instruction contradicts another only if it comes from who instructs, and is seen on its paper."""
    terms = terms_of(party.agreement)
    if party.part not in terms.signing.joint_instruction:
        raise RuleViolation(
            "not_a_signing_party",
            f"Party {party.letter} gives no instructions. Record what it sent as an objection.",
            field="party",
            clause=terms.clause("instruction"),
        )
    if paper is None:
        raise RuleViolation("contrary_without_paper", "Attach the contrary instruction.", field="paper")


@act("propose_hold")
def propose_hold(
    deed: Deed,
    *,
    tranche: Tranche,
    ground: str,
    shares: int | None = None,
    reason: str,
    notice: DisputeNotice | None = None,
    paper: Intake | None = None,
    opened_on: date,
) -> Hold:
    """Propose a hold, on the whole tranche or a number of its shares. It stands when a second person has confirmed it.

    Refuses a released tranche, more shares than are still free in escrow, a suspension or court order without its paper, and a
    notice about another tranche.
    """
    reason = needed(
        reason, "Give the reason for the hold; it goes into the record and to the parties.", "reason"
    )
    not_in_future(tranche.agreement, opened_on, deed.now, "opened_on")
    if ground not in Hold.Ground.values:
        raise RuleViolation("wrong_ground", "Choose the ground of the hold.", field="ground")
    if ground in (Hold.Ground.SUSPENSION, Hold.Ground.COURT_ORDER) and paper is None:
        raise RuleViolation(
            "hold_without_paper",
            "Attach the issuer’s notice or the court’s order on which the hold rests.",
            field="paper",
        )
    if notice is not None and notice.tranche_id != tranche.pk:
        raise RuleViolation(
            "notice_of_other_tranche",
            f"That notice is about tranche {notice.tranche.number}. Choose one about tranche {tranche.number}.",
            field="notice",
        )
    return proposed(
        deed, tranche, ground, shares=shares, reason=reason, notice=notice, paper=paper, opened_on=opened_on
    )


def proposed(
    deed: Deed,
    tranche: Tranche,
    ground: str,
    *,
    shares: int | None,
    reason: str,
    notice: DisputeNotice | None = None,
    paper: Intake | None,
    opened_on: date,
    signature: dict[str, Any] | None = None,
) -> Hold:
    """The hold with its paper, which stands once a person of the agent has confirmed it. `signature` is that of the party that
    asks for it, where one does. Refuses a released tranche, and more shares than are still free in escrow."""
    _check_can_hold(tranche, shares)
    agreement = tranche.agreement
    number = next_number(Hold, agreement=agreement)
    document = None
    if paper is not None:
        document = deed.file(
            paper, about=tranche, kind="hold_ground", title=f"Paper behind hold {number}", dated_on=opened_on
        )
    hold = deed.create(
        Hold(
            agreement=agreement,
            tranche=tranche,
            number=number,
            ground=ground,
            shares=shares,
            reason=reason,
            notice=notice,
            document=document,
            opened_on=opened_on,
            opened_person_id=acting_person(deed.actor),
            recorded_at=deed.now,
        ),
        why=reason,
    )
    deed.note(
        "hold.proposed",
        tranche,
        effective_on=opened_on,
        reason=reason,
        after={"hold": "proposed"},
        facts={"hold": number, "ground": ground, "shares": shares, **(signature or {})},
        documents=(document,) if document else (),
    )
    return hold


@act("confirm_hold")
def confirm_hold(deed: Deed, *, hold: Hold) -> HoldConfirmation:
    """The second person of the agent. A hold on the whole tranche makes it `disputed`; on a part, that number stays in escrow.

    A letter that is out for the tranche is asked back; what the transfer agent answers is recorded as it comes.
    """
    tranche = hold.tranche
    tranche.refresh_from_db()
    person_id = acting_person(deed.actor)
    if hasattr(hold, "confirmation") or hasattr(hold, "lift"):
        raise RuleViolation(
            "hold_decided", f"Hold {hold.number} is confirmed or ended already. Nothing was changed."
        )
    if person_id == hold.opened_person_id:
        raise RuleViolation(
            "needs_second_person", "A second person confirms a hold, not the one who proposed it."
        )
    _check_can_hold(tranche, hold.shares)
    day = deed.today
    confirmation = deed.create(
        HoldConfirmation(hold=hold, person_id=person_id, confirmed_on=day, recorded_at=deed.now),
        why="second person",
    )
    deed.note(
        "hold.confirmed",
        tranche,
        effective_on=day,
        after={"held_back": hold.shares if hold.shares is not None else "whole tranche"},
        facts={"hold": hold.number},
    )
    if hold.shares is None and tranche.state != TrancheState.DISPUTED:
        move_tranche(
            deed, tranche, "suspend", effective_on=day, reason=f"{hold.get_ground_display()}: {hold.reason}"
        )
    moving = Release.objects.filter(
        instruction__lines__tranche=tranche, state__in=(ReleaseState.AUTHORISED, ReleaseState.SENT)
    ).first()
    if moving is not None and not moving.recall_requests.exists():
        moving.agreement = hold.agreement
        ask_back(deed, moving, f"hold {hold.number} on tranche {tranche.number}", day=day)
    tell_hold(deed, hold, ended=False)
    return confirmation


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
