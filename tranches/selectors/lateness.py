"""A year whose report has not come by the day it is needed: a state of affairs with a date, no error (EA 3.1(a), SPA 5.1)."""

from dataclasses import dataclass
from datetime import date

from tranches.models import EscrowAgreement, Tranche, TrancheState
from tranches.selectors.terms import calendar_of, terms_of
from tranches.terms import deadlines

SETTLED = (TrancheState.INSTRUCTED, TrancheState.RELEASED, TrancheState.DEDUCTED)


@dataclass(frozen=True)
class MissingReport:
    """The report that is not on file: since when it is looked for, by when it was needed; `days_late` is 0 until then."""

    tranche: Tranche
    year_ended_on: date
    needed_by: date
    days_late: int
    clause: str
    provisional: bool = False

    @property
    def is_late(self) -> bool:
        return self.days_late > 0


def missing_report(tranche: Tranche, today: date) -> MissingReport | None:
    """The state of affairs of a tranche whose year has ended without a report; None where one is on file or none is needed."""
    if tranche.state in SETTLED or tranche.reports.exists():
        return None
    return without_report(tranche.agreement, tranche, today)


def without_report(agreement: EscrowAgreement, tranche: Tranche, today: date) -> MissingReport | None:
    """The same where the caller knows that no report is on file; asks the database nothing of its own."""
    terms = terms_of(agreement)
    ended_on = terms.tranche(tranche.number).ends_on
    if today <= ended_on:
        return None
    needed = deadlines.documents_needed_by(terms, ended_on, calendar=calendar_of(agreement))
    late = max((today - needed.due_on).days, 0)
    return MissingReport(tranche, ended_on, needed.due_on, late, terms.clause("report"), needed.provisional)
