"""Recording the accountant's report (EA 3.1(a), SPA 4.2): file, figure, assessment, state."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from documents.days import day_words
from documents.errors import RuleViolation
from documents.intake import Intake
from parties.models import AccountingFirm
from tranches.models import (
    Assessment,
    EscrowAgreement,
    Instruction,
    InstructionState,
    ReleaseState,
    Report,
    Tranche,
    TrancheState,
)
from tranches.selectors.assessment.assessments import result_of, years_behind
from tranches.selectors.terms import terms_of
from tranches.services.act import act
from tranches.services.assessment.assessing import assess_now
from tranches.services.assessment.firms import require_firm
from tranches.services.common import (
    move_instruction,
    move_tranche,
    needed,
    next_number,
    not_in_future,
)
from tranches.services.deed import Deed
from tranches.services.instruction.completion import answer_report
from tranches.services.paperwork import file_deduction_notice
from tranches.services.release.recalls import ask_back
from tranches.services.telling.telling import tell_report
from tranches.terms.currencies import MINOR_PLACES

EVENT = "record_report"


@act(EVENT)
def record_report(
    deed: Deed,
    *,
    tranche: Tranche,
    firm: AccountingFirm,
    dated_on: date,
    received_on: date,
    actual: Decimal,
    opinion: str,
    standard: str,
    is_audited: bool,
    is_consolidated: bool,
    paper: Intake,
    reason: str = "",
) -> Report:
    """Record a report, assess the agreement with it, and move the tranche `pending → report_received`.

    An instruction that was ahead of the report stands with it, or is superseded where figure or opinion are not those signed.
    A report on a tranche that has one corrects it and needs a reason: before authorisation it voids the approvals given, after
    the letter was sent it opens a recall request, after confirmation it is flagged and changes nothing by itself. Refuses a firm
    without the issuer's approval on the day of receipt or today (a later ratification counts), dates out of order, and a figure
    finer than the currency's minor unit.
    """
    agreement, terms = tranche.agreement, terms_of(tranche.agreement).tranche(tranche.number)
    _check_dates(agreement, terms.ends_on, dated_on, received_on, deed.now)
    require_firm(agreement, firm, received_on, deed.today)  # a later ratification counts
    earlier = tranche.reports.filter(corrected_by__isnull=True).first()
    if earlier is not None:
        reason = needed(reason, "A report is on file already. Say why this one corrects it.", "reason")
    number = next_number(Report, tranche=tranche)
    document = deed.file(
        paper,
        about=tranche,
        kind="report",
        title=f"Accountant’s report, tranche {tranche.number}, no. {number}",
        dated_on=dated_on,
        reference=f"{agreement.reference}/{tranche.number}/report-{number}",
    )
    report = deed.create(
        Report(
            tranche=tranche,
            number=number,
            firm=firm,
            dated_on=dated_on,
            received_on=received_on,
            actual_minor=_minor(actual, terms.currency),
            currency=terms.currency,
            opinion=opinion,
            standard=standard,
            is_audited=is_audited,
            is_consolidated=is_consolidated,
            document=document,
            corrects=earlier,
            reason=reason,
            recorded_at=deed.now,
        ),
        why=reason or "report recorded",
    )
    _note_report(deed, report, earlier, effective_on=received_on)
    if earlier is not None:
        _void_what_rested_on(deed, tranche, effective_on=received_on)
    if tranche.state == TrancheState.PENDING:
        move_tranche(deed, tranche, "receive_report", effective_on=received_on, reason="report at hand")
    assessment = assess_now(deed, effective_on=received_on, report=report)
    if _deducts(assessment, tranche):
        file_deduction_notice(deed, tranche, assessment, report)
    tell_report(deed, report)
    answer_report(deed, tranche, assessment, day=received_on)
    return report


def _note_report(deed: Deed, report: Report, earlier: Report | None, *, effective_on: date) -> None:
    deed.note(
        "report.corrected" if earlier else "report.recorded",
        report.tranche,
        effective_on=effective_on,
        before={"actual": _figure(earlier)} if earlier else None,
        after={"actual": _figure(report), "currency": report.currency},
        facts={
            "firm": report.firm.name,
            "opinion": report.opinion,
            "standard": report.standard,
            "audited": report.is_audited,
            "consolidated": report.is_consolidated,
            "dated_on": report.dated_on,
        },
        documents=(report.document,),
        reason=report.reason,
    )


def _check_dates(
    agreement: EscrowAgreement, ends_on: date, dated_on: date, received_on: date, now: datetime
) -> None:
    if dated_on <= ends_on:
        raise RuleViolation(
            "report_too_early",
            f"The report is dated before the assessment year ended on {day_words(ends_on)}. "
            "Enter the date printed on the report, or file the report of the right year.",
            field="dated_on",
        )
    if received_on < dated_on:
        raise RuleViolation(
            "dates_out_of_order",
            "The report cannot have come in before its own date. Check both dates.",
            field="received_on",
        )
    not_in_future(agreement, received_on, now, "received_on")


def _minor(actual: Decimal, currency: str) -> int:
    """The figure in minor units; refuses one that is not finite or finer than those."""
    places = MINOR_PLACES[currency]
    scaled = actual.scaleb(places) if actual.is_finite() else actual
    if not scaled.is_finite() or scaled != scaled.to_integral_value() or abs(scaled) >= 10**18:
        raise RuleViolation(
            "figure_unusable",
            f"Enter the figure in {currency} with at most {places} decimals, as the report states it.",
            field="actual",
        )
    return int(scaled)


def _figure(report: Report) -> str:
    places = MINOR_PLACES[report.currency]
    return str(Decimal(report.actual_minor).scaleb(-places))


def _void_what_rested_on(deed: Deed, tranche: Tranche, *, effective_on: date) -> None:
    """Void what the superseded report carried: instructions not yet authorised; a letter already out is asked back."""
    why = "the report was corrected"
    open_ones = Instruction.objects.filter(
        agreement=tranche.agreement,
        state__in=(InstructionState.DRAFT, InstructionState.SUBMITTED, InstructionState.APPROVED),
    ).select_related("assessment")
    for instruction in open_ones:
        if tranche.number not in years_behind(instruction):
            continue
        moving = instruction.releases.filter(state__in=(ReleaseState.AUTHORISED, ReleaseState.SENT)).first()
        if moving is not None:
            ask_back(deed, moving, why, day=effective_on)
            continue
        if not instruction.is_signed:
            continue  # a settlement, award or judgment does not rest on the report
        was_approved = instruction.state == InstructionState.APPROVED
        move_instruction(
            deed, instruction, "supersede", "instruction.superseded", effective_on=effective_on, reason=why
        )
        if was_approved:
            for line in instruction.lines.select_related("tranche__agreement"):
                own = Tranche.objects.get(pk=line.tranche_id) if line.tranche_id != tranche.pk else tranche
                if own.state == TrancheState.INSTRUCTED:
                    move_tranche(deed, own, "void_instruction", effective_on=effective_on, reason=why)


def _deducts(assessment: Assessment, tranche: Tranche) -> bool:
    """Whether the year's own figure fell short, so that the parties are due a notice of deduction (SPA 5.2(1))."""
    result = result_of(assessment, tranche.number)
    return result is not None and not result["governed"] and Fraction(result["deducted"]) > 0
