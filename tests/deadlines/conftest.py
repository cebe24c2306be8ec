"""People who can be told by e-mail."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from documents.models import OutboxMessage
from documents.services.recorded import update
from parties.services.contacts import change_contact
from tests import worlds
from tests.stages import staged as staged
from tests.walls.tools import past_the_services
from tests.worlds import SYSTEM, World

ADDRESSES = {"A": "notices@issuer.example", "B": "notices@purchaser.example", "C": "seller@recipient.example"}


def reachable(world: World) -> World:
    """Every party with an address and an e-mail on the register, and both clerks with an e-mail."""
    for letter, email in ADDRESSES.items():
        world.later(seconds=1)
        world.entered(
            change_contact,
            party=world.part(letter).party,
            address=f"1 Road of {letter}\nCity",
            email=email,
            changed_on=world.today(),
        )
    for name in ("clerk1", "clerk2"):
        user = world.users[name]
        user.email = f"{name}@agent.example"
        update(user, "email", actor=SYSTEM, now=world.now, reason="test")
    # What tells the parties of these entries is not what is looked at here.
    with past_the_services(OutboxMessage):
        OutboxMessage.objects.all().delete()
    return world


@pytest.fixture
def world(db: None) -> World:
    return reachable(worlds.funded())


@pytest.fixture
def on_20_january_2027() -> Iterator[None]:
    """Nine days before the release of the first year is due."""
    with time_machine.travel("2027-01-20T02:00:00Z", tick=False):
        yield
