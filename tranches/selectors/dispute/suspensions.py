"""The issuer's suspensions (SPA 8.1): whose they are, what may be suspended, and which of them that party may lift itself."""

from collections.abc import Iterable

from django.db.models import QuerySet

from documents.actor import Actor
from tranches.models import Account, AgreementParty, EscrowAgreement, Hold, Tranche, TrancheState
from tranches.selectors.dispute.holds import proposed_holds, standing_holds
from tranches.selectors.ending.closing import closed_sentence
from tranches.selectors.ledger.balances import balances
from tranches.selectors.read_once import read_once
from tranches.selectors.terms import terms_of


def suspending_party(
    agreement: EscrowAgreement, parts: Iterable[AgreementParty] | None = None
) -> AgreementParty:
    """The party that may suspend the release: the issuer of the instrument. Of `parts`, where they are read already."""
    if parts is not None:
        issuer = terms_of(agreement).instrument.issuer
        return next(part for part in parts if part.key == issuer)
    return _issuer_of(agreement)


@read_once
def _issuer_of(agreement: EscrowAgreement) -> AgreementParty:
    issuer = terms_of(agreement).instrument.issuer
    return AgreementParty.objects.select_related("party").get(agreement=agreement, key=issuer)


def standing_suspensions(agreement: EscrowAgreement) -> QuerySet[Hold]:
    """The suspensions that stand, in their order."""
    return standing_holds(agreement).filter(ground=Hold.Ground.SUSPENSION).order_by("number")


def may_suspend(actor: Actor, agreement: EscrowAgreement) -> bool:
    """Whether the person is an officer of the party that may suspend; whether it can be done now is `why_not_suspended`."""
    return ("officer", suspending_party(agreement).party_id) in {(str(role), of) for role, of in actor.roles}


def why_not_suspended(tranche: Tranche) -> str:
    """Why the release of the tranche cannot be suspended now, in a sentence; empty when it can."""
    number = tranche.number
    if closed := closed_sentence(tranche.agreement):
        return closed
    if tranche.state == TrancheState.RELEASED:
        return f"Tranche {number} is released; there is nothing left to suspend."
    open_holds = standing_holds(tranche.agreement) | proposed_holds(tranche.agreement)
    whole = open_holds.filter(tranche=tranche, ground=Hold.Ground.SUSPENSION, shares=None)
    hold = whole.select_related("confirmation").order_by("confirmation", "number").first()
    if hold is not None and hasattr(hold, "confirmation"):
        return f"The whole of tranche {number} is suspended already ({hold})."
    if hold is not None:
        return f"Your suspension of tranche {number} ({hold}) is with the escrow agent, who confirms it."
    if balances(tranche.agreement).of(Account.RESERVED_RETURN, number):
        return f"Shares of tranche {number} are on their way back to the issuer. Ask the escrow agent to recall the letter first."
    return ""
