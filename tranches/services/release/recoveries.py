"""Shares of a wrong delivery that come back into escrow: recorded by one person, checked and posted by another (EA 3.2, 4.1).

They go back to the account they were drawn from, last drawn first. Then the line they came from is open again: its instruction
stands, its tranche is instructed where shares are held again, and the next attempt delivers them, with its own checklist and
two persons. The shares of an instruction that fell meanwhile are kept, and what is due of them is instructed anew.
"""

from datetime import date

from documents.errors import RuleViolation
from documents.intake import Intake
from tranches.models import (
    Account,
    ClaimRecovery,
    DeliveryClaim,
    Instruction,
    InstructionState,
    Posting,
    RecoveryCheck,
    Tranche,
    TrancheState,
)
from tranches.selectors.ledger.balances import current_line
from tranches.selectors.release.claims import row_of_claim
from tranches.selectors.release.confirmed import first_delivery, portions_of
from tranches.services.act import act
from tranches.services.common import (
    acting_person,
    move_instruction,
    move_tranche,
    needed,
    next_number,
    not_in_future,
)
from tranches.services.deed import Deed
from tranches.services.ledger import Why, posting_facts
from tranches.services.release.claims import check_open
from tranches.services.release.transfer import OPEN, next_attempt
from tranches.services.telling.telling import tell_recovery

STANDING = (InstructionState.APPROVED, InstructionState.EXECUTED)
DONE = (TrancheState.RELEASED, TrancheState.DEDUCTED)


@act("record_recovery")
def record_recovery(
    deed: Deed, *, claim: DeliveryClaim, shares: int, came_back_on: date, reference: str = "", paper: Intake
) -> ClaimRecovery:
    """Record that shares of a claim are back in the agent's account. It posts nothing: a second person checks it.

    Refuses more than is open of the claim and not yet recorded as back, and a day before the wrong delivery.
    """
    agreement, row = claim.agreement, row_of_claim(claim)
    check_open(row)
    if not 0 < shares <= row.free_shares:
        raise RuleViolation(
            "more_than_claimed",
            f"Of {claim} from 1 to {row.free_shares:,} shares can still come back."
            if row.free_shares
            else f"Everything that is open of {claim} is recorded as back already and waits for its check.",
            field="shares",
        )
    not_in_future(agreement, came_back_on, deed.now, "came_back_on")
    if came_back_on < first_delivery(claim.release):
        raise RuleViolation(
            "dates_out_of_order",
            "The shares cannot come back before they were delivered. Check the date.",
            field="came_back_on",
        )
    number = next_number(ClaimRecovery, claim=claim)
    document = deed.file(
        paper,
        about=claim.release,
        kind="recovery_proof",
        title=f"Recovery {number} of claim {claim} ({claim.release})",
        dated_on=came_back_on,
        reference=reference.strip(),
    )
    recovery = deed.create(
        ClaimRecovery(
            agreement=agreement,
            claim=claim,
            number=number,
            shares=shares,
            came_back_on=came_back_on,
            reference=reference.strip(),
            document=document,
            person_id=acting_person(deed.actor),
            recorded_at=deed.now,
        ),
        why=reference.strip() or "proof on file",
    )
    deed.note(
        "recovery.recorded",
        claim.release,
        effective_on=came_back_on,
        after={"recovery": "waits for its check"},
        facts={"claim": str(claim), "number": number, "shares": shares, "reference": recovery.reference},
        documents=(document,),
    )
    return recovery


@act("check_recovery")
def check_recovery(deed: Deed, *, recovery: ClaimRecovery, is_accepted: bool, finding: str) -> RecoveryCheck:
    """Hold a recovery against its paper; accepted, its shares are posted back into escrow and their line is open again.

    By another person than who recorded it. Refuses a second answer, and shares that came back in the unit of a security line
    that is closed.
    """
    claim = recovery.claim
    agreement = claim.agreement
    finding = needed(finding, "Write down what you found on the paper.", "finding")
    if hasattr(recovery, "check_record"):
        raise RuleViolation(
            "checked_already",
            f"This recovery is checked already: {recovery.check_record}. Nothing was changed.",
        )
    person_id = acting_person(deed.actor)
    if person_id == recovery.person_id:
        raise RuleViolation(
            "needs_second_person",
            "Who recorded a recovery does not check it. Another person of the agent must.",
        )
    check = deed.create(
        RecoveryCheck(
            agreement=agreement,
            recovery=recovery,
            is_accepted=is_accepted,
            finding=finding,
            checked_on=deed.today,
            person_id=person_id,
            recorded_at=deed.now,
        ),
        why=finding,
    )
    if not is_accepted:
        deed.note(
            "recovery.rejected",
            claim.release,
            effective_on=check.checked_on,
            before={"recovery": "waits for its check"},
            after={"recovery": "not accepted"},
            reason=finding,
            facts={"claim": str(claim), "number": recovery.number},
        )
        return check
    instruction = Instruction.objects.select_related("agreement__binder").get(pk=claim.release.instruction_id)
    tranche = claim.release_line.instruction_line.tranche
    postings = _bring_back(deed, recovery, instruction, tranche)
    deed.note(
        "recovery.posted",
        claim.release,
        effective_on=recovery.came_back_on,
        before={"recovery": "waits for its check"},
        after={"recovery": "accepted"},
        reason=finding,
        facts={"claim": str(claim), "number": recovery.number, "postings": posting_facts(postings)},
    )
    _open_again(deed, recovery, instruction, tranche, postings)
    tell_recovery(deed, recovery)
    return check


def _bring_back(
    deed: Deed, recovery: ClaimRecovery, instruction: Instruction, tranche: Tranche
) -> list[Posting]:
    agreement, line = recovery.claim.agreement, recovery.claim.release_line
    if line.postings.filter(kind=Posting.Kind.RELEASE).exclude(line=current_line(agreement)).exists():
        raise RuleViolation(
            "other_security_line",
            "The shares were delivered in the unit of a security line that is closed since. Have them exchanged by the "
            "transfer agent, and record the outcome as a settlement of the claim.",
        )
    places = _drawn_from(recovery)
    if instruction.state not in STANDING and tranche.state in DONE:
        places = [(Account.KEPT, recovery.shares)]
    why = Why(f"{recovery.claim}, {recovery}", release_line=line)
    return [
        deed.post(
            Posting.Kind.RECOVERY,
            shares,
            source=(Account.RECIPIENT, tranche),
            target=(account, tranche),
            why=why,
            effective_on=recovery.came_back_on,
        )
        for account, shares in places
    ]


def _drawn_from(recovery: ClaimRecovery) -> list[tuple[Account, int]]:
    """The accounts the delivery was drawn from with what of the shares goes back to each, last drawn first."""
    left, found = recovery.shares, []
    line = recovery.claim.release_line
    back = list(line.postings.filter(kind=Posting.Kind.RECOVERY, line=current_line(recovery.claim.agreement)))
    for portion in reversed(portions_of(line)):
        gone = sum(row.shares for row in back if row.to_account == portion.drawn_from)
        part = min(left, portion.delivered - gone)
        if part > 0:
            found.append((portion.drawn_from, part))
            left -= part
    if left:
        raise RuntimeError("more came back than was drawn for the delivery")
    return found


def _open_again(
    deed: Deed, recovery: ClaimRecovery, instruction: Instruction, tranche: Tranche, postings: list[Posting]
) -> None:
    """The instruction stands again and its tranche with it; a tranche disputed as a whole follows when its hold is lifted."""
    day, why = recovery.came_back_on, f"shares of claim {recovery.claim} came back"
    if instruction.state == InstructionState.EXECUTED:
        move_instruction(
            deed,
            instruction,
            "reopen",
            "instruction.reopened",
            effective_on=day,
            reason=why,
            next_attempt=True,
        )
    elif (
        instruction.state == InstructionState.APPROVED
        and not instruction.releases.filter(state__in=OPEN).exists()
    ):
        next_attempt(deed, instruction, day=day)
    tranche.refresh_from_db()
    if tranche.state not in DONE:
        return
    is_held = any(posting.to_account == Account.HELD for posting in postings)
    edge = "reopen" if is_held else "keep_again"
    if is_held or tranche.state == TrancheState.RELEASED:
        move_tranche(deed, tranche, edge, effective_on=day, reason=why)
