"""Entries that wait for a second person: which, and why an actor may not confirm one."""

from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from documents.actor import Actor
from documents.days import day_words, house_day
from documents.errors import RuleViolation
from parties import policy
from parties.authority import in_force
from parties.models import Entry, Membership, Party, Person, Role
from parties.scope import check_scope
from parties.selectors.credentials import hands_on


def waiting_entries() -> QuerySet[Entry]:
    """Every entry that waits for its second person, the oldest first."""
    rows = Entry.objects.filter(needs_second=True, decision__isnull=True)
    return rows.select_related("person", "about", "binder__party").order_by("id")


def waiting_for(actor: Actor, now: datetime) -> list[Entry]:
    """The entries that this actor may confirm now."""
    if not actor.has_role(*policy.HOUSE_ROLES):
        return []
    return [entry for entry in waiting_entries() if refusal_to_confirm(entry, actor, now) is None]


def house_of_one(actor: Actor, day: date) -> str:
    """The sentence for a house in which fewer than two persons could authorise; empty where there are two.

    A house of two works: the one enters and the other confirms, and whoever they let in stands on his own after the cool-off.
    """
    for house in {party_id for role, party_id in actor.roles if role in policy.HOUSE_ROLES}:
        acting = Membership.objects.filter(
            in_force(day), party_id=house, role__in=policy.AGENT, person__users__is_active=True
        )
        if acting.values("person_id").distinct().count() < 2:
            return (
                "Only one person of this house can act, so nothing can be released: a release, and each entry of the register that "
                "it rests on, takes two. Run manage.py first_supervisors in a new house; else let compliance and a supervisor "
                "admit a second person."
            )
    return ""


def party_of(entry: Entry) -> Party:
    """The party in whose binder the entry is."""
    return Party.objects.select_related("binder").get(binder=entry.binder_id)


def refusal_to_enter(
    standing: policy.Standing, party: Party, about: Person | None, actor: Actor
) -> RuleViolation | None:
    """Why the actor may not make this kind of entry about the party, or None. A command enters what lets nobody act."""
    if actor.user_id is None and actor.person_id is None and not standing.needs_second:
        return None
    refusal = _no_standing(standing.enters, standing.who_enters, party, actor)
    if refusal is None and about is not None and about.pk == actor.person_id:
        return RuleViolation(
            "own_entry",
            "This entry is about yourself. Ask another clerk or supervisor to make it.",
            field="person",
        )
    return refusal


def refusal_to_confirm(entry: Entry, actor: Actor, now: datetime) -> RuleViolation | None:
    """Why the actor may not confirm or refuse the entry as its second person, or None (I13).

    Not who entered it, nor who it is about; and of two persons of whom one has just let the other in, the two count as one.
    """
    standing = policy.STANDING[entry.act]
    refusal = _no_standing(standing.confirms, standing.who_confirms, party_of(entry), actor)
    if refusal is not None:
        return refusal
    if actor.person_id == entry.person_id:
        return RuleViolation(
            "needs_second_person", "You made this entry yourself. Another person confirms it."
        )
    if actor.person_id == entry.about_id:
        return RuleViolation("own_entry", "This entry is about yourself. Another person confirms it.")
    return _one_of_two(entry, actor, now)


def _no_standing(roles: frozenset[Role], who: str, party: Party, actor: Actor) -> RuleViolation | None:
    houses = {party_id for role, party_id in actor.roles if role in roles}
    if not houses:
        return RuleViolation(
            "not_permitted",
            f"This is for {who}, not for {actor.name} ({actor.capacity}). Ask one of them.",
        )
    if actor.person_id is None:
        return RuleViolation(
            "no_person", "This account belongs to no person on the register. Ask the supervisor to link it."
        )
    return check_scope(houses, party)


def _one_of_two(entry: Entry, actor: Actor, now: datetime) -> RuleViolation | None:
    days, simulated = policy.cool_off_days(), entry.binder.is_simulation
    entered_by, second = entry.person_id, actor.person_id
    if entered_by is None or second is None:
        return None
    for doer, whose in ((entered_by, second), (second, entered_by)):
        since = hands_on([whose], days=days, until=now, simulated=simulated).get(doer)
        if since is not None:
            names = dict(Person.objects.filter(pk__in=(doer, whose)).values_list("pk", "name"))
            ends_on = day_words(house_day(since + timedelta(days=days)))
            return RuleViolation(
                "cool_off",
                f"{names[doer]} had a hand in {names[whose]}’s place on the register, so the two count as one until "
                f"{ends_on}. Another person confirms it.",
            )
    return None
