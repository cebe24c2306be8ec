"""What an amendment would move when it comes into force: quantities, held shares, the recipient, and instructions it overtakes.

Read for the page that previews it and again under the lock by the act that does it, so both follow the same rules.
"""

from dataclasses import dataclass

from documents.errors import RuleViolation
from tranches.models import (
    Account,
    EscrowAgreement,
    Hold,
    Instruction,
    InstructionLine,
    Tranche,
)
from tranches.selectors.amendment.amendments import beyond_change
from tranches.selectors.assessment.assessments import OPEN_STATES
from tranches.selectors.ledger.balances import balances, current_line
from tranches.terms.agreement_terms import AgreementTerms, PartyTerms
from tranches.terms.deal.amending import check_amendable
from tranches.terms.errors import TermsError


@dataclass(frozen=True)
class Resized:
    """A tranche whose shares change."""

    tranche: Tranche
    before: int
    after: int


@dataclass(frozen=True)
class Moved:
    """Shares held for one tranche that go to another."""

    source: Tranche
    target: Tranche
    shares: int


@dataclass(frozen=True)
class Effects:
    """All that moves. `recipient` is the new one, where it is another; `signers` says that others give the joint instruction."""

    resized: tuple[Resized, ...] = ()
    moved: tuple[Moved, ...] = ()
    overtaken: tuple[Instruction, ...] = ()
    recipient: PartyTerms | None = None
    signers: bool = False


def effects_of(agreement: EscrowAgreement, old: AgreementTerms, new: AgreementTerms) -> Effects:
    """The effects of putting `new` in the place of `old` now; refuses, with what to do first, where that is not possible."""
    try:
        check_amendable(old, new, assessed=beyond_change(agreement))
    except TermsError as refusal:
        raise RuleViolation(
            refusal.code, refusal.sentence, field="terms", clause=old.clause("amendment")
        ) from None
    changed = {each.number for each in old.tranches if new.tranche(each.number) != each}
    tranches = {
        row.number: row
        for row in Tranche.objects.filter(agreement=agreement).select_related("agreement__binder")
    }
    for number in sorted(changed):
        _check_untouched(tranches[number])
    resized = tuple(
        Resized(tranches[each.number], each.shares, new.tranche(each.number).shares)
        for each in old.tranches
        if each.shares != new.tranche(each.number).shares
    )
    if resized and current_line(agreement).number > 1:
        raise RuleViolation(
            "other_security_line",
            "A corporate action has changed the unit of the shares in escrow; the quantities of the terms keep theirs and are "
            "not changed any more. Let a settlement signed by all parties fix what each tranche releases.",
            field="terms",
        )
    was, becomes = old.recipients()[0], new.recipients()[0]
    other_recipient = was.key != becomes.key
    signers = old.signing.joint_instruction != new.signing.joint_instruction
    return Effects(
        resized,
        _moves(agreement, tranches, resized),
        _overtaken(agreement, recipient=other_recipient, signers=signers),
        becomes if other_recipient else None,
        signers,
    )


def _check_untouched(tranche: Tranche) -> None:
    """A tranche whose terms change has no open instruction and no hold: both were made for the terms as they are."""
    lines = InstructionLine.objects.filter(tranche=tranche, instruction__state__in=OPEN_STATES)
    line = lines.select_related("instruction").first()
    if line is not None:
        raise RuleViolation(
            "instruction_open",
            f"{line.instruction} over tranche {tranche.number} is open, and its shares may be reserved. "
            "Carry it out or withdraw it first.",
            field="terms",
        )
    hold = Hold.objects.filter(tranche=tranche, lift__isnull=True).first()
    if hold is not None:
        raise RuleViolation(
            "hold_stands",
            f"Hold {hold.number} on tranche {tranche.number} is not lifted. Lift it first, or leave that tranche as it is.",
            field="terms",
        )


def _moves(
    agreement: EscrowAgreement, tranches: dict[int, Tranche], resized: tuple[Resized, ...]
) -> tuple[Moved, ...]:
    """Held shares that a smaller tranche no longer has go to the larger ones that have room, in the order of the tranches.

    Refuses where they have not room enough: shares that are in escrow cannot be amended away.
    """
    standing = balances(agreement)
    over: list[list[int]] = []
    room: list[list[int]] = []
    for each in sorted(resized, key=lambda row: row.tranche.number):
        held = standing.of(Account.HELD, each.tranche.number)
        if held > each.after:
            over.append([each.tranche.number, held - each.after])
        elif held < each.after:
            room.append([each.tranche.number, each.after - held])
    found = []
    for source in over:
        for target in room:
            shares = min(source[1], target[1])
            if shares:
                found.append(Moved(tranches[source[0]], tranches[target[0]], shares))
                source[1] -= shares
                target[1] -= shares
    left = sum(shares for _, shares in over)
    if left:
        raise RuleViolation(
            "shares_without_tranche",
            f"{left:,} shares that are in escrow would belong to no tranche. Give the tranches as many shares as were deposited; "
            "shares leave escrow by a release or a return only.",
            field="terms",
        )
    return tuple(found)


def _overtaken(agreement: EscrowAgreement, *, recipient: bool, signers: bool) -> tuple[Instruction, ...]:
    """The open instructions that name a recipient or signers who are others now: they become void, with their approvals.

    Refuses where a letter is out, and where a governing paper orders the delivery: those are ended by their own acts.
    """
    if not recipient and not signers:
        return ()
    found = []
    rows = Instruction.objects.filter(agreement=agreement, state__in=OPEN_STATES).order_by("number")
    for row in rows.select_related("agreement__binder"):
        names_recipient = recipient and not row.is_return
        if not names_recipient and not (signers and row.is_signed):
            continue
        letter = row.releases.filter(state__in=("authorised", "sent")).first()
        if letter is not None:
            raise RuleViolation(
                "release_under_way",
                f"{letter} of {row} is with the transfer agent and names those of the terms now in force. "
                "Record its answer, or have the letter recalled, first.",
            )
        if not row.is_signed:
            raise RuleViolation(
                "paper_governs",
                f"{row} carries out a settlement, award or judgment and names the recipient now in force. Carry it out first.",
            )
        found.append(row)
    return tuple(found)
