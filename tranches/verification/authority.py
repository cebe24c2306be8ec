"""I4: what was reserved or released had its authority, two different persons of the agent and a complete checklist."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q

from parties.models import FirmApproval, Signatory
from tranches.models import (
    AgreementParty,
    Approval,
    Authorisation,
    AuthorityCheck,
    EscrowAgreement,
    Instruction,
    InstructionLine,
    InstructionState,
    Release,
    Report,
    Tranche,
)
from tranches.selectors.terms import terms_of
from tranches.terms.agreement_terms import AgreementTerms
from tranches.verification.acknowledged import missing_consents, unseen_opinions
from tranches.verification.checklist import checklist_gaps_of
from tranches.verification.known import per_agreement


@per_agreement("I4 nothing is released without authority")
def releases_without_authority(agreement: EscrowAgreement) -> Iterator[str]:
    """A sentence for each release or executed instruction that lacks part of its authority."""
    terms = terms_of(agreement)
    releases = Release.objects.filter(agreement=agreement).select_related("instruction").order_by("number")
    for release in releases:
        for lack in _authority_gaps(agreement, terms, release.instruction, at=release.authorised_at):
            yield f"{release}: {lack}"
        for lack in _agent_gaps(terms, release.instruction, release.attempt):
            yield f"{release}: {lack}"
        if release.instruction.is_return and not hasattr(release.instruction, "return_notice"):
            yield f"{release}: shares are returned, but no notice to the recipient is on record."
    executed = Instruction.objects.filter(
        agreement=agreement, state=InstructionState.EXECUTED, releases__isnull=True
    )
    for instruction in executed.order_by("number"):
        for lack in _authority_gaps(agreement, terms, instruction):
            yield f"{instruction}: {lack}"
        for lack in _agent_gaps(terms, instruction, instruction.attempt):
            yield f"{instruction}: {lack}"


def _authority_gaps(
    agreement: EscrowAgreement, terms: AgreementTerms, instruction: Instruction, *, at: datetime | None = None
) -> Iterator[str]:
    if not instruction.is_signed:
        check = AuthorityCheck.objects.filter(paper__instruction=instruction).select_related("paper").first()
        if check is None:
            yield f"the {instruction.get_basis_display().lower()} has no recorded check of its effect."
        elif check.person_id == check.paper.filed_person_id:
            yield "the governing paper was filed and checked by the same person."
        return
    parts = {
        row.part: row for row in AgreementParty.objects.filter(agreement=agreement).select_related("party")
    }
    for part in terms.signing.joint_instruction:
        approvals = _approvals_of(instruction, parts[part], at)
        signing = [_signing_of(approval, parts[part]) for approval in approvals]
        if not approvals:
            yield f"the approval of Party {parts[part].letter} over its digest is missing or revoked."
        elif "single" not in signing and len({approval.person_id for approval in approvals}) < 2:
            lack = "had no authority" if signing == [None] else "signs jointly only, and signed alone"
            yield f"{approvals[0].person} {lack} for Party {parts[part].letter} when he approved."
        elif None in signing and signing.count("joint") < 2 and "single" not in signing:
            yield f"a signatory of Party {parts[part].letter} had no authority when he approved."
        yield from unseen_opinions(instruction, approvals, at)
    yield from _report_gaps(terms, instruction, parts)
    yield from missing_consents(agreement, instruction, at)


def _approvals_of(instruction: Instruction, party: AgreementParty, at: datetime | None) -> list[Approval]:
    """The approvals that stood then; what was revoked after the authorisation stood when it counted."""
    revoked = Q(revocation__isnull=False) if at is None else Q(revocation__recorded_at__lte=at)
    return list(
        Approval.objects.filter(
            instruction=instruction, party=party, answer=Approval.Answer.APPROVE, digest=instruction.digest
        )
        .exclude(revoked)
        .select_related("person", "party", "paper_signature")
    )


def _signing_of(approval: Approval, party: AgreementParty) -> str | None:
    """How the register let the person sign for the party on the day he signed: `single`, `joint`, or not at all."""
    day = approval.paper_signature.signed_on if approval.paper_signature else approval.effective_on
    rows = Signatory.objects.filter(party_id=party.party_id, person_id=approval.person_id, starts_on__lte=day)
    found = set(rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day)).values_list("signing", flat=True))
    return "single" if "single" in found else "joint" if found else None


def _report_gaps(
    terms: AgreementTerms, instruction: Instruction, parts: dict[str, AgreementParty]
) -> Iterator[str]:
    approver = parts[terms.signing.firm_approval].party_id
    for line in instruction.lines.exclude(origin=InstructionLine.Origin.GOVERNED).select_related(
        "tranche", "offset_by"
    ):
        year = line.offset_by or line.tranche
        firms = Report.objects.filter(tranche=year).values_list("firm_id", flat=True)
        if not firms and line.origin == InstructionLine.Origin.RETURN and _is_governed(year):
            continue
        if not firms:
            yield f"no accountant’s report for tranche {year.number} is on file."
        elif not FirmApproval.objects.filter(firm_id__in=list(firms), approved_by_id=approver).exists():
            yield f"the report of tranche {year.number} is by a firm that was never approved."


def _is_governed(tranche: Tranche) -> bool:
    """Whether a checked paper fixed what of the tranche is released, so that what it left is kept without a report."""
    lines = InstructionLine.objects.filter(tranche=tranche, origin=InstructionLine.Origin.GOVERNED)
    return bool(
        lines.filter(
            instruction__state=InstructionState.EXECUTED,
            instruction__authority_paper__check_record__isnull=False,
        ).exists()
    )


def _agent_gaps(terms: AgreementTerms, instruction: Instruction, attempt: int) -> Iterator[str]:
    persons = set(
        Authorisation.objects.filter(
            instruction=instruction, attempt=attempt, digest=instruction.digest
        ).values_list("person_id", flat=True)
    )
    if len(persons) < terms.authorising_persons:
        yield f"{len(persons)} of {terms.authorising_persons} different persons of the agent authorised attempt {attempt}."
    if (
        not instruction.is_return
    ):  # whose evidence is the notice; the checklist is about the recipient's delivery
        yield from checklist_gaps_of(terms, instruction, attempt)
