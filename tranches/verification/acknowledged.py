"""What the signers and the parties had seen before a release: opinions acknowledged by name, shortfalls consented to (I4)."""

from collections.abc import Iterator
from datetime import datetime

from tranches.models import (
    AgreementParty,
    Approval,
    Assessment,
    Authorisation,
    EscrowAgreement,
    Instruction,
    InstructionLine,
    Report,
    ShortfallConsent,
    TermsVersion,
)
from tranches.selectors.assessment.assessments import has_shortfall
from tranches.selectors.assessment.opinions import RESTS_ON_REPORTS, opinion_words_of
from tranches.selectors.terms import read_terms


def unseen_opinions(
    instruction: Instruction, approvals: list[Approval], at: datetime | None
) -> Iterator[str]:
    """A sentence for each approval that passes over an opinion other than an unqualified one (SPA 4.2).

    It counts what was in force when he approved; for an instruction ahead of its report, the report it then waited for.
    """
    at = at or _authorised_at(instruction)
    lines = InstructionLine.objects.filter(instruction=instruction, origin__in=RESTS_ON_REPORTS)
    years = {offset or own for offset, own in lines.values_list("offset_by_id", "tranche_id")}
    for approval in approvals:
        for year in sorted(years):
            known = Report.objects.filter(tranche_id=year, recorded_at__lte=at).order_by("number")
            seen = known.filter(recorded_at__lte=approval.recorded_at).last() or known.first()
            if seen is None or seen.opinion == Report.Opinion.UNQUALIFIED:
                continue
            words = f"the report on tranche {seen.tranche.number} carries {opinion_words_of(seen.opinion)}"
            if words not in approval.acknowledged_opinion:
                yield f"{approval.person} approved for Party {approval.party.letter} without acknowledging that {words}."


def missing_consents(
    agreement: EscrowAgreement, instruction: Instruction, at: datetime | None
) -> Iterator[str]:
    """A sentence for each report with a shortfall that shares went out on without the consent of all, where the terms ask for it."""
    at = at or _authorised_at(instruction)
    version = TermsVersion.objects.filter(agreement=agreement, recorded_at__lte=at).order_by("number").last()
    assessment = Assessment.objects.filter(agreement=agreement, recorded_at__lte=at).order_by("number").last()
    if version is None or assessment is None:
        return
    if read_terms(version.content).settings.report_with_shortfall != "needs_all_parties":
        return
    parties = AgreementParty.objects.filter(agreement=agreement).exclude(letter="")
    needed = set(parties.exclude(part="escrow_agent").values_list("letter", flat=True))
    own = instruction.lines.filter(origin=InstructionLine.Origin.OWN).select_related("tranche")
    for line in own.order_by("tranche__number"):
        report = Report.objects.filter(tranche=line.tranche, recorded_at__lte=at).order_by("number").last()
        if report is None or not has_shortfall(assessment, line.tranche.number):
            continue
        consent = ShortfallConsent.objects.filter(report=report, recorded_at__lte=at).first()
        if consent is None or not needed <= set(consent.signed_by):
            yield f"the report on tranche {line.tranche.number} shows a shortfall, and not all parties consented to a release on it."


def _authorised_at(instruction: Instruction) -> datetime:
    """When the agent's last person authorised it; where nobody did, which is another finding, when it was prepared."""
    last = (
        Authorisation.objects.filter(instruction=instruction, attempt=instruction.attempt)
        .order_by("id")
        .last()
    )
    return last.recorded_at if last else instruction.prepared_at
