"""When a joint instruction stands: every approval and every report at hand, in whichever order they came (EA 3.1)."""

from datetime import date, datetime

from documents.days import day_words
from documents.errors import RuleViolation
from tranches.models import (
    Assessment,
    Instruction,
    InstructionLine,
    InstructionState,
    Report,
    Tranche,
    TrancheState,
)
from tranches.selectors.assessment.assessments import OPEN_STATES, current_assessment, due_now, has_shortfall
from tranches.selectors.assessment.opinions import opinion_words
from tranches.selectors.docket.completeness import documents_at_hand_on
from tranches.selectors.instruction.ahead import awaited_reports, prepared_ahead
from tranches.selectors.instruction.approvals import live_approvals, missing_approvals
from tranches.selectors.ledger.balances import balances
from tranches.selectors.terms import terms_of
from tranches.services import paperwork
from tranches.services.assessment.firms import require_standing_approvals
from tranches.services.common import local_day, move_instruction, move_tranche
from tranches.services.deed import Deed
from tranches.services.telling.telling import tell_superseded


def complete_if_at_hand(deed: Deed, instruction: Instruction, *, day: date) -> bool:
    """With every signing party's approval and the report at hand the instruction stands and the tranche is instructed.

    It takes effect on the day the later document was received. Without the report it waits, and the approvals stand over its
    digest. Refuses what the terms ask for besides (`require_effect`). Returns whether it stands.
    """
    if missing_approvals(instruction) or awaited_reports(instruction):
        return False
    day = documents_at_hand_on(instruction) or day
    require_effect(instruction, day, deed.today)
    move_instruction(
        deed,
        instruction,
        "approve",
        "instruction.completed",
        effective_on=day,
        reason="every signing party has approved the same digest",
    )
    instruction.executed_paper = paperwork.file_instruction(deed, instruction, executed=True)
    deed.update(instruction, "executed_paper", why="executed certificate on file")
    for line in instruction.lines.select_related("tranche__agreement"):
        if line.origin == InstructionLine.Origin.OWN and line.tranche.state == TrancheState.REPORT_RECEIVED:
            move_tranche(
                deed,
                line.tranche,
                "instruct",
                effective_on=day,
                reason="report and joint written instruction are at hand",
            )
    return True


def require_effect(instruction: Instruction, *days: date) -> None:
    """Refuse what cannot take effect: a firm that stands not approved, or a reading of the terms that is not met."""
    require_standing_approvals(instruction, *days)
    _require_same_day(instruction)
    _require_consents(instruction)


def answer_report(deed: Deed, tranche: Tranche, assessment: Assessment, *, day: date) -> None:
    """After a report came in: let the instruction that was ahead of it stand, or supersede it with the reason.

    It stands when the computed figure is the one signed and the opinion is unqualified. Otherwise nobody has acknowledged the
    difference or the opinion (EA 4.3): the approvals count no more, and it is prepared again with both printed.
    """
    open_ones = Instruction.objects.filter(
        agreement=tranche.agreement,
        basis=Instruction.Basis.JOINT,
        state__in=OPEN_STATES,
        lines__tranche=tranche,
    )
    for instruction in open_ones.select_related("agreement__binder"):
        if tranche.number not in prepared_ahead(instruction):
            continue
        why = _why_not_as_signed(instruction, tranche, assessment) or _why_no_effect(
            instruction, day, deed.now
        )
        if instruction.state == InstructionState.SUBMITTED and not why:
            complete_if_at_hand(deed, instruction, day=day)
        if why:
            move_instruction(
                deed,
                instruction,
                "supersede",
                "instruction.superseded",
                effective_on=day,
                reason=f"{why} The approvals given before the report are void; prepare the instruction again.",
            )
            tell_superseded(deed, instruction)
        tranche.refresh_from_db()


def _why_not_as_signed(instruction: Instruction, tranche: Tranche, assessment: Assessment) -> str:
    signed = instruction.lines.get(tranche=tranche).shares
    computed = due_now(tranche, assessment, balances(tranche.agreement))
    if signed != computed:
        return (
            f"The report gives {computed:,} shares for tranche {tranche.number}, not the {signed:,} signed."
        )
    words = opinion_words(instruction)
    return f"The quantity agrees, but {words}, which nobody has acknowledged." if words else ""


def _why_no_effect(instruction: Instruction, day: date, now: datetime) -> str:
    """The sentence that would refuse its last approval; nothing while an approval is missing, which is then refused itself."""
    if missing_approvals(instruction):
        return ""
    try:
        require_effect(
            instruction, documents_at_hand_on(instruction) or day, local_day(instruction.agreement, now)
        )
    except RuleViolation as refusal:
        return refusal.sentence
    return ""


def own_reports(instruction: Instruction) -> list[Report]:
    """The reports in force of the years that its own-year lines are about."""
    return list(
        Report.objects.filter(
            tranche__instruction_lines__instruction=instruction,
            tranche__instruction_lines__origin=InstructionLine.Origin.OWN,
            corrected_by__isnull=True,
        )
        .select_related("tranche")
        .order_by("tranche__number")
    )


def _require_same_day(instruction: Instruction) -> None:
    """`simultaneously = same_day`: the report and the last approval came in on one day (EA 3.1)."""
    terms = terms_of(instruction.agreement)
    if terms.settings.simultaneously != "same_day":
        return
    signed_on = max(approval.effective_on for approval in live_approvals(instruction))
    for report in own_reports(instruction):
        if report.received_on != signed_on:
            raise RuleViolation(
                "not_same_day",
                f"The terms ask that report and joint instruction come in on the same day. The report on tranche "
                f"{report.tranche.number} came in on {day_words(report.received_on)}, the last approval on {day_words(signed_on)}. "
                "Have the report handed in again, record it with its new day of receipt, and let the parties sign on that day.",
                clause=terms.clause("instruction"),
            )


def _require_consents(instruction: Instruction) -> None:
    """`report_with_shortfall = needs_all_parties`: such a report releases shares only with the consent of all (EA 3.1(a))."""
    terms = terms_of(instruction.agreement)
    if terms.settings.report_with_shortfall != "needs_all_parties":
        return
    assessment = current_assessment(instruction.agreement)
    for report in own_reports(instruction):
        if has_shortfall(assessment, report.tranche.number) and not hasattr(report, "shortfall_consent"):
            raise RuleViolation(
                "no_shortfall_consent",
                f"The report on tranche {report.tranche.number} shows a shortfall, and the terms ask for the consent of all "
                "parties to a release on it. Record their paper first.",
                clause=terms.clause("report"),
            )
