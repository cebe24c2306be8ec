"""What both engines can do for a backup, and the one that serves this desk."""

import sqlite3
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Protocol

import psycopg
from django.db import connection

from escrow_site.backup.contents import Contents

# What the engines' own drivers raise where Django is not between.
DRIVER_ERRORS = (sqlite3.Error, psycopg.Error)


class NotPossible(Exception):
    """The act cannot be done here now; nothing was changed, and the sentence says what to do."""


class Engine(Protocol):
    """A database by its name: a file's path on SQLite, a database of the server on PostgreSQL."""

    name: str

    def version(self) -> str:
        """The engine's version as it tells it."""

    def snapshot(self, target: Path) -> Contents:
        """Write a consistent copy of the live database to `target` while others go on writing, and say what is in it."""

    def laid_beside(self, dump: Path, folder: Path) -> AbstractContextManager[str]:
        """The name of a database made from the copy; whatever still has that name at the end is removed."""

    def contents(self, database: str) -> Contents:
        """What is in that database."""

    def faults(self) -> list[str]:
        """What the engine itself finds wrong with the database on which the desk stands."""

    def holds_something(self) -> bool:
        """Whether a live database is there with any row of ours."""

    def put_in_place(self, database: str, now: datetime) -> str:
        """Give that database the live one's name, and the live one another; returns the latter, or nothing if none was there."""


def engine() -> Engine:
    """The engine of the desk's own database."""
    if connection.vendor == "sqlite":
        from escrow_site.backup.sqlite import SQLite

        return SQLite()
    from escrow_site.backup.postgresql import PostgreSQL

    return PostgreSQL()


def aside_name(live: str, now: datetime) -> str:
    """What a replaced database is called from now on."""
    return f"{live}_replaced_{now:%Y%m%dt%H%M%S}"
