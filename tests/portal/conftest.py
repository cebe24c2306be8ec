"""The portal's world on its day: 21 December 2026, after the first assessment year."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from tests.portal.world import TODAY, Deal, build


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    """The clock of every view and of the session; it stands still unless a test shifts it."""
    with time_machine.travel(TODAY, tick=False) as coordinates:
        yield coordinates


@pytest.fixture
def deal(db: None, clock: time_machine.Coordinates) -> Deal:
    return build()


@pytest.fixture
def other(deal: Deal) -> Deal:
    """Another deal of the same agent, with other parties."""
    return build(other=True)
