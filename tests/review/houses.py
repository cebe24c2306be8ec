"""Another house in the same installation: whoever belongs to it must see nothing of this one's deals."""

from __future__ import annotations

from datetime import UTC, datetime

from parties.models import Membership, Party
from parties.services.register import register_party
from tests import worlds
from tests.walls.tools import past_the_services
from tests.worlds import World


def to_another_house(world: World, *, name: str = "compliance") -> Party:
    """An account's role in this house ends, and the same role in another begins."""
    now = datetime(2025, 12, 3, tzinfo=UTC)
    house = register_party(kind="company", name="Other Agent Ltd.", actor=worlds.SYSTEM, now=now)
    person = world.users[name].person
    if person is None:
        raise ValueError(f"{name} is nobody's account")
    with past_the_services(Membership):
        Membership.objects.filter(person=person).update(ends_on="2025-12-02")
        Membership.objects.create(person=person, party=house, role="compliance", starts_on=now.date())
    return house
