"""The desk's own clients."""

from tests.desk.conftest import clock, enter

__all__ = ["clock", "enter"]
