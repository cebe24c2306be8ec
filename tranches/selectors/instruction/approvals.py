"""Who must sign an instruction, who has, and by how much it differs from the computed figure."""

from collections.abc import Iterable

from django.db.models import QuerySet

from tranches.models import AgreementParty, Approval, EscrowAgreement, Instruction
from tranches.selectors.ledger.as_of import AsOf
from tranches.selectors.terms import terms_of


def instructing_parties(instruction: Instruction) -> list[AgreementParty]:
    """The parties whose approvals make the instruction joint, in the order of the terms; none for a governing paper."""
    if not instruction.is_signed:
        return []
    wanted = terms_of(instruction.agreement).signing.joint_instruction
    by_part = {
        entry.part: entry
        for entry in AgreementParty.objects.filter(
            agreement_id=instruction.agreement_id, part__in=wanted
        ).select_related("party")
    }
    return [by_part[part] for part in wanted if part in by_part]


def live_approvals(instruction: Instruction) -> QuerySet[Approval]:
    """Approvals over the instruction's digest that were not revoked."""
    return Approval.objects.filter(
        instruction=instruction,
        answer=Approval.Answer.APPROVE,
        digest=instruction.digest,
        revocation__isnull=True,
    ).select_related("party__party", "person")


def approvals_then(instruction: Instruction, seen: AsOf) -> QuerySet[Approval]:
    """The approvals over the instruction's digest that were given and not revoked then."""
    revoked = seen.where("revocation__revoked_on", "revocation__recorded_at")
    given = Approval.objects.filter(
        seen.where(), instruction=instruction, answer=Approval.Answer.APPROVE, digest=instruction.digest
    )
    return given.exclude(pk__in=given.filter(revoked).values("pk"))


def parts_signed_then(instruction: Instruction, seen: AsOf) -> set[str]:
    """The parts that had signed then; one of two joint signatories is not enough."""
    found: dict[str, list[Approval]] = {}
    for approval in approvals_then(instruction, seen).select_related("party"):
        found.setdefault(approval.party.part, []).append(approval)
    return {part for part, given in found.items() if is_complete(given)}


def is_complete(approvals: Iterable[Approval]) -> bool:
    """Whether standing approvals for one party make it sign: one of somebody who signs alone, or two of different persons."""
    found = list(approvals)
    return any(approval.alone for approval in found) or len({approval.person_id for approval in found}) > 1


def missing_approvals(instruction: Instruction) -> list[AgreementParty]:
    """The signing parties that have not approved the instruction's digest, or by one of two joint signatories only."""
    given = _by_party(instruction)
    return [party for party in instructing_parties(instruction) if not is_complete(given.get(party.pk, ()))]


def waits_for_second(instruction: Instruction, party: AgreementParty) -> bool:
    """Whether one of two joint signatories of the party has approved, and the other not yet."""
    given = _by_party(instruction).get(party.pk, [])
    return bool(given) and not is_complete(given)


def _by_party(instruction: Instruction) -> dict[int, list[Approval]]:
    found: dict[int, list[Approval]] = {}
    for approval in live_approvals(instruction):
        found.setdefault(approval.party_id, []).append(approval)
    return found


def difference_of(instruction: Instruction) -> int:
    """Instructed less computed, over all lines and those left out; 0 where nothing was computed.

    When lines differ in both directions and the sum is zero, the largest single difference stands for them, so that nobody signs
    a difference unseen.
    """
    content = instruction.content
    single = [line["shares"] - line["computed"] for line in content["lines"] if line["computed"] is not None]
    single += [-line["computed"] for line in content.get("left_out", ())]
    total = sum(single)
    return total or max(single, key=abs, default=0)


def portal_signing_agreed(agreement: EscrowAgreement) -> bool:
    """Whether the consent of every party with a letter to signing in the portal is on file."""
    if terms_of(agreement).signing.portal_consent:
        return True
    parties = AgreementParty.objects.filter(agreement=agreement).exclude(letter="")
    return parties.exists() and not parties.filter(consents_to_portal=False).exists()
