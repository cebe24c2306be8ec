"""The register's clients: the desk's own way in."""

from tests.desk.conftest import enter

__all__ = ["enter"]
