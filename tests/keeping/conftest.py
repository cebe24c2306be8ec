"""The desk's own clients."""

from tests.desk.conftest import clock, enter
from tests.stages import staged, world  # noqa: F401 - fixtures

__all__ = ["clock", "enter"]
