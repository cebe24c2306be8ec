"""A module's stage, and the desk's own clients."""

from tests.desk.conftest import clock, enter
from tests.stages import staged, world

__all__ = ["clock", "enter", "staged", "world"]
