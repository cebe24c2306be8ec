"""Who had a hand in somebody's place on the register lately, and in the places of those who had (I10, I13)."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.db.models import Q

from parties.models import Entry, EntryDecision, Person


def hands_on(
    person_ids: Iterable[int | None], *, days: int, until: datetime, simulated: bool = False
) -> dict[int | None, datetime]:
    """Each person who had a hand in one of these persons' entries within the days before, and when he last had.

    The chain is followed: whoever let in, within as many days before, the one who entered or confirmed, has a hand as well. What the
    person did about himself is no hand of another, nor is what only takes a power away. A simulation's clock is its own.
    """
    found: dict[int | None, datetime] = {}
    for person_id in person_ids:
        if person_id is not None:
            for doer, at in _chain(person_id, days, until, simulated, frozenset({person_id})):
                if doer not in found or found[doer] < at:
                    found[doer] = at
    return found


def hands_since(
    person_ids: Iterable[int], *, days: int, until: datetime, simulated: bool = False
) -> dict[int, int]:
    """Who (by person) had such a hand, and in whose place."""
    found: dict[int, int] = {}
    for person_id in person_ids:
        for doer in hands_on([person_id], days=days, until=until, simulated=simulated):
            if doer is not None:
                found.setdefault(doer, person_id)
    return found


def _chain(
    person_id: int, days: int, until: datetime, simulated: bool, seen: frozenset[int]
) -> Iterator[tuple[int, datetime]]:
    # Whoever was admitted as a new person bears the name of the entry that made him.
    admitted = Person.objects.filter(pk=person_id).values("public_id")
    rows = Entry.objects.filter(
        Q(about_id=person_id) | Q(public_id__in=admitted),
        needs_second=True,
        binder__is_simulation=simulated,
        decision__answer=EntryDecision.Answer.CONFIRM,
        decision__recorded_at__gt=until - timedelta(days=days),
        decision__recorded_at__lte=until,
    )
    for entered, confirmed, at in rows.values_list(
        "person_id", "decision__person_id", "decision__recorded_at"
    ):
        for doer in (entered, confirmed):
            if doer is None or doer in seen:
                continue
            yield doer, at
            for further, _ in _chain(doer, days, at, simulated, seen | {doer}):
                yield further, at
