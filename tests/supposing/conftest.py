"""The doors' clients and the clock, as the desk's tests have them, and a world after its first year."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from tests import worlds
from tests.desk.conftest import clock, enter

__all__ = ["clock", "enter", "world"]


@pytest.fixture(name="world")
def world(db: None, request: pytest.FixtureRequest) -> worlds.World:
    """Year 1 fell short and is carried out: 600 million of 665."""
    found = worlds.released(600_000_000)
    stand_at: Callable[[datetime], None] = request.getfixturevalue("clock")
    stand_at(found.now)
    return found
