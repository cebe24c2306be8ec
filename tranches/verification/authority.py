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
    ChecklistTick,
    EscrowAgreement,
    Instruction,
    InstructionLine,
    InstructionState,
    Release,
    Report,
)
from tranches.selectors.terms import terms_of
from tranches.terms.agreement_terms import AgreementTerms


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
        approval = _approval_of(instruction, parts[part], at)
        if approval is None:
            yield f"the approval of Party {parts[part].letter} over its digest is missing or revoked."
        elif not _could_sign(approval, parts[part]):
            yield f"{approval.person} had no authority for Party {parts[part].letter} when he approved."
    yield from _report_gaps(terms, instruction, parts)


def _approval_of(instruction: Instruction, party: AgreementParty, at: datetime | None) -> Approval | None:
    """The approval that stood then; what was revoked after the authorisation stood when it counted."""
    revoked = Q(revocation__isnull=False) if at is None else Q(revocation__recorded_at__lte=at)
    return (
        Approval.objects.filter(
            instruction=instruction, party=party, answer=Approval.Answer.APPROVE, digest=instruction.digest
        )
        .exclude(revoked)
        .select_related("person", "paper_signature")
        .first()
    )  # fmt: skip


def _could_sign(approval: Approval, party: AgreementParty) -> bool:
    day = approval.paper_signature.signed_on if approval.paper_signature else approval.effective_on
    rows = Signatory.objects.filter(party_id=party.party_id, person_id=approval.person_id, starts_on__lte=day)
    return rows.filter(ends_on__isnull=True).exists() or rows.filter(ends_on__gte=day).exists()


def _report_gaps(
    terms: AgreementTerms, instruction: Instruction, parts: dict[str, AgreementParty]
) -> Iterator[str]:
    approver = parts[terms.signing.firm_approval].party_id
    for line in instruction.lines.exclude(origin=InstructionLine.Origin.GOVERNED).select_related(
        "tranche", "offset_by"
    ):
        year = line.offset_by or line.tranche
        firms = Report.objects.filter(tranche=year).values_list("firm_id", flat=True)
        if not firms:
            yield f"no accountant’s report for tranche {year.number} is on file."
        elif not FirmApproval.objects.filter(firm_id__in=list(firms), approved_by_id=approver).exists():
            yield f"the report of tranche {year.number} is by a firm that was never approved."


def _agent_gaps(terms: AgreementTerms, instruction: Instruction, attempt: int) -> Iterator[str]:
    persons = set(
        Authorisation.objects.filter(
            instruction=instruction, attempt=attempt, digest=instruction.digest
        ).values_list("person_id", flat=True)
    )
    if len(persons) < terms.authorising_persons:
        yield f"{len(persons)} of {terms.authorising_persons} different persons of the agent authorised attempt {attempt}."
    if instruction.is_return:
        return  # its evidence is the notice; the checklist is about the recipient's delivery
    ticked = set(
        ChecklistTick.objects.filter(instruction=instruction, attempt=attempt).values_list("item", flat=True)
    )
    missing = [item.label for item in terms.checklist if item.key not in ticked]
    if missing:
        yield f"the checklist of attempt {attempt} lacks: {', '.join(missing)}."
