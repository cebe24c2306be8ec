"""What every entry of the register needs: dates in order, its paper filed, its event in the party's binder."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from documents.actor import Actor
from documents.days import day_words, house_day
from documents.errors import RuleViolation
from documents.services.deed import Deed as AnyDeed
from parties.models import Party, Person
from parties.policy import HOUSE_ROLES
from parties.services.deed import Deed

FURTHEST_WEST = timedelta(hours=12)
FURTHEST_EAST = timedelta(hours=14)


def in_order(starts_on: date, ends_on: date | None) -> None:
    """Refuse a last day before the first."""
    if ends_on is not None and ends_on < starts_on:
        raise RuleViolation(
            "dates_out_of_order", "The last day is before the first. Check both dates.", field="ends_on"
        )


def not_in_future(day: date | None, now: datetime, field: str) -> None:
    """Refuse a day that has begun nowhere on earth yet: the register serves deals in several time zones."""
    if day is not None and day > house_day(now + FURTHEST_EAST):
        raise RuleViolation(
            "future_date", f"{day_words(day)} is in the future. Enter the day it happened.", field=field
        )


def not_dated_back(day: date | None, now: datetime, field: str) -> None:
    """Refuse a day that is over everywhere on earth: an entry takes effect when it is confirmed, never before (I14)."""
    if day is not None and day < house_day(now - FURTHEST_WEST):
        raise RuleViolation(
            "dated_back",
            f"{day_words(day)} is over. An entry takes effect when it is confirmed and cannot be dated back; "
            "enter today or a later day.",
            field=field,
        )


def from_now(day: date, now: datetime) -> date:
    """The day an entry takes effect: as entered, and not before it is confirmed (I14)."""
    return max(day, house_day(now))


def parties_of(person: Person) -> list[Party]:
    """Every party the person acts or signs for, or did: where an entry about him is told too."""
    named = Q(memberships__person=person) | Q(signatories__person=person)
    return list(Party.objects.filter(named).select_related("binder").distinct().order_by("pk"))


def houses_of(actor: Actor) -> list[Party]:
    """The house the actor works for: where an entry is recorded that concerns no party yet."""
    ids = [party_id for role, party_id in actor.roles if role in HOUSE_ROLES]
    return list(Party.objects.filter(pk__in=ids).select_related("binder").distinct().order_by("pk"))


def house_of(actor: Actor) -> Party:
    """The actor's house. Refuses an actor without one: what concerns no party needs a binder all the same."""
    houses = houses_of(actor)
    if not houses:
        raise RuleViolation(
            "not_permitted",
            f"This is for a clerk or supervisor of an escrow agent, not for {actor.name} ({actor.capacity}).",
        )
    return houses[0]


def note_about(
    deed: AnyDeed,
    person: Person,
    kind: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    reason: str,
    *,
    but: Party | None = None,
) -> None:
    """Append an event about a person with each party he acts or signs for (`but` one), else in the house of who acts."""
    parties = parties_of(person)
    for party in (entry for entry in parties or houses_of(deed.actor) if entry != but):
        told = Deed(deed.act, deed.actor, deed.now, party)
        told.note(
            kind,
            party,
            effective_on=told.today,
            before=before,
            after=after,
            reason=reason,
        )


def moved(row: Any, changes: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """(before, after) of the fields whose value is another one. Refuses a change that changes nothing."""
    before = {name: getattr(row, name) for name, value in changes.items() if getattr(row, name) != value}
    if not before:
        raise RuleViolation(
            "nothing_changed", "The entry already says so. Change a field, or leave the page."
        )
    return before, {name: changes[name] for name in before}
