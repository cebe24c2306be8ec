"""An instruction that is ahead of the accountant's report: prepared and signed first, it waits (EA 3.1).

It stands once the report is at hand and computes the very number of shares that was signed.
"""

from tranches.models import Instruction, InstructionLine, Tranche, TrancheState
from tranches.selectors.instruction.approvals import missing_approvals


def is_ahead_of_report(tranche: Tranche) -> bool:
    """Whether an instruction prepared now would be ahead of the tranche's report."""
    return bool(tranche.state == TrancheState.PENDING) and not tranche.reports.exists()


def prepared_ahead(instruction: Instruction) -> tuple[int, ...]:
    """The tranches whose report was not on file when the instruction was prepared, as its signed content says."""
    return tuple(instruction.content.get("awaits_report", ()))


def awaited_reports(instruction: Instruction) -> list[int]:
    """The tranches of its own-year lines that still have no report on file."""
    if instruction.basis != Instruction.Basis.JOINT:
        return []
    lines = instruction.lines.filter(origin=InstructionLine.Origin.OWN, tranche__reports__isnull=True)
    return sorted(lines.values_list("tranche__number", flat=True))


def waits_for_report(instruction: Instruction) -> bool:
    """Whether every signing party has approved and only the report is missing."""
    return instruction.is_signed and bool(awaited_reports(instruction)) and not missing_approvals(instruction)
