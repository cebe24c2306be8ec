"""When the documents behind an instruction are all at hand, and by when the agent then transfers (EA 3.2)."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from tranches.models import Approval, AuthorityPaper, Instruction, InstructionLine, InstructionState, Report
from tranches.selectors.terms import calendar_of, terms_of
from tranches.terms import deadlines
from tranches.terms.deadlines import Deadline


def complete_on(instruction: Instruction) -> date | None:
    """The day on which the last of the documents needed was received: report and approvals, or the governing paper checked.

    A return needs the approvals alone.
    """
    return all_complete_on([instruction])[instruction.pk]


def all_complete_on(instructions: Sequence[Instruction]) -> dict[int, date | None]:
    """The same of many instructions, by primary key, in as many queries as of one."""
    found: dict[int, date | None] = dict.fromkeys((row.pk for row in instructions), None)
    governed = [row.pk for row in instructions if not row.is_signed]
    if governed:
        papers = AuthorityPaper.objects.filter(instruction__in=governed, check_record__isnull=False)
        found |= dict(papers.order_by("-id").values_list("instruction_id", "received_on"))
    stands = (InstructionState.APPROVED, InstructionState.EXECUTED)
    found |= _at_hand_on([row for row in instructions if row.is_signed and row.state in stands])
    return found


def documents_at_hand_on(instruction: Instruction) -> date | None:
    """The day the last report or approval behind a joint instruction was received, whatever its state is now."""
    return _at_hand_on([instruction])[instruction.pk]


def _at_hand_on(instructions: Sequence[Instruction]) -> dict[int, date | None]:
    days: dict[int, list[date]] = defaultdict(list)
    digests = {row.pk: row.digest for row in instructions}
    if instructions:
        approvals = Approval.objects.filter(
            instruction__in=digests, answer=Approval.Answer.APPROVE, revocation__isnull=True
        )
        for pk, digest, day in approvals.values_list("instruction_id", "digest", "effective_on"):
            if digest == digests[pk]:
                days[pk].append(day)
    reported = [row.pk for row in instructions if not row.is_return]
    if reported:
        lines = InstructionLine.objects.filter(instruction__in=reported)
        of_tranche: dict[int, list[date]] = defaultdict(list)
        reports = Report.objects.filter(tranche__in=lines.values("tranche_id"), corrected_by__isnull=True)
        for tranche_id, day in reports.values_list("tranche_id", "received_on"):
            of_tranche[tranche_id].append(day)
        for pk, tranche_id in lines.values_list("instruction_id", "tranche_id"):
            days[pk] += of_tranche[tranche_id]
    return {row.pk: max(days[row.pk], default=None) for row in instructions}


def transfer_due(instruction: Instruction) -> Deadline:
    """By when the agent transfers: business days from the receipt of the later document (EA 3.2)."""
    received_on = complete_on(instruction)
    if received_on is None:
        raise ValueError("the transfer's clock starts when every document is at hand")
    return transfer_due_from(instruction, received_on)


def transfer_due_from(instruction: Instruction, received_on: date) -> Deadline:
    """The same where it is known when the later document was received."""
    agreement = instruction.agreement
    return deadlines.transfer_due(terms_of(agreement), received_on, calendar=calendar_of(agreement))
