"""The doors' clients and the clock, as the desk's tests have them."""

from tests.desk.conftest import clock, enter

__all__ = ["clock", "enter"]
