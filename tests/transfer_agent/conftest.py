"""The desk's own clients, and the stage walked once a module."""

from tests.desk.conftest import clock, enter
from tests.stages import staged, world

__all__ = ["clock", "enter", "staged", "world"]
