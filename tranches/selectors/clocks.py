"""The clocks of a tranche: which run, until when, and whose step is missing (EA 3.2, 5.2; SPA 5.1)."""

from dataclasses import dataclass
from datetime import date, datetime

from tranches.models import (
    Instruction,
    InstructionState,
    Tranche,
    TrancheState,
)
from tranches.selectors.completeness import complete_on, transfer_due
from tranches.selectors.days import day_of
from tranches.selectors.pauses import Pause, days_paused, holds_of, pauses_within
from tranches.selectors.terms import calendar_of, terms_of
from tranches.terms import deadlines


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


def clocks_of(tranche: Tranche, now: datetime) -> list[Clock]:
    """The clocks of the release, the earlier first to warn. None for a tranche that is released or deducted."""
    if tranche.state in (TrancheState.RELEASED, TrancheState.DEDUCTED):
        return []
    agreement, terms, calendar = (
        tranche.agreement,
        terms_of(tranche.agreement),
        calendar_of(tranche.agreement),
    )
    today = day_of(now, agreement)
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
