"""The clocks of a tranche: which run, until when, and whose step is missing (EA 3.2, 5.2; SPA 5.1)."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from tranches.models import (
    AuthorityPaper,
    EscrowAgreement,
    Instruction,
    InstructionState,
    Tranche,
    TrancheState,
)
from tranches.selectors.approvals import live_approvals
from tranches.selectors.pauses import Pause, days_paused, holds_of, pauses_within
from tranches.selectors.terms import calendar_of, terms_of
from tranches.terms import deadlines
from tranches.terms.deadlines import Deadline


@dataclass(frozen=True)
class Clock:
    """One clock: the date it runs out, or why it does not run. Negative `days_left` means late."""

    name: str
    clause: str
    label: str
    due_on: date | None
    days_left: int | None
    unit: str
    note: str = ""
    provisional: bool = False
    pauses: tuple[Pause, ...] = ()

    @property
    def days_paused(self) -> int:
        return days_paused(self.pauses)


def today_of(agreement: EscrowAgreement, now: datetime) -> date:
    """The day in the agreement's time zone."""
    return now.astimezone(ZoneInfo(terms_of(agreement).time_zone)).date()


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


def clocks_of(tranche: Tranche, now: datetime) -> list[Clock]:
    """The clocks of the release, the earlier first to warn. None for a tranche that is released or deducted."""
    if tranche.state in (TrancheState.RELEASED, TrancheState.DEDUCTED):
        return []
    agreement, terms, calendar = (
        tranche.agreement,
        terms_of(tranche.agreement),
        calendar_of(tranche.agreement),
    )
    today = today_of(agreement, now)
    ends_on = terms.tranche(tranche.number).ends_on
    release = deadlines.release_due_spa(terms, ends_on, calendar=calendar)
    holds = holds_of(tranche)
    since_end = pauses_within(holds, ends_on, today)
    clocks = [
        Clock(
            "release", release.clause, "Release, counted from the year’s end", release.due_on,
            (release.due_on - today).days, "days", provisional=release.provisional, pauses=since_end,
        )
    ]  # fmt: skip
    instruction = (
        Instruction.objects.filter(lines__tranche=tranche, state=InstructionState.APPROVED)
        .exclude(basis=Instruction.Basis.RETURN)
        .order_by("-number")
        .first()
    )
    clause = terms.clause("transfer")
    received_on = complete_on(instruction) if instruction is not None else None
    if instruction is not None and received_on is not None:
        due = transfer_due(instruction)
        left = calendar.business_days_between(today, due.due_on)
        clocks.append(
            Clock(
                "transfer", clause, "Transfer, counted from the receipt of the last document", due.due_on, left,
                "business days", provisional=due.provisional, pauses=pauses_within(holds, received_on, today),
            )
        )  # fmt: skip
    else:
        if_today = deadlines.transfer_due(terms, today, calendar=calendar)
        clocks.append(
            Clock(
                "transfer", clause, f"{terms.deadlines.transfer_business_days} business days from the last document", None, None,
                "business days", note=f"if all documents came in today: {if_today.due_on.day} {if_today.due_on:%B %Y}",
                provisional=if_today.provisional,
            )
        )  # fmt: skip
        needed = deadlines.documents_needed_by(terms, ends_on, calendar=calendar)
        clocks.append(
            Clock(
                "documents", needed.clause, "Documents needed by, to keep both dates", needed.due_on,
                (needed.due_on - today).days, "days", provisional=needed.provisional, pauses=since_end,
            )
        )  # fmt: skip
    return clocks
