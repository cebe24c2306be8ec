"""Which acts the transfer agent's desk offers, and why not the others."""

from documents.actor import Actor
from documents.sentences import small
from tranches.models import EscrowAgreement
from tranches.policy import permitted
from tranches.positions.selectors.positions import Standing, newest_position
from tranches.selectors.desk.acts import ActLine, agent_id_of, line_of
from tranches.selectors.ending.closing import AFTER_CLOSING, closed_sentence
from tranches.selectors.release.claims import ClaimRow, claimable_lines, open_claims

ON_TRANSFER_DESK = (
    "record_delivery_claim",
    "record_recovery",
    "check_recovery",
    "settle_claim",
    "record_position",
    "load_position",
    "explain_break",
    "make_reconciliation",
    "load_transfers",
)


def acts_on_transfer_desk(agreement: EscrowAgreement, actor: Actor) -> list[ActLine]:
    """The acts in the order of the page; empty for who may not act here at all."""
    agent_id, closed = agent_id_of(agreement), closed_sentence(agreement)
    mine = [event for event in ON_TRANSFER_DESK if permitted(event, actor, agent_id=agent_id)]
    if not mine:
        return []
    why_not = _why_not(agreement, actor.person_id)
    shut = small(closed)
    return [
        line_of(event, why_not.get(event, "") if event in AFTER_CLOSING else shut or why_not.get(event, ""))
        for event in mine
    ]


def _why_not(agreement: EscrowAgreement, person_id: int | None) -> dict[str, str]:
    claims, newest = open_claims(agreement), newest_position(agreement)
    return {
        "record_delivery_claim": ""
        if claimable_lines(agreement)
        else "nothing is delivered of which no claim is made.",
        "record_recovery": "" if any(row.free_shares for row in claims) else "no claim is open.",
        "check_recovery": _check(claims, person_id),
        "settle_claim": _settle(claims, person_id),
        "explain_break": _explain(newest, person_id),
        "make_reconciliation": "" if newest else "no position is loaded.",
    }


def _check(claims: list[ClaimRow], person_id: int | None) -> str:
    waiting = [recovery for row in claims for recovery in row.unchecked]
    if not waiting:
        return "no shares that came back wait for their check."
    own = all(recovery.person_id == person_id for recovery in waiting)
    return "you recorded them yourself; a second person checks them." if own else ""


def _settle(claims: list[ClaimRow], person_id: int | None) -> str:
    if not claims:
        return "no claim is open."
    if all(row.unchecked for row in claims):
        return "shares that came back wait for their check first."
    own = all(row.claim.person_id == person_id for row in claims)
    return "you recorded the claim yourself; a second person closes it." if own else ""


def _explain(newest: Standing | None, person_id: int | None) -> str:
    if newest is None or not newest.open_breaks:
        return "no break is open."
    own = newest.statement.person_id == person_id
    return "you loaded the statement yourself; a second person explains it." if own else ""
