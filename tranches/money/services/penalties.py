"""Decisions on reasons for a delay, and the statement of what a delay comes to, one per debtor (SPA 8.2).

The agent decides neither (EA 4.3): it records who decided what, computes, and leaves open who owes which part.
"""

from datetime import date

from documents.days import day_words
from documents.errors import RuleViolation
from documents.intake import Intake
from tranches.models import AgreementParty, Tranche
from tranches.money.filing import file_penalty
from tranches.money.models import DelayReason, PenaltyStatement
from tranches.money.selectors.penalty import Owed, debtors_of, decisions_on, owed_of, penalty_of, values_of
from tranches.selectors.terms import terms_of, version_of
from tranches.services import money
from tranches.services.act import act
from tranches.services.common import acting_person, needed, next_number, not_in_future
from tranches.services.deed import Deed
from tranches.terms.currencies import MINOR_PLACES
from tranches.terms.errors import TermsError
from tranches.terms.plain import to_plain


@act("decide_delay_reason")
def decide_delay_reason(
    deed: Deed,
    *,
    tranche: Tranche,
    debtor: AgreementParty,
    is_justified: bool,
    starts_on: date,
    ends_on: date,
    ground: str,
    author: str,
    decided_on: date,
    paper: Intake,
) -> DelayReason:
    """Record the decision whether a debtor had a justified reason for a period, with its ground, its author and its paper.

    Refuses a party that cannot owe the penalty, a period out of order or before the shares were due, a future date, and a
    decision without ground or author. A later decision on the same days takes the earlier one's place.
    """
    agreement = tranche.agreement
    owed = owed_of(tranche)
    if owed is None or debtor.pk not in {row.pk for row in debtors_of(agreement)}:
        raise _no_debtor()
    ground = needed(ground, "Say on what ground it was decided.", "ground")
    author = needed(author, "Say whose decision it is.", "author")
    not_in_future(agreement, decided_on, deed.now, "decided_on")
    _check_period(deed, owed, starts_on, ends_on)
    document = deed.file(
        paper,
        about=tranche,
        kind="delay_decision",
        title=f"Decision on the delay of tranche {tranche.number}",
        dated_on=decided_on,
    )
    decision = deed.create(
        DelayReason(
            agreement=agreement,
            tranche=tranche,
            number=next_number(DelayReason, agreement=agreement),
            debtor=debtor,
            is_justified=is_justified,
            starts_on=starts_on,
            ends_on=ends_on,
            ground=ground,
            author=author,
            decided_on=decided_on,
            document=document,
            person_id=acting_person(deed.actor),
            recorded_at=deed.now,
        ),
        why=ground[:100],
    )
    deed.note(
        "delay.decided",
        tranche,
        effective_on=decided_on,
        reason=ground,
        after={"justified": is_justified},
        facts={"debtor": str(debtor), "starts_on": starts_on, "ends_on": ends_on, "decided_by": author},
        documents=(document,),
    )
    return decision


@act("make_penalty_statement")
def make_penalty_statement(
    deed: Deed, *, tranche: Tranche, debtor: AgreementParty, until: date
) -> PenaltyStatement:
    """Make and file the statement of what a tranche's delay comes to for one debtor until a day, with its derivation.

    Refuses where the terms know no penalty for this party, before a report says what is due, where nothing is late by that day, a
    future day, and a day without a closing price on or before it.
    """
    agreement, terms = tranche.agreement, terms_of(tranche.agreement)
    owed = owed_of(tranche)
    if owed is None or debtor.pk not in {row.pk for row in debtors_of(agreement)}:
        raise _no_debtor()
    not_in_future(agreement, until, deed.now, "until")
    if owed.shares is None:
        raise RuleViolation(
            "nothing_known_due",
            "No report is on file, so it is not known whether any share meets the conditions. Record the report first.",
            clause=terms.clause("report"),
        )
    try:
        found = penalty_of(
            tranche,
            owed,
            debtor=debtor,
            until=until,
            prices=values_of(agreement),
            decisions=decisions_on(tranche),
        )
    except TermsError as error:
        raise RuleViolation(error.code, error.sentence, field="until") from error
    if not found.runs:
        raise RuleViolation(
            "not_late",
            f"The shares were due on {day_words(owed.due_on)}, and none was unreleased after that day"
            f" until {day_words(until)}. There is no penalty to state.",
            field="until",
        )
    number, minor = (
        next_number(PenaltyStatement, agreement=agreement),
        found.minor(MINOR_PLACES[owed.terms.currency]),
    )
    document = file_penalty(deed, tranche, debtor, found, minor=minor, number=number)
    statement = deed.create(
        PenaltyStatement(
            agreement=agreement,
            tranche=tranche,
            number=number,
            debtor=debtor,
            until=until,
            days=found.days,
            amount_minor=minor,
            currency=owed.terms.currency,
            content=to_plain(found),
            terms_version=version_of(agreement),
            document=document,
            person_id=acting_person(deed.actor),
            recorded_at=deed.now,
        ),
        why=f"until {day_words(until)}",
    )
    deed.note(
        "penalty.stated",
        tranche,
        effective_on=deed.today,
        after={"amount": money.text(minor, owed.terms.currency)},
        facts={"debtor": str(debtor), "due_on": owed.due_on, "until": until, "days": found.days},
        documents=(document,),
    )
    return statement


def _check_period(deed: Deed, owed: Owed, starts_on: date, ends_on: date) -> None:
    not_in_future(deed.agreement, ends_on, deed.now, "ends_on")
    if ends_on < starts_on:
        raise RuleViolation(
            "dates_out_of_order", "The period ends before it begins. Check both days.", field="ends_on"
        )
    if starts_on <= owed.due_on:
        raise RuleViolation(
            "before_delay",
            f"The shares were due on {day_words(owed.due_on)}; a delay begins on the day after. "
            "Check the first day.",
            field="starts_on",
        )


def _no_debtor() -> RuleViolation:
    return RuleViolation(
        "no_debtor", "By the terms this party cannot owe the penalty. Choose one that can.", field="debtor"
    )
