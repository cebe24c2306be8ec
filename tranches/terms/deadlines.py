"""Deadlines from the terms (EA 1.1, 3.2; SPA 5.1): pure functions of dates, each with its clause.

Periods start on the day after the event; the last day counts to its end in the agreement's time zone. A deadline that
depends on a day whose official calendar is not out yet is provisional. `calendar` is the terms' own unless one with later
corrections is given.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tranches.terms.agreement_terms import AgreementTerms
from tranches.terms.calendar import ONE_DAY, BusinessCalendar


@dataclass(frozen=True)
class Deadline:
    """A date by which something is due. `rolled_from` is the closed day it was moved from, if it was."""

    name: str
    clause: str
    due_on: date
    provisional: bool
    rolled_from: date | None = None


def deposit_due(terms: AgreementTerms, *, calendar: BusinessCalendar | None = None) -> Deadline:
    """By when the shares are issued in the agent's name: business days from the effective date."""
    calendar = calendar or BusinessCalendar.of(terms)
    count = terms.deadlines.deposit_business_days
    return _business_deadline(terms, calendar, "deposit", terms.effective_on, count)


def transfer_due(
    terms: AgreementTerms, received_on: date, *, calendar: BusinessCalendar | None = None
) -> Deadline:
    """By when the agent transfers: business days from the receipt of the later document."""
    calendar = calendar or BusinessCalendar.of(terms)
    return _business_deadline(
        terms, calendar, "transfer", received_on, terms.deadlines.transfer_business_days
    )


def release_due_spa(
    terms: AgreementTerms, ends_on: date, *, calendar: BusinessCalendar | None = None
) -> Deadline:
    """By when the shares of a year are released: calendar days after the assessment year's end, rolled by `roll`."""
    calendar = calendar or BusinessCalendar.of(terms)
    counted = ends_on + timedelta(days=terms.deadlines.release_calendar_days)
    convention = terms.settings.roll
    due = calendar.roll(counted, convention)
    provisional = convention != "none" and calendar.any_provisional(counted, due)
    return Deadline("release", terms.clause("release"), due, provisional, counted if due != counted else None)


def documents_needed_by(
    terms: AgreementTerms, ends_on: date, *, calendar: BusinessCalendar | None = None
) -> Deadline:
    """The last business day on which the documents may be received so that both release periods can be kept.

    Computed backwards: documents received on that day give a transfer date not after the release date.
    """
    calendar = calendar or BusinessCalendar.of(terms)
    release = release_due_spa(terms, ends_on, calendar=calendar)
    day = release.due_on
    while not calendar.is_business_day(day) or (
        calendar.add_business_days(day, terms.deadlines.transfer_business_days) > release.due_on
    ):
        day -= ONE_DAY
    provisional = release.provisional or calendar.any_provisional(day, release.due_on)
    return Deadline("documents", terms.clause("instruction"), day, provisional)


def notice_received(terms: AgreementTerms, sent_on: date) -> Deadline:
    """When a notice by courier is deemed received: so many calendar days after its sending, the day of sending not counted.

    It takes effect by itself, so a closed day does not move it.
    """
    due = sent_on + timedelta(days=terms.deadlines.notice_calendar_days)
    return Deadline("notice", terms.clause("notices"), due, False)


def answer_due(terms: AgreementTerms, sent_on: date, *, calendar: BusinessCalendar | None = None) -> Deadline:
    """When the agent asks after the transfer agent's answer: business days from the letter or the claim, its own rule."""
    calendar = calendar or BusinessCalendar.of(terms)
    due = calendar.add_business_days(sent_on, terms.transfer_agent.answer_business_days)
    provisional = calendar.any_provisional(sent_on + ONE_DAY, due)
    return Deadline("answer", terms.clause("transfer"), due, provisional)


def break_due(
    terms: AgreementTerms, recorded_on: date, *, calendar: BusinessCalendar | None = None
) -> Deadline:
    """By when a break of a position is explained or resolved: business days from its recording, the agent's own rule."""
    calendar = calendar or BusinessCalendar.of(terms)
    due = calendar.add_business_days(recorded_on, terms.transfer_agent.break_business_days)
    provisional = calendar.any_provisional(recorded_on + ONE_DAY, due)
    return Deadline("break", terms.clause("position"), due, provisional)


def governing(*deadlines: Deadline) -> Deadline:
    """The earliest of several deadlines: the one that gives the warning."""
    return min(deadlines, key=lambda deadline: deadline.due_on)


def _business_deadline(
    terms: AgreementTerms, calendar: BusinessCalendar, name: str, start: date, count: int
) -> Deadline:
    due = calendar.add_business_days(start, count)
    return Deadline(name, terms.clause(name), due, calendar.any_provisional(start + ONE_DAY, due))
