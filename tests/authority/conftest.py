"""The stage of a module, the desk's own clients, and the clock they read."""

from tests.desk.conftest import clock, enter
from tests.stages import staged, world

__all__ = ["clock", "enter", "staged", "world"]
