"""Days that come by themselves and are nobody's duty: when the next fee may be charged, and when the agreement expires.

Kept apart from the clocks, for none of them can be late (EA 4.4; SPA 5.2(1)).
"""

from dataclasses import dataclass
from datetime import date

from tranches.models import EscrowAgreement, Tranche, TrancheState
from tranches.selectors.fees import escrow_period
from tranches.selectors.terms import calendar_of, terms_of
from tranches.terms import deadlines
from tranches.terms.deadlines import Deadline
from tranches.terms.fees import next_fee_day

DONE = (TrancheState.RELEASED, TrancheState.DEDUCTED)


@dataclass(frozen=True)
class DateAhead:
    """One such day: what it is about, in a line, and why it is nobody's move."""

    deadline: Deadline
    about: str
    label: str
    move: str


def next_fee(agreement: EscrowAgreement, today: date) -> DateAhead | None:
    """The day the next fee year falls due; None without a fee, before the first deposit, or when the escrow has ended."""
    terms = terms_of(agreement)
    if terms.fee is None or not terms.fee.amount_minor:
        return None
    begins_on, ended_on = escrow_period(agreement)
    if begins_on is None or ended_on is not None:
        return None
    number, day = next_fee_day(broken_year=terms.settings.fee_broken_year, begins_on=begins_on, on=today)
    return DateAhead(
        Deadline("fee", terms.clause("fee"), day, False), f"fee year {number}", "Escrow fee of the year falls due",
        "Nobody’s yet: from this day the escrow agent may charge it.",
    )  # fmt: skip


def expiry(agreement: EscrowAgreement, tranches: list[Tranche], today: date) -> DateAhead | None:
    """The day of expiry as the terms set it; where the settlement of the last tranche decides, the day its release is due by.

    None once the day is past, for then what still stands against the expiry is on the agreement's page.
    """
    terms, calendar = terms_of(agreement), calendar_of(agreement)
    clause, setting = terms.clause("return"), terms.settings.expiry
    last = max(terms.tranches, key=lambda tranche: tranche.ends_on)
    if setting == "all_settled":
        if all(tranche.state in DONE for tranche in tranches):
            return None
        due = deadlines.release_due_spa(terms, last.ends_on, calendar=calendar)
        day, provisional = due.due_on, due.provisional
        label = f"Expiry, when the last tranche is settled; the release of tranche {last.number} is due by this day"
    else:
        agreed = last.ends_on if setting == "last_year_end" else terms.settings.expiry_on
        if agreed is None:
            return None
        day, provisional = agreed, False
        label = "Expiry, when nothing is open any more; not before this day"
    if day < today:
        return None
    return DateAhead(
        Deadline("expiry", clause, day, provisional), "the agreement", label, "Nobody’s: it comes by itself."
    )
