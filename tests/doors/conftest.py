"""The desk's own clients, and a stage walked once a module."""

from tests.desk.conftest import clock, enter
from tests.stages import staged, world  # noqa: F401 - fixtures

__all__ = ["clock", "enter"]
