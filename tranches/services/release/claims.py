"""A delivery that went to the wrong account: claimed, and settled where no share comes back (EA 3.2, 4.1).

A claim moves no share and no state: the ledger says what the transfer agent confirmed until shares are back (`recoveries`).
"""

from datetime import date

from documents.errors import RuleViolation
from documents.intake import Intake
from tranches.models import ClaimSettlement, DeliveryClaim, InstructionLine, Release, ReleaseLine
from tranches.selectors.release.claims import ClaimRow, claimable, row_of_claim
from tranches.selectors.release.confirmed import first_delivery, standing_of
from tranches.services.act import act
from tranches.services.common import acting_person, needed, next_number, not_in_future
from tranches.services.deed import Deed
from tranches.services.telling.telling import tell_claim


@act("record_delivery_claim")
def record_delivery_claim(
    deed: Deed,
    *,
    release_line: ReleaseLine,
    shares: int,
    went_to: str,
    claimed_from: str,
    grounds: str,
    found_on: date,
    claimed_on: date,
    paper: Intake,
) -> DeliveryClaim:
    """Record that confirmed shares of a release line went to another account than instructed, and from whom they are claimed.

    Refuses a return (its shares went to the issuer, who answers for their cancellation), a line of which nothing is confirmed,
    more than was confirmed and is not claimed yet, and days out of order.
    """
    release = release_line.release
    agreement = release.agreement
    went_to = needed(went_to, "Say to which account the shares went.", "went_to")
    claimed_from = needed(claimed_from, "Say from whom the shares are claimed.", "claimed_from")
    grounds = needed(grounds, "Say what shows that the account was the wrong one.", "grounds")
    _check_can_claim(release_line, shares)
    _check_days(deed, release, found_on, claimed_on)
    number = next_number(DeliveryClaim, agreement=agreement)
    document = deed.file(
        paper,
        about=release,
        kind="delivery_claim",
        title=f"Claim W-{number}: wrong delivery of {release}",
        dated_on=claimed_on,
    )
    claim = deed.create(
        DeliveryClaim(
            agreement=agreement,
            number=number,
            release=release,
            release_line=release_line,
            shares=shares,
            went_to=went_to,
            claimed_from=claimed_from,
            grounds=grounds,
            found_on=found_on,
            claimed_on=claimed_on,
            document=document,
            person_id=acting_person(deed.actor),
            recorded_at=deed.now,
        ),
        why=grounds,
    )
    deed.note(
        "claim.recorded",
        release,
        effective_on=found_on,
        reason=grounds,
        before={"claimed": 0},
        after={"claimed": shares},
        facts={
            "claim": str(claim),
            "tranche": release_line.instruction_line.tranche.number,
            "went_to": went_to,
            "claimed_from": claimed_from,
            "claimed_on": claimed_on,
        },
        documents=(document,),
    )
    tell_claim(deed, claim)
    return claim


@act("settle_claim")
def settle_claim(
    deed: Deed, *, claim: DeliveryClaim, outcome: str, reason: str, settled_on: date, paper: Intake
) -> ClaimSettlement:
    """Close what is open of a claim without a return: the right recipient has the shares after all, and a paper shows it.

    By another person than who recorded the claim. Refuses a claim of which nothing is open, and one with a recovery that waits
    for its check.
    """
    reason = needed(reason, "Say how the right recipient has the shares.", "reason")
    if outcome not in ClaimSettlement.Outcome.values:
        raise RuleViolation("unknown_outcome", "Choose how the claim was settled.", field="outcome")
    row = row_of_claim(claim)
    check_open(row)
    if row.unchecked:
        raise RuleViolation(
            "recovery_unchecked",
            f"A recovery of {claim} waits for its second person. Check it first; then settle what is left.",
        )
    person_id = acting_person(deed.actor)
    if person_id == claim.person_id:
        raise RuleViolation(
            "needs_second_person",
            "Who recorded a claim does not settle it. Another person of the escrow agent must.",
        )
    not_in_future(claim.agreement, settled_on, deed.now, "settled_on")
    _check_order(
        claim.found_on, settled_on, "It cannot be settled before the mistake was found.", "settled_on"
    )
    document = deed.file(
        paper,
        about=claim.release,
        kind="claim_settlement",
        title=f"Settlement of claim {claim} ({claim.release})",
        dated_on=settled_on,
    )
    settlement = deed.create(
        ClaimSettlement(
            agreement=claim.agreement,
            claim=claim,
            outcome=outcome,
            shares=row.open_shares,
            reason=reason,
            settled_on=settled_on,
            document=document,
            person_id=person_id,
            recorded_at=deed.now,
        ),
        why=reason,
    )
    deed.note(
        "claim.settled",
        claim.release,
        effective_on=settled_on,
        reason=reason,
        before={"claimed": row.open_shares},
        after={"claimed": 0},
        facts={"claim": str(claim), "outcome": outcome, "shares": settlement.shares},
        documents=(document,),
    )
    return settlement


def check_open(row: ClaimRow) -> None:
    """Refuse a claim of which nothing is open any more."""
    if not row.is_open:
        raise RuleViolation(
            "claim_ended", f"Nothing of {row.claim} is open any more: {row.word}. Nothing was changed."
        )


def _check_can_claim(release_line: ReleaseLine, shares: int) -> None:
    release = release_line.release
    if release_line.instruction_line.origin == InstructionLine.Origin.RETURN:
        raise RuleViolation(
            "claim_on_return",
            f"{release} returned shares to the issuer; a claim is about a delivery to the recipient.",
            field="release_line",
        )
    if not standing_of(release).delivered:
        raise RuleViolation(
            "not_delivered",
            f"Nothing of {release} is confirmed as delivered. Record the transfer agent’s answer first.",
            field="release_line",
        )
    left = claimable(release_line)
    if not 0 < shares <= left:
        raise RuleViolation(
            "claim_beyond_confirmed",
            f"Of this delivery from 1 to {left:,} shares can be claimed: they are confirmed, and no other claim is about them."
            if left
            else "Every confirmed share of this delivery is claimed already.",
            field="shares",
        )


def _check_days(deed: Deed, release: Release, found_on: date, claimed_on: date) -> None:
    not_in_future(deed.agreement, found_on, deed.now, "found_on")
    not_in_future(deed.agreement, claimed_on, deed.now, "claimed_on")
    _check_order(
        first_delivery(release),
        found_on,
        "It cannot be found before the transfer agent confirmed it.",
        "found_on",
    )
    _check_order(
        found_on, claimed_on, "The shares cannot be claimed before the mistake was found.", "claimed_on"
    )


def _check_order(first: date, later: date, sentence: str, field: str) -> None:
    if later < first:
        raise RuleViolation("dates_out_of_order", f"{sentence} Check the date.", field=field)
