"""The issuer suspends the release itself, in the portal (SPA 8.1); `lifting` has the end. What comes on paper the desk records."""

import hashlib

from documents.days import day_words
from documents.errors import RuleViolation
from documents.intake import Intake
from parties.authority import authority_on
from tranches.models import AgreementParty, Hold, Tranche
from tranches.selectors.dispute.suspensions import suspending_party, why_not_suspended
from tranches.selectors.terms import terms_of
from tranches.services.act import act
from tranches.services.common import acting_person, needed
from tranches.services.deed import Deed
from tranches.services.dispute.holds import proposed
from tranches.services.instruction.signed import signature_facts


@act("open_suspension")
def open_suspension(
    deed: Deed,
    *,
    tranche: Tranche,
    party: AgreementParty,
    shares: int | None = None,
    reason: str,
    paper: Intake | None,
) -> Hold:
    """Suspend the release of a tranche, or of a number of its shares, with the party's notice. The agent's desk confirms that the
    notice is what it says; from then on the shares stay in escrow.

    Refuses another party, a person without authority to sign alone that day, no notice, and a tranche that cannot be suspended
    now (`why_not_suspended`).
    """
    agreement, clause = tranche.agreement, terms_of(tranche.agreement).clause("suspension")
    reason = needed(reason, "Say why the release is suspended; all parties will read it.", "reason")
    if party != suspending_party(agreement):
        raise RuleViolation(
            "not_your_suspension",
            "Only the issuer of the shares suspends their release. Send an objection instead.",
            clause=clause,
        )
    require_signatory(deed, party, clause)
    if paper is None:
        raise RuleViolation(
            "hold_without_paper", "Attach the notice by which you suspend the release.", field="paper"
        )
    if reason_against := why_not_suspended(tranche):
        raise RuleViolation("cannot_suspend", reason_against, clause=clause)
    what = f"tranche {tranche.number}" if shares is None else f"{shares:,} shares of tranche {tranche.number}"
    signature = signature_facts(
        party,
        person=deed.actor.name,
        meaning=f"I suspend the release of {what} for Party {party.letter}.",
        factor=deed.actor.factor,
        digest=hashlib.sha256(paper.content).hexdigest(),
        at=deed.now,
    )
    return proposed(
        deed,
        tranche,
        Hold.Ground.SUSPENSION,
        shares=shares,
        reason=reason,
        paper=paper,
        opened_on=deed.today,
        signature={"party": party.letter, **signature},
    )


def require_signatory(deed: Deed, party: AgreementParty, clause: str) -> None:
    """Refuse a person whom the register does not let sign for the party, alone, on the day of the deed."""
    day = deed.today
    authority = authority_on(acting_person(deed.actor), party.party_id, day)
    if authority is not None and not authority.signs_alone:
        raise RuleViolation(
            "signs_jointly",
            f"The register lets you sign for {party.party.name} only with a second signatory. Send the escrow agent the paper that "
            "both have signed.",
            clause=clause,
        )
    if authority is None:
        raise RuleViolation(
            "no_authority",
            f"No authority to sign for {party.party.name} on {day_words(day)} is on the register. Let an authorised "
            "signatory do it.",
            clause=clause,
        )
