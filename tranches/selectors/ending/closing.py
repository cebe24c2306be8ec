"""The end of an agreement as it stands: what is kept, what is on its way back, what is cancelled, and whether it is closed."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Sum

from documents.days import day_words
from tranches.models import (
    Account,
    Closing,
    EscrowAgreement,
    Instruction,
    InstructionState,
    Posting,
    Release,
    ReleaseState,
    Tranche,
)
from tranches.selectors.assessment.assessments import OPEN_STATES
from tranches.selectors.delivery.dispositions import handed_over
from tranches.selectors.ending.expiry import why_not_expired
from tranches.selectors.ledger.as_of import AsOf
from tranches.selectors.ledger.balances import IN_ESCROW, Balances, balances, current_line, postings_of
from tranches.selectors.read_once import read_once
from tranches.selectors.release.confirmed import delivering, ordered_shares

CONFIRMED = (ReleaseState.CONFIRMED, ReleaseState.PARTLY_CONFIRMED)
# What an outsider may still ask for, and the agent still do, when an agreement is closed.
AFTER_CLOSING = frozenset(
    {
        "make_statement",
        "sign_paper",
        "raise_fees",
        "settle_fee_payer",
        "issue_fee_invoice",
        "record_fee_payment",
        "make_reconciliation",
        "record_closing_price",
        "load_closing_prices",
        "decide_delay_reason",
        "make_penalty_statement",
        "record_dividend",
        "set_aside_dividend",
        "establish_entitlement",
        "record_dividend_receipt",
        "pass_on_dividend",
        "record_scrip_delivery",
        "make_dossier",
        "set_legal_hold",
        "lift_legal_hold",
    }
)


@dataclass(frozen=True)
class Kept:
    """The kept shares of one tranche."""

    tranche: Tranche
    shares: int


def closing_of(agreement: EscrowAgreement) -> Closing | None:
    """The closing on record, if the agreement is closed."""
    return Closing.objects.filter(agreement=agreement).select_related("document", "person").first()


@read_once
def closed_sentence(agreement: EscrowAgreement) -> str:
    """Why no act is possible any more; empty while the agreement is open."""
    day: date | None = Closing.objects.filter(agreement=agreement).values_list("closed_on", flat=True).first()
    if day is None:
        return ""
    still = "Statements can still be made, fees, penalties and dividends be settled, and everything be read."
    return f"{agreement.reference} is closed since {day_words(day)}. {still}"


def kept_shares(agreement: EscrowAgreement) -> list[Kept]:
    """What is kept, tranche by tranche; tranches without kept shares are left out."""
    standing = balances(agreement)
    rows = Tranche.objects.filter(agreement=agreement).select_related("agreement__binder").order_by("number")
    found = [Kept(tranche, standing.of(Account.KEPT, tranche.number)) for tranche in rows]
    return [kept for kept in found if kept.shares]


def returns_of(agreement: EscrowAgreement) -> list[Instruction]:
    """The instructions to return kept shares, newest first."""
    rows = Instruction.objects.filter(agreement=agreement, basis=Instruction.Basis.RETURN)
    return list(rows.select_related("return_notice__document").order_by("-number"))


def open_return(agreement: EscrowAgreement) -> Instruction | None:
    """The return that is drafted, before the signers or approved."""
    return next((row for row in returns_of(agreement) if row.state in OPEN_STATES), None)


def uncancelled(agreement: EscrowAgreement) -> list[Release]:
    """The letters that returned shares whose cancellation the issuer has not confirmed."""
    rows = Release.objects.filter(
        agreement=agreement,
        instruction__basis=Instruction.Basis.RETURN,
        state__in=CONFIRMED,
        cancellation__isnull=True,
    )
    return list(rows.select_related("agreement__binder", "instruction").order_by("number"))


def returned_shares(release: Release) -> int:
    """What the transfer agent confirmed as returned by a letter."""
    rows = Posting.objects.filter(release_line__release=release, kind=Posting.Kind.RETURN)
    return rows.aggregate(all=Sum("shares"))["all"] or 0


def gone_by_tranche(agreement: EscrowAgreement, seen: AsOf | None = None) -> dict[int, int]:
    """Shares of each tranche that left escrow for another than the recipient, in units of the open security line."""
    gone: dict[int, int] = defaultdict(int)
    rows = (
        postings_of(agreement, seen)
        .filter(from_tranche__isnull=False, from_account__in=IN_ESCROW)
        .exclude(to_account__in=(*IN_ESCROW, Account.RECIPIENT))
    )
    for number, shares in rows.values_list("from_tranche__number").annotate(total=Sum("shares")).order_by():
        gone[number] += shares
    return gone


def why_no_return(agreement: EscrowAgreement, now: datetime, *, expiry: list[str] | None = None) -> list[str]:
    """Why no return can be prepared now; empty when one can. `expiry` are the reasons against that, where known already."""
    already = open_return(agreement)
    if already is not None:
        return [f"{already} is open: it is {already.get_state_display().lower()}."]
    reasons = list(why_not_expired(agreement, now) if expiry is None else expiry)
    if not reasons and not kept_shares(agreement):
        reasons.append("No share is kept; there is nothing to return.")
    return reasons


def overtaken_return(instruction: Instruction, now: datetime) -> list[str]:
    """Why a return no longer fits what stands: the agreement is not expired, or other shares are kept than its lines say."""
    reasons = why_not_expired(instruction.agreement, now)
    standing = balances(instruction.agreement)
    unit = current_line(instruction.agreement)
    lines = {
        line.tranche.number: ordered_shares(line, unit)
        for line in instruction.lines.select_related("tranche__agreement", "instruction")
    }
    if not delivering(instruction.releases.all()).exists():
        kept = {row.tranche.number: row.shares for row in kept_shares(instruction.agreement)}
        if kept != lines and not standing.total(Account.RESERVED_RETURN):
            reasons.append(
                "Other shares are kept now than the instruction returns: withdraw it and prepare it again."
            )
    return reasons


def why_not_closed(
    agreement: EscrowAgreement, now: datetime, *, expiry: list[str] | None = None
) -> list[str]:
    """A sentence for each thing that must happen before the agreement can be closed; empty when it can.

    With all its shares handed over to a successor agent it ends without having expired: what is open goes on with him.
    """
    reasons = list(why_not_expired(agreement, now) if expiry is None else expiry)
    if handed_over(agreement) is not None:
        reasons = []
    standing = balances(agreement)
    reasons += [_still(account, standing) for account in IN_ESCROW if standing.total(account)]
    for release in uncancelled(agreement):
        reasons.append(
            f"{returned_shares(release):,} shares of {release} are returned, but the issuer has not confirmed their cancellation."
        )
    instruction = open_return(agreement)
    if (
        handed_over(agreement) is None
        and instruction is not None
        and instruction.state != InstructionState.EXECUTED
    ):
        reasons.append(f"{instruction} is open: it is {instruction.get_state_display().lower()}.")
    return reasons


def _still(account: Account, standing: Balances) -> str:
    shares = standing.total(account)
    what = {
        Account.UNALLOCATED: "are unallocated",
        Account.KEPT: "are kept: they go back to the issuer by a joint instruction",
        Account.RESERVED_RETURN: "are reserved for their return: the transfer agent has not confirmed it",
    }.get(account, f"stand in {account.label.lower()}")
    return f"{shares:,} shares {what}."
