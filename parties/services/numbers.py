"""The numbers that call-backs dial: one person of the house enters a number, another confirms it after a call on the old one.

Who writes with new details may also answer a call on a new number; so a number is worth what its confirmation is worth, and it is
not dialled before it has stood for a while (`selectors/numbers.py`).
"""

import re
from datetime import date, datetime
from typing import Any

from documents.actor import Actor
from documents.errors import RuleViolation
from parties.models import ContactNumber, Entry, NumberEnd, Party, Person
from parties.services.common import from_now, not_dated_back
from parties.services.deed import Deed
from parties.services.entries import assert_person, enter
from parties.services.entry_kinds import Change, EntryKind, Given, register_kind

NUMBER = re.compile(r"\+?[0-9][0-9 ()/.-]{4,38}", re.ASCII)


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
) -> Entry:
    """Enter a number of a party, or of a person there. Nobody dials it before another person has confirmed it.

    Refuses what is no telephone number, one that is on the register of the party already, one's own, and a day dated back.
    """
    not_dated_back(starts_on, now, "starts_on")
    given = {
        "party": party,
        "person": person,
        "number": " ".join(number.split()),
        "source": source,
        "starts_on": starts_on,
    }
    return enter(Deed("add_number", actor, now, party), given, reason=reason)


@register_kind("add_number")
class AddNumber(EntryKind):
    event = "number.added"
    fields = {"party": Party, "person": Person, "number": str, "source": str, "starts_on": date}

    def check(self, given: Given, *, now: datetime) -> None:
        number, party = given["number"], given["party"]
        if not NUMBER.fullmatch(number):
            raise RuleViolation(
                "wrong_number",
                "This is no telephone number. Enter figures with the country’s code, such as +86 571 8888 1234.",
                field="number",
            )
        standing = ContactNumber.objects.filter(party=party, end__isnull=True)
        if _figures(number) in {_figures(known) for known in standing.values_list("number", flat=True)}:
            raise RuleViolation(
                "number_known",
                f"{number} is on the register of {party.name} already. Use that entry.",
                field="number",
            )

    def title(self, given: Given) -> str:
        whose = f"{given['person'].name} at {given['party'].name}" if given["person"] else given["party"].name
        return f"{whose} is called back on {given['number']}, from {given['starts_on']:%-d %B %Y}."

    def words(self, given: Given) -> tuple[dict[str, Any], dict[str, Any]]:
        whose = {"person": given["person"].name} if given["person"] else {}
        return {}, {"number": given["number"], "source": given["source"], **whose}

    def write(self, given: Given, change: Change) -> ContactNumber:
        values = given | {"starts_on": from_now(given["starts_on"], change.deed.now)}
        row: ContactNumber = change.create(ContactNumber(**values, recorded_at=change.deed.now))
        return row


def end_number(
    *, number: ContactNumber, ended_on: date, reason: str, actor: Actor, now: datetime
) -> NumberEnd:
    """End a number: from this day on it is dialled no more. Refuses a second end, and a day before its first or dated back."""
    not_dated_back(ended_on, now, "ended_on")
    assert_person(actor)
    given = {"number": number, "ended_on": ended_on}
    entry = enter(Deed("end_number", actor, now, number.party), given, reason=reason)
    return entry.row  # type: ignore[attr-defined]


@register_kind("end_number")
class EndNumber(EntryKind):
    event = "number.ended"
    fields = {"number": ContactNumber, "ended_on": date}

    def check(self, given: Given, *, now: datetime) -> None:
        number = given["number"]
        if hasattr(number, "end"):
            raise RuleViolation(
                "number_ended",
                "This number has ended already. Enter it again if it is in use.",
                field="number",
            )
        if given["ended_on"] < number.starts_on:
            raise RuleViolation(
                "dates_out_of_order",
                "The number cannot end before its first day. Check the date.",
                field="ended_on",
            )

    def title(self, given: Given) -> str:
        number = given["number"]
        return f"{number.number} of {number.party.name} is dialled no more from {given['ended_on']:%-d %B %Y} on."

    def effective_on(self, given: Given, now: datetime) -> date:
        day: date = given["ended_on"]
        return day

    def words(self, given: Given) -> tuple[dict[str, Any], dict[str, Any]]:
        return {"number": given["number"].number}, {}

    def write(self, given: Given, change: Change) -> NumberEnd:
        row: NumberEnd = change.create(
            NumberEnd(
                number=given["number"],
                person_id=assert_person(change.deed.actor),
                ended_on=given["ended_on"],
                recorded_at=change.deed.now,
            )
        )
        return row


def _figures(number: str) -> str:
    """What is dialled: two spellings of one number are one number."""
    return re.sub(r"[^0-9]", "", number)
