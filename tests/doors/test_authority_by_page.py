"""I4 by the pages: whatever is missing of the authority to release, the forms of officers and clerks reserve no share.

The suite takes the whole set, nothing at all, and all that lack one; `ALL_SUBSETS=true` takes every one of the 32.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime

import pytest
from django.conf import settings
from django.urls import reverse

from tests import worlds
from tests.desk.conftest import Enter
from tests.desk.helpers import act_page
from tests.walls.test_authority import JOINT, attempt, named, reserved, subsets
from tests.worlds import World
from tranches.selectors.seen import seen_of
from tranches.services.instruction.instructions import LineSpec


def _reported() -> World:
    """Year one is reported, year two is not; the clock stands where both could be."""
    world = worlds.funded()
    world.day(2027, 12, 20)
    world.report(1, 665_000_000)
    return world


STAGE = _reported
WHOLE = frozenset(JOINT)
TAKEN = [
    some
    for some in subsets(JOINT)
    if os.environ.get("ALL_SUBSETS") == "true" or len(some) in (0, len(JOINT) - 1, len(JOINT))
]


@pytest.mark.parametrize("given", TAKEN, ids=named)
def test_pages_reserve_only_on_the_whole_joint_authority(
    world: World,
    given: frozenset[str],
    enter: Enter,
    clock: Callable[[datetime], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock(world.now)
    monkeypatch.setattr(settings, "VAULT_ROOT", world.vault)
    number = 1 if "report" in given else 2
    instruction = world.prepare(number, None if number == 1 else [LineSpec(world.tranche(2), "own", 5)], "x")
    attempt(world.submit, instruction)
    answer = reverse("portal:answer", args=(instruction.public_id,))
    for letter in "AB":
        if f"approval {letter}" in given:
            sent = {
                "key": letter,
                "seen_digest": instruction.digest,
                "part": world.part(letter).key,
                "answer": "approve",
            }
            difference = {} if number == 1 else {"difference": "5"}
            enter(f"officer_{letter.lower()}").post(answer, sent | difference)
    attempt(world.tick_all, instruction)
    for index, who in enumerate(("clerk2", "supervisor"), start=1):
        if f"person {index}" in given:
            marks = seen_of(instruction).mark
            pressed = {"key": who, "seen_digest": instruction.digest, "read": "on", "marks": marks}
            enter(who).post(act_page(world, "authorise_release", number), pressed)
    assert bool(reserved(world)) == (given == WHOLE)
