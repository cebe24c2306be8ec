"""The consent of all parties to a release on a report that shows a shortfall, where the terms ask for it (EA 3.1(a))."""

from collections.abc import Sequence
from datetime import date

from documents.errors import RuleViolation
from documents.intake import Intake
from tranches.models import AgreementParty, Report, ShortfallConsent
from tranches.selectors.assessment.assessments import current_assessment, has_shortfall
from tranches.selectors.terms import terms_of
from tranches.services.act import act
from tranches.services.common import acting_person, not_in_future
from tranches.services.deed import Deed


@act("record_shortfall_consent")
def record_shortfall_consent(
    deed: Deed, *, report: Report, paper: Intake, signed_by: Sequence[str], dated_on: date, received_on: date
) -> ShortfallConsent:
    """Record the paper by which all parties consent to a release on this very report.

    Refuses where the terms accept such a report as it is, a report without a shortfall or one that was corrected, a paper that
    does not bear every party's signature, and days out of order.
    """
    tranche = report.tranche
    agreement, terms = tranche.agreement, terms_of(tranche.agreement)
    if terms.settings.report_with_shortfall != "needs_all_parties":
        raise RuleViolation(
            "consent_not_needed", "The terms accept a report with a shortfall as it is; no consent is needed."
        )
    if hasattr(report, "corrected_by") or not has_shortfall(current_assessment(agreement), tranche.number):
        raise RuleViolation(
            "no_shortfall", "The report in force on this tranche shows no shortfall. Reload the page."
        )
    if hasattr(report, "shortfall_consent"):
        raise RuleViolation("already_consented", "The consent to this report is on file already.")
    not_in_future(agreement, received_on, deed.now, "received_on")
    if not report.dated_on <= dated_on <= received_on:
        raise RuleViolation(
            "dates_out_of_order",
            "The consent is dated after the report and comes in after its own date. Check the dates.",
            field="dated_on",
        )
    _check_signatures(report, signed_by, terms.clause("report"))
    document = deed.file(
        paper,
        about=tranche,
        kind="shortfall_consent",
        title=f"Consent of all parties to the report on tranche {tranche.number}",
        dated_on=dated_on,
    )
    consent = deed.create(
        ShortfallConsent(
            report=report,
            document=document,
            signed_by=sorted(set(signed_by)),
            dated_on=dated_on,
            received_on=received_on,
            person_id=acting_person(deed.actor),
            recorded_at=deed.now,
        ),
        why="consent of all parties",
    )
    deed.note(
        "shortfall.consented",
        tranche,
        effective_on=received_on,
        facts={"report": report.number, "signed_by": sorted(set(signed_by)), "dated_on": dated_on},
        documents=(document,),
    )
    return consent


def _check_signatures(report: Report, signed_by: Sequence[str], clause: str) -> None:
    parties = AgreementParty.objects.filter(agreement=report.tranche.agreement).exclude(letter="")
    letters = set(parties.exclude(part="escrow_agent").values_list("letter", flat=True))
    if missing := sorted(letters - set(signed_by)):
        raise RuleViolation(
            "consent_not_signed_by_all",
            f"The consent counts only when all parties signed it. Missing: Party {', Party '.join(missing)}.",
            field="signed_by",
            clause=clause,
        )
