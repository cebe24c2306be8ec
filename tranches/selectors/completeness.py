"""When the documents behind an instruction are all at hand, and by when the agent then transfers (EA 3.2)."""

from datetime import date

from tranches.models import AuthorityPaper, Instruction, InstructionState
from tranches.selectors.approvals import live_approvals
from tranches.selectors.terms import calendar_of, terms_of
from tranches.terms import deadlines
from tranches.terms.deadlines import Deadline


def complete_on(instruction: Instruction) -> date | None:
    """The day on which the last of the documents needed was received: report and approvals, or the governing paper checked.

    A return needs the approvals alone.
    """
    if not instruction.is_signed:
        paper = AuthorityPaper.objects.filter(instruction=instruction, check_record__isnull=False).first()
        return paper.received_on if paper else None
    if instruction.state not in (InstructionState.APPROVED, InstructionState.EXECUTED):
        return None
    return documents_at_hand_on(instruction)


def documents_at_hand_on(instruction: Instruction) -> date | None:
    """The day the last report or approval behind a joint instruction was received, whatever its state is now."""
    days = [approval.effective_on for approval in live_approvals(instruction)]
    for line in () if instruction.is_return else instruction.lines.select_related("tranche"):
        days += line.tranche.reports.filter(corrected_by__isnull=True).values_list("received_on", flat=True)
    return max(days, default=None)


def transfer_due(instruction: Instruction) -> Deadline:
    """By when the agent transfers: business days from the receipt of the later document (EA 3.2)."""
    received_on = complete_on(instruction)
    if received_on is None:
        raise ValueError("the transfer's clock starts when every document is at hand")
    agreement = instruction.agreement
    return deadlines.transfer_due(terms_of(agreement), received_on, calendar=calendar_of(agreement))
