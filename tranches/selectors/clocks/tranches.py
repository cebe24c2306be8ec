"""The clocks of each year: the release, the documents it needs, the report that has not come (SPA 5.1, EA 3.1)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from documents.days import day_words
from tranches.models import Tranche, TrancheState
from tranches.selectors.clocks import shared
from tranches.selectors.clocks.clock import Clock
from tranches.selectors.clocks.deals import Deal, makes
from tranches.selectors.docket.delay import DONE, PAUSED, Missing, Steps, spells
from tranches.terms import deadlines
from tranches.terms.deadlines import Deadline

REPORT_SETTLED = (TrancheState.INSTRUCTED, *DONE)


@makes("release", "documents", "report")
def years(deal: Deal) -> Iterator[Clock]:
    """Those of every tranche that is not carried out; of the past, the release of every tranche."""
    complete = {line.tranche_id for row in deal.read(shared.approved) for line in row.lines.all()}
    steps = deal.read(shared.steps)
    for tranche in deal.read(shared.tranches):
        if tranche.state not in DONE:
            yield from _running(deal, tranche, steps[tranche.number], tranche.pk in complete)
        elif deal.past:
            yield _done(deal, tranche, steps[tranche.number])


def _done(deal: Deal, tranche: Tranche, steps: Steps) -> Clock:
    ends_on = deal.terms.tranche(tranche.number).ends_on
    done_on = max((stretch.start for stretch in steps.done), default=deal.today)
    return deal.clock(
        "release",
        f"tranche {tranche.number}",
        "Release, counted from the year’s end",
        "release",
        "Nobody’s: it is done.",
        due=deadlines.release_due_spa(deal.terms, ends_on, calendar=deal.calendar),
        done_on=done_on,
        tranche=tranche,
        numbers=frozenset({tranche.number}),
        subject=tranche,
        since=ends_on,
    )


def _running(deal: Deal, tranche: Tranche, steps: Steps, documents_complete: bool) -> Iterator[Clock]:
    today, about = deal.today, f"tranche {tranche.number}"
    ends_on = deal.terms.tranche(tranche.number).ends_on
    move: str | tuple[Missing, ...] = steps.missing_at_end_of(today)
    if today <= ends_on:
        move = f"Nobody’s yet: the year runs until {day_words(ends_on)}."
    facts: dict[str, Any] = {
        "tranche": tranche,
        "numbers": frozenset({tranche.number}),
        "subject": tranche,
        "since": ends_on,
    }
    release = deadlines.release_due_spa(deal.terms, ends_on, calendar=deal.calendar)
    yield deal.clock(
        "release",
        about,
        "Release, counted from the year’s end",
        "release",
        move,
        due=release,
        holds=steps.holds,
        began_on=ends_on,
        spells=spells(steps.missing_at_end_of, due_on=release.due_on, until=today),
        **facts,
    )
    if documents_complete:
        return
    needed = deadlines.documents_needed_by(deal.terms, ends_on, calendar=deal.calendar)
    if steps.report_on is None and steps.paper_on is None and today > needed.due_on:
        yield _report(deal, steps, about, needed, facts)
    yield deal.clock(
        "documents",
        about,
        "Report and instruction needed by, to keep both dates",
        "instruction",
        move,
        due=needed,
        holds=steps.holds,
        began_on=ends_on,
        spells=spells(steps.documents_missing, due_on=needed.due_on, until=today),
        missing=steps.documents_missing(today),
        **facts,
    )


def _report(deal: Deal, steps: Steps, about: str, needed: Deadline, facts: dict[str, Any]) -> Clock:
    """A report that has not come by the day it was needed: its own row, so that the reminder speaks of it alone."""

    def still_missing(day: date) -> tuple[Missing, ...]:
        return tuple(entry for entry in steps.missing_at_end_of(day) if entry.step in ("report", PAUSED))

    return deal.clock(
        "report",
        about,
        "Accountant’s report, none is on file",
        "report",
        still_missing(deal.today),
        due=Deadline("report", "", needed.due_on, needed.provisional),
        spells=spells(still_missing, due_on=needed.due_on, until=deal.today),
        **facts,
    )
