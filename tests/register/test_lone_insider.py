"""The lone insider: every kind of him, every act of every register, thirty days, and no share leaves. With the guards out, it does."""

from __future__ import annotations

import pytest

from documents.database import walls
from parties import policy
from parties.services.register import grant_role
from parties.services.signatories import register_signatory
from tests import worlds
from tests.register.insider import Insider
from tests.walls.tools import without_walls
from tests.worlds import World

STAGE = worlds.submitted
DAYS = 30
EVERY = 6  # days between two rounds of attempts: within the cool-off, at its end, and long after
KINDS = ("supervisor", "clerk1", "compliance", "clerk with two accounts", "officer of both companies")


def insider(world: World, kind: str) -> Insider:
    if kind == "clerk with two accounts":
        world.second_account("clerk1b", of="clerk1")
        return Insider(world, [world.users["clerk1"], world.users["clerk1b"]])
    if kind == "officer of both companies":
        person, party = world.users["officer_a"].person, world.part("B").party
        world.entered(grant_role, person=person, party=party, role="officer", starts_on=world.today())
        world.entered(register_signatory, person=person, party=party, starts_on=world.today())
        return Insider(world, [world.users["officer_a"]])
    return Insider(world, [world.users[kind]])


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_one_insider_alone_releases_nothing(world: World, kind: str) -> None:
    alone = insider(world, kind)
    own = len(alone.accounts)
    for _ in range(0, DAYS, EVERY):
        alone.day(then=EVERY)
    assert set(alone.tried) >= set(policy.STANDING) - OF_A_GHOST
    assert len(alone.accounts) == own
    assert alone.shares_out == 0
    assert not any(alone.stood[act] for act, line in policy.STANDING.items() if line.needs_second)


# Acts that need a person of his own making first; whoever cannot enter one never comes to them.
OF_A_GHOST = {
    "open_account",
    "open_house_account",
    "grant_role",
    "grant_house_role",
    "register_signatory",
    "register_house_signatory",
    "revoke_firm",
    "end_number",
}


def of_two_persons() -> list[str]:
    """The walls that ask for the second person, by name."""
    return [
        wall.name
        for wall in walls.registered()
        if wall.name.endswith(("_made_by_entry", "_changed_by_entry"))
        or wall.name == "wall_entry_decided_by_another"
    ]


@pytest.fixture
def services_blind(monkeypatch: pytest.MonkeyPatch) -> None:
    """The services ask for no second person: the guard is out."""
    monkeypatch.setattr("parties.services.entries.refusal_to_confirm", lambda *_: None)


@pytest.mark.slow
def test_with_the_services_blind_the_database_still_refuses(world: World, services_blind: None) -> None:
    alone = insider(world, "supervisor")
    alone.day(then=8)
    alone.tries_to_release()
    assert len(alone.accounts) == 1
    assert alone.shares_out == 0


@pytest.mark.slow
def test_with_the_walls_down_the_services_still_refuse(world: World) -> None:
    alone = insider(world, "supervisor")
    with without_walls(*of_two_persons()):
        alone.day(then=8)
        alone.tries_to_release()
    assert len(alone.accounts) == 1
    assert alone.shares_out == 0


@pytest.mark.slow
def test_with_every_guard_out_one_supervisor_releases_alone(world: World, services_blind: None) -> None:
    """The negative control: what was done in a trial is done here again, and so the trial above can see it."""
    alone = insider(world, "supervisor")
    with without_walls(*of_two_persons()):
        # Not every act: a new delivery account of his own would only bar the instruction that stands.
        alone.tries_every_act(("admit", "admit_to_house"))
    assert len(alone.accounts) > 4
    world.later(days=8)
    alone.tries_to_release()
    assert alone.shares_out > 0
