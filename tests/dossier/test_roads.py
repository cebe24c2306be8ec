"""A dossier of every road through the house is without a fault: returned, disposed of, amended, split, governed, delivered wrongly."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from tests import worlds
from tests.amendments import road as amending
from tests.closing import road as closing
from tests.corporate.road import converted
from tests.dossier.test_dossier import faults, members_of, taken, verifier
from tests.services.papers import award
from tests.unpaged import leave_layout_out
from tests.ways.steps import disposed
from tests.worlds import World

__all__ = ["verifier"]
pytestmark = pytest.mark.django_db


def disposed_of() -> World:
    world = worlds.instructed()
    disposed(world)
    return world


def amended_and_split() -> World:
    world = worlds.released()
    amending.in_force(world, amending.lower_target(world))
    converted(world, 2, 1)
    world.play_year(2, 800_000_000, (2027, 12, 18))
    return world


def governed() -> World:
    world = worlds.instructed()
    world.carry_out(award(world, {1: 2_900_000}))
    return world


def joined() -> World:
    world = worlds.released()
    amending.in_force(world, amending.changed(world, recipient=amending.NOMINEE))
    return world


def simulated() -> World:
    return worlds.released(is_simulation=True)


@pytest.mark.parametrize(
    "walk", [closing.closed, disposed_of, amended_and_split, governed, joined, simulated]
)
def test_a_dossier_of_each_road_is_without_a_fault(
    walk: Callable[[], World],
    verifier: ModuleType,
    tmp_path: Path,
    vault_root: object,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    leave_layout_out(monkeypatch)
    assert faults(verifier, members_of(taken(walk())), tmp_path) == ""
