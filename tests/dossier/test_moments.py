"""A moment that cannot be, found by whoever has the dossier alone (I15)."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random
from types import ModuleType

import pytest

from tests.dossier import damages, dating
from tests.dossier.forging import Damage, put_events, rechain, reindex
from tests.dossier.test_dossier import STAGE, faults, members_of, taken, verifier
from tests.worlds import World

__all__ = ["STAGE", "verifier"]


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (dating.record_in_the_future, "ahead of the dossier"),
        (dating.record_falling_back, "before the event before it"),
    ],
)
def test_moment_that_cannot_be_is_named_unless_a_supervisor_confirmed_the_clock_since(
    world: World, verifier: ModuleType, tmp_path: Path, damage: Damage, words: str
) -> None:
    members = members_of(taken(world))
    what = damage(members, Random(3))
    found = faults(verifier, dict(members), tmp_path)
    assert words in found, found
    binder = re.search(r"binder (\S+), event \d+, recorded", found)
    assert binder is not None
    events = damages.events_of(members, binder[1])
    moved = events[int(re.findall(r"event (\d+)", what)[0]) - 1]
    if damage is dating.record_in_the_future:
        events.append(
            moved | {"kind": "clock.confirmed", "recorded_at": events[-2]["recorded_at"], "after": {}}
        )
    else:
        moved["kind"] = "clock.confirmed"
    put_events(members, events, binder[1])
    rechain(members, binder[1])
    reindex(members)
    assert words not in faults(verifier, members, tmp_path)
