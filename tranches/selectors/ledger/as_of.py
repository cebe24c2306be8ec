"""Two dates of a statement: what was true on a day (rows by their effective date), as known at a moment (by when they were recorded).

Every row that says where a share is or what is open bears both. Filtered by both, the same two dates give the same rows for ever:
nothing recorded later changes what was known then.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from documents.days import begins_at, day_words
from documents.errors import RuleViolation
from documents.models import Event
from tranches.models import EscrowAgreement, TermsVersion
from tranches.selectors.days import day_of
from tranches.selectors.terms import read_terms, terms_of
from tranches.terms.agreement_terms import AgreementTerms

Row = TypeVar("Row", bound=Model)

MACHINES = ("tranche", "instruction", "release")


@dataclass(frozen=True)
class AsOf:
    """True at the end of `day`, as known at `known_at`; `known_on` is the day of `known_at` in the agreement's time zone."""

    day: date
    known_at: datetime
    known_on: date

    def where(self, effective: str = "effective_on", recorded: str = "recorded_at") -> Q:
        """The condition on a row: it had taken effect, and it had been recorded."""
        return Q(**{f"{effective}__lte": self.day, f"{recorded}__lte": self.known_at})


def now_of(agreement: EscrowAgreement, now: datetime) -> AsOf:
    """Today, as known now: what a statement without dates shows."""
    today = day_of(now, agreement)
    return AsOf(today, now, today)


def as_of(agreement: EscrowAgreement, day: date, known_on: date, now: datetime) -> AsOf:
    """The standpoint of two days: known is what was recorded until the end of that day, today until now.

    Refuses a day to come, knowledge older than the day it is about, and days before the agreement was in force or on record.
    """
    today = now_of(agreement, now).day
    for given, field in ((day, "day"), (known_on, "known_on")):
        if given > today:
            raise RuleViolation(
                "future_date",
                f"{day_words(given)} is in the future. Choose today or an earlier day.",
                field=field,
            )
    if known_on < day:
        raise RuleViolation(
            "known_before",
            f"What was known on {day_words(known_on)} cannot say what was true on {day_words(day)}. Choose that day or a later one.",
            field="known_on",
        )
    if day < agreement.effective_on:
        raise RuleViolation(
            "before_agreement",
            f"{agreement.reference} is in force since {day_words(agreement.effective_on)}. Choose that day or a later one.",
            field="day",
        )
    first = day_of(agreement.loaded_at, agreement)
    if known_on < first:
        raise RuleViolation(
            "before_record",
            f"The record of {agreement.reference} begins on {day_words(first)}; nothing was known before. "
            "Choose that day or a later one.",
            field="known_on",
        )
    end = begins_at(known_on + timedelta(days=1), terms_of(agreement).time_zone) - timedelta(microseconds=1)
    return AsOf(day, min(end, now), known_on)


def is_over(seen: AsOf, agreement: EscrowAgreement, now: datetime) -> bool:
    """Whether the day of the knowledge is over, so that nothing can join it any more."""
    return seen.known_on < now_of(agreement, now).day


def states_as_of(agreement: EscrowAgreement, seen: AsOf) -> dict[tuple[str, str], str]:
    """The state of every tranche, instruction and release then: the newest recorded one that had taken effect.

    By the names the journal gives them: ("tranche", "KX-2025/3").
    """
    events = Event.objects.filter(seen.where(), binder=agreement.binder_id, subject_type__in=MACHINES)
    rows = events.order_by("number").values_list("subject_type", "subject_reference", "after")
    return {(kind, name): after["state"] for kind, name, after in rows.iterator(2000) if "state" in after}


def in_states(
    rows: QuerySet[Row], states: dict[tuple[str, str], str], machine: str, wanted: Iterable[str]
) -> list[Row]:
    """Those of the rows that stood in one of the states then."""
    names = set(wanted)
    return [row for row in rows if state_then(row, states, machine) in names]


def state_then(row: Model, states: dict[tuple[str, str], str], machine: str) -> str:
    """The state of one row then; empty where it was not there yet."""
    name = str(row.number) if machine == "tranche" else str(row)  # type: ignore[attr-defined]
    return states.get((machine, f"{row.agreement.reference}/{name}"), "")  # type: ignore[attr-defined]


def terms_as_of(agreement: EscrowAgreement, seen: AsOf) -> AgreementTerms:
    """The terms in force on the day as they were known; the first version where none was yet."""
    versions = TermsVersion.objects.filter(agreement=agreement)
    found = versions.filter(seen.where()).order_by("-number").first() or versions.earliest("number")
    newest = versions.order_by("-number").first()
    return terms_of(agreement) if found == newest else read_terms(found.content)
