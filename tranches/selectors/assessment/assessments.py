"""What the terms yield so far, and what may therefore still be instructed."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from tranches.models import (
    Account,
    Assessment,
    EscrowAgreement,
    Instruction,
    InstructionLine,
    InstructionState,
    Tranche,
    TrancheState,
)
from tranches.selectors.ledger.balances import Balances, balances
from tranches.selectors.ledger.units import room_of
from tranches.selectors.read_once import read_once
from tranches.selectors.terms import terms_of
from tranches.terms.sums.assessment import proposal as still_due
from tranches.terms.sums.conversion import still_due as due_in_line

OPEN_STATES = (InstructionState.DRAFT, InstructionState.SUBMITTED, InstructionState.APPROVED)


@dataclass(frozen=True)
class ProposedLine:
    """A line the assessment asks for: so many whole shares of a tranche, from its own year or restored by a later one."""

    tranche: Tranche
    origin: str
    shares: int
    offset_by: Tranche | None = None


@read_once
def current_assessment(agreement: EscrowAgreement) -> Assessment | None:
    """The newest assessment, or None before the first report."""
    return Assessment.objects.filter(agreement=agreement).order_by("-number").first()


def result_of(assessment: Assessment | None, number: int) -> dict[str, Any] | None:
    """The plain result of one tranche in an assessment; None while its year is unknown."""
    if assessment is None:
        return None
    return next((entry for entry in assessment.result["tranches"] if entry["number"] == number), None)


def has_shortfall(assessment: Assessment | None, number: int) -> bool:
    """Whether the year's own figure fell short of its target."""
    result = result_of(assessment, number)
    return result is not None and Fraction(result["deducted"]) > 0


def due_now(
    tranche: Tranche, assessment: Assessment | None, standing: Balances, room: int | None = None
) -> int:
    """Whole shares of the open line still due: entitled less confirmed less reserved, never below zero.

    Once a corporate action has closed a line, by the arithmetic of `tranches.terms.sums.conversion`. `room` is what the tranche can
    still take in, where the caller has read it for all tranches at once.
    """
    result = result_of(assessment, tranche.number)
    if result is None:
        return 0
    number = tranche.number
    reserved = standing.of(Account.RESERVED, number)
    if standing.is_first_line:
        confirmed = standing.of(Account.RECIPIENT, number)
        return still_due(entitled=result["entitled"], confirmed=confirmed, reserved=reserved)
    room = room_of(tranche, standing) if room is None else room
    return due_in_line(
        entitled=Fraction(result["entitled_exact"] if result["governed"] else result["entitled"]),
        base=result["shares"],
        confirmed=standing.in_terms_unit(Account.RECIPIENT, number),
        ratio=standing.ratio,
        reserved=reserved,
        within=standing.of(Account.HELD, number) + standing.of(Account.KEPT, number) + room,
        rounding=terms_of(tranche.agreement).settings.rounding,
    )


def rests_on_corrected(instruction: Instruction) -> bool:
    """Whether a report behind a joint instruction (of a line's year or its excess year) was corrected after it was prepared."""
    if instruction.basis != Instruction.Basis.JOINT:
        return False
    return Assessment.objects.filter(
        agreement_id=instruction.agreement_id,
        number__gt=instruction.assessment.number if instruction.assessment else 0,
        report__tranche__number__in=years_behind(instruction),
        report__corrects__isnull=False,
    ).exists()


def years_behind(instruction: Instruction) -> set[int]:
    """The tranches whose reports its figures rest on: each line's year, and every year whose excess restored it."""
    lines = set(instruction.lines.values_list("tranche__number", flat=True))
    behind = set(
        instruction.lines.filter(offset_by__isnull=False).values_list("offset_by__number", flat=True)
    )
    if instruction.assessment is not None:
        behind |= {
            entry["from"] for entry in instruction.assessment.result["offsets"] if entry["to"] in lines
        }
    return lines | {number for number in behind if number is not None}


def proposal_for(tranche: Tranche) -> list[ProposedLine]:
    """The lines an instruction for this tranche should have: its own year's, and what its excess restored to earlier ones.

    A deducted tranche proposes only what was restored to it and is still due. Empty before the report.
    """
    agreement = tranche.agreement
    assessment = current_assessment(agreement)
    if result_of(assessment, tranche.number) is None or assessment is None:
        return []
    standing = balances(agreement)
    restored_by = {entry["to"]: entry["from"] for entry in assessment.result["offsets"]}
    tranches = {entry.number: entry for entry in agreement.tranches.order_by("number")}
    if tranche.state == TrancheState.DEDUCTED:
        shares = due_now(tranche, assessment, standing)
        return [_restored(tranche, shares, restored_by, tranches)] if shares else []
    lines = []
    if tranche.state != TrancheState.RELEASED:
        lines.append(
            ProposedLine(tranche, InstructionLine.Origin.OWN, due_now(tranche, assessment, standing))
        )
    open_lines = _tranches_with_open_lines(agreement)
    for number, earlier in tranches.items():
        if number < tranche.number and earlier.state == TrancheState.DEDUCTED:
            shares = due_now(earlier, assessment, standing)
            if shares and earlier.pk not in open_lines:
                lines.append(_restored(earlier, shares, restored_by, tranches))
    return lines


def _restored(
    tranche: Tranche, shares: int, restored_by: dict[int, int], tranches: dict[int, Tranche]
) -> ProposedLine:
    excess_year = tranches.get(restored_by.get(tranche.number, 0))
    return ProposedLine(tranche, InstructionLine.Origin.OFFSET, shares, excess_year)


def _tranches_with_open_lines(agreement: EscrowAgreement) -> set[int]:
    """One query, however many tranches: a line that is open already is not proposed twice."""
    lines = InstructionLine.objects.filter(
        instruction__agreement=agreement, instruction__state__in=OPEN_STATES
    )
    return set(lines.values_list("tranche_id", flat=True))
