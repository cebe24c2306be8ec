"""Termination by all parties: what it says becomes of the shares, whether that fits what stands, and what it ends (SPA 11.2, EA 2)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Min

from documents.days import day_words
from documents.errors import RuleViolation
from tranches.models import (
    Account,
    Amendment,
    AmendmentState,
    AuthorityPaper,
    EscrowAgreement,
    Hold,
    Instruction,
    Tranche,
)
from tranches.selectors.conversion.corporate import pending_action
from tranches.selectors.delivery.dispositions import open_dispositions
from tranches.selectors.dispute.holds import standing_holds
from tranches.selectors.ledger.balances import balances
from tranches.selectors.read_once import read_once
from tranches.selectors.release.claims import open_claims
from tranches.selectors.terms import terms_of

# Acts of a running agreement: what they would add, the termination has settled.
ENDED_BY_TERMINATION = frozenset(
    {"record_deposit", "record_report", "prepare_instruction", "prepare_amendment", "prepare_termination"}
)


@dataclass(frozen=True)
class Split:
    """What the parties agree for one tranche, in whole shares of the open security line."""

    tranche: Tranche
    to_recipient: int
    to_issuer: int


@read_once
def termination_in_force(agreement: EscrowAgreement) -> Amendment | None:
    """The termination that ended the agreement, if there is one."""
    rows = Amendment.objects.filter(
        agreement=agreement, kind=Amendment.Kind.TERMINATION, state=AmendmentState.IN_FORCE
    )
    return rows.select_related("executed_paper").first()


def overtaken_by_termination(instruction: Instruction) -> bool:
    """Whether a termination that came into force after the instruction was prepared says what becomes of the shares."""
    found = termination_in_force(instruction.agreement)
    if found is None:
        return False
    papers = AuthorityPaper.objects.filter(document=found.executed_paper_id)
    own = papers.aggregate(first=Min("instruction__number"))["first"]
    return own is not None and instruction.number < own


def ended_sentence(event: str, agreement: EscrowAgreement) -> str:
    """Why this act is not possible any more after a termination; empty where it is."""
    found = termination_in_force(agreement) if event in ENDED_BY_TERMINATION else None
    if found is None:
        return ""
    day = found.effective_on
    return (
        f"All parties ended {agreement.reference} with effect from {day_words(day)} ({found}). What is left to do is to carry "
        "that out: release, return, and close."
    )


def to_split(agreement: EscrowAgreement) -> dict[Tranche, int]:
    """By tranche, the shares held or kept that a termination must give a destination; tranches without any are left out."""
    standing = balances(agreement)
    tranches = (
        Tranche.objects.filter(agreement=agreement).select_related("agreement__binder").order_by("number")
    )
    inside = {
        tranche: standing.of(Account.HELD, tranche.number) + standing.of(Account.KEPT, tranche.number)
        for tranche in tranches
    }
    return {tranche: shares for tranche, shares in inside.items() if shares}


def splits_in(amendment: Amendment) -> list[Split]:
    """The splits as all parties signed them."""
    tranches = {row.number: row for row in Tranche.objects.filter(agreement=amendment.agreement_id)}
    return [
        Split(tranches[line["tranche"]], line["to_recipient"], line["to_issuer"])
        for line in amendment.content.get("lines", ())
    ]


def check_terminable(agreement: EscrowAgreement, splits: Sequence[Split]) -> None:
    """Refuse, with what to do first: a letter out, something open that moves shares, and splits that are not what stands."""
    _check_nothing_under_way(agreement)
    if not splits:
        raise RuleViolation(
            "nothing_in_escrow",
            "No share is in escrow. Close the agreement instead; there is nothing to divide.",
        )
    inside, seen = to_split(agreement), set()
    for split in splits:
        tranche = split.tranche
        if tranche.agreement_id != agreement.pk:
            raise RuleViolation(
                "two_agreements", "A line names a tranche of another agreement. Start again from the page."
            )
        if tranche.number in seen:
            raise RuleViolation(
                "line_twice", f"Tranche {tranche.number} stands in two lines. Put them together."
            )
        seen.add(tranche.number)
        if split.to_recipient < 0 or split.to_issuer < 0:
            raise RuleViolation(
                "negative_shares", "A line has zero or more whole shares. Correct the number."
            )
    given = {split.tranche.number: split.to_recipient + split.to_issuer for split in splits}
    for tranche, shares in inside.items():
        if given.pop(tranche.number, None) != shares:
            raise RuleViolation(
                "not_all_shares",
                f"Tranche {tranche.number} has {shares:,} shares in escrow. Say of exactly as many whether they go to the recipient or "
                "back to the issuer.",
                field=f"to_recipient_{tranche.number}",
                clause=terms_of(agreement).clause("amendment"),
            )
    if left := sorted(number for number, shares in given.items() if shares):
        raise RuleViolation("more_than_held", f"Tranche {left[0]} has no share in escrow. Take its line out.")


def check_still_fits(amendment: Amendment) -> None:
    """Refuse a termination while something moves shares, or once other shares stand in escrow than its paper divides."""
    _check_nothing_under_way(amendment.agreement)
    divided = {
        split.tranche: split.to_recipient + split.to_issuer
        for split in splits_in(amendment)
        if split.to_recipient + split.to_issuer
    }
    if divided != to_split(amendment.agreement):
        raise RuleViolation(
            "overtaken",
            f"Other shares are in escrow now than {amendment} divides. Withdraw it and prepare it again with those.",
        )


def _check_nothing_under_way(agreement: EscrowAgreement) -> None:
    standing = balances(agreement)
    out = standing.total(Account.RESERVED) + standing.total(Account.RESERVED_RETURN)
    if out:
        raise RuleViolation(
            "letter_out",
            f"{out:,} shares are with the transfer agent. Record its answer, or recall the letter, first.",
        )
    if standing.total(Account.UNALLOCATED):
        raise RuleViolation(
            "unallocated_shares",
            f"{standing.total(Account.UNALLOCATED):,} shares are allocated to no tranche. Allocate them first.",
        )
    open_matters = [
        *(f"{row} is open" for row in open_dispositions(agreement)),
        *(f"Claim {row.claim} about a wrong delivery is open" for row in open_claims(agreement)),
    ]
    waiting = pending_action(agreement)
    if waiting is not None:
        open_matters.append(f"{waiting} waits for its second person")
    orders = standing_holds(agreement).filter(ground=Hold.Ground.COURT_ORDER).order_by("number")
    open_matters += [f"Hold {hold.number} rests on a court order" for hold in orders]
    if open_matters:
        raise RuleViolation("matter_open", f"{open_matters[0]}. Bring it to its end first.")
