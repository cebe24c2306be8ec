"""The firm behind a report must stand approved when the instruction takes effect (EA 3.1(a), SPA 4.2)."""

from datetime import date

from documents.days import day_words
from documents.errors import RuleViolation
from parties.authority import firm_approval_on
from parties.models import AccountingFirm
from tranches.models import EscrowAgreement, Instruction, InstructionLine
from tranches.selectors.terms import terms_of


def require_firm(agreement: EscrowAgreement, firm: AccountingFirm, *days: date) -> None:
    """Refuse a firm without the approval, in force on one of the days, of the part that approves firms."""
    approver = (
        agreement.agreement_parties.select_related("party")
        .get(part=terms_of(agreement).signing.firm_approval)
        .party
    )
    if all(firm_approval_on(firm, approver, day) is None for day in days):
        day = days[-1]
        raise RuleViolation(
            "firm_not_approved",
            f"{firm.name} had no approval by {approver.name} in force on {day_words(day)}. "
            "Record the approval first, or choose an approved firm.",
            field="firm",
            clause=terms_of(agreement).clause("report"),
        )


def require_standing_approvals(instruction: Instruction, *days: date) -> None:
    """Refuse when a line's year (its own, or the one whose excess it rests on) has no report, or the approval of the report's
    firm no longer stands; a ratification counts."""
    without_report = (InstructionLine.Origin.GOVERNED, InstructionLine.Origin.RETURN)
    for line in instruction.lines.exclude(origin__in=without_report).select_related("tranche", "offset_by"):
        own = line.origin == InstructionLine.Origin.OWN
        year = line.tranche if own else line.offset_by or line.tranche
        report = year.reports.filter(corrected_by__isnull=True).select_related("firm").first()
        if report is None:
            raise RuleViolation(
                "no_report",
                f"No accountant’s report for tranche {year.number} is on file. Record it first.",
                clause=terms_of(instruction.agreement).clause("report"),
            )
        require_firm(instruction.agreement, report.firm, *days)
