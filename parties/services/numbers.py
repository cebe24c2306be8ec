"""The numbers that call-backs dial: one person of the house enters a number, another confirms it.

Who writes with new details may also answer a call on a new number; so a number is worth what its confirmation is worth, and it is
not dialled before it has stood for a while (`selectors/numbers.py`).
"""

import re
from datetime import date, datetime

from django.db import transaction

from documents.actor import Actor
from documents.errors import RuleViolation
from documents.services.recorded import create
from parties.models import ContactNumber, NumberConfirmation, NumberEnd, Party, Person
from parties.services.common import not_his_own, not_in_future, note

NUMBER = re.compile(r"\+?[0-9][0-9 ()/.-]{4,38}")


@transaction.atomic
def add_number(
    *,
    party: Party,
    number: str,
    source: str,
    starts_on: date,
    person: Person | None = None,
    reason: str,
    actor: Actor,
    now: datetime,
) -> ContactNumber:
    """Enter a number of a party, or of a person there. Nobody dials it before another person has confirmed it.

    Refuses what is no telephone number, one that is on the register of the party already, and one's own.
    """
    not_his_own(actor, person)
    number = " ".join(number.split())
    if not NUMBER.fullmatch(number):
        raise RuleViolation(
            "wrong_number",
            "This is no telephone number. Enter figures with the country’s code, such as +86 571 8888 1234.",
            field="number",
        )
    standing = ContactNumber.objects.filter(party=party, end__isnull=True).values_list("number", flat=True)
    if _figures(number) in {_figures(known) for known in standing}:
        raise RuleViolation(
            "number_known",
            f"{number} is on the register of {party.name} already. Use that entry.",
            field="number",
        )
    row = create(
        ContactNumber(
            party=party, person=person, number=number, source=source, starts_on=starts_on,
            added_person_id=_person(actor), recorded_at=now,
        ),
        actor=actor, now=now, reason=reason,
    )  # fmt: skip
    whose = {"person": person.name} if person else {}
    note(
        party, "number.added", actor=actor, now=now, effective_on=starts_on, reason=reason,
        after={"number": number, "source": source, **whose},
    )  # fmt: skip
    return row


@transaction.atomic
def confirm_number(
    *, number: ContactNumber, how: str, confirmed_on: date, reason: str, actor: Actor, now: datetime
) -> NumberConfirmation:
    """Confirm a number as a second person. Refuses who entered it, one confirmed or ended already, and a day yet to come."""
    not_his_own(actor, number.person, "number")
    _check_open(number)
    if hasattr(number, "confirmation"):
        raise RuleViolation(
            "already_confirmed", "This number is confirmed already. Nothing was changed.", field="number"
        )
    if _person(actor) == number.added_person_id:
        raise RuleViolation(
            "needs_second_person",
            "You entered this number yourself. Another clerk or supervisor confirms it.",
            field="number",
        )
    not_in_future(confirmed_on, now, "confirmed_on")
    row = create(
        NumberConfirmation(
            number=number, person_id=_person(actor), how=how, confirmed_on=confirmed_on, recorded_at=now
        ),
        actor=actor, now=now, reason=reason,
    )  # fmt: skip
    note(
        number.party, "number.confirmed", actor=actor, now=now, effective_on=confirmed_on, reason=reason,
        after={"number": number.number, "confirmed_how": how},
    )  # fmt: skip
    return row


@transaction.atomic
def end_number(
    *, number: ContactNumber, ended_on: date, reason: str, actor: Actor, now: datetime
) -> NumberEnd:
    """End a number: from this day on it is dialled no more. Refuses a second end, and a day before its first."""
    _check_open(number)
    if ended_on < number.starts_on:
        raise RuleViolation(
            "dates_out_of_order",
            "The number cannot end before its first day. Check the date.",
            field="ended_on",
        )
    row = create(
        NumberEnd(number=number, person_id=_person(actor), ended_on=ended_on, recorded_at=now),
        actor=actor, now=now, reason=reason,
    )  # fmt: skip
    note(
        number.party, "number.ended", actor=actor, now=now, effective_on=ended_on, reason=reason,
        before={"number": number.number},
    )  # fmt: skip
    return row


def _check_open(number: ContactNumber) -> None:
    if hasattr(number, "end"):
        raise RuleViolation(
            "number_ended", "This number has ended already. Enter it again if it is in use.", field="number"
        )


def _person(actor: Actor) -> int:
    if actor.person_id is None:
        raise RuleViolation(
            "no_person", "This account belongs to no person on the register. Ask the supervisor to link it."
        )
    return actor.person_id


def _figures(number: str) -> str:
    """What is dialled: two spellings of one number are one number."""
    return re.sub(r"[^0-9]", "", number)
