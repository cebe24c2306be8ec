"""Going round the services: raw rows, and walls taken down to see that they were what stood in the way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Model

from documents.database import walls
from tests.unchanged import nothing_changes

M = TypeVar("M", bound=Model)


@contextmanager
def refused_by_database(words: str | None = None) -> Iterator[None]:
    """The database itself refuses what happens inside, with these words, and nothing has changed."""
    with nothing_changes(), pytest.raises(IntegrityError, match=words), transaction.atomic():
        yield


@contextmanager
def without_walls(*names: str) -> Iterator[None]:
    """These walls (all of them when none is named) are down inside; they stand again after."""
    found = [wall for wall in walls.registered() if not names or wall.name in names]
    assert not names or {wall.name for wall in found} == set(names), "no such wall"
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        nothing_pending(cursor)
        for wall in found:
            if wall.table in tables and wall.statements(connection.vendor):
                on = f' ON "{wall.table}"' if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER {wall.name}{on}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            nothing_pending(cursor)
            for wall in found:
                if wall.table in tables:
                    for statement in wall.statements(connection.vendor):
                        cursor.execute(statement)


@contextmanager
def past_the_services(*models: type[Model]) -> Iterator[None]:
    """The walls of these tables are down inside: what no service would write can be planted there."""
    tables = {model._meta.db_table for model in models}
    with without_walls(*(wall.name for wall in walls.registered() if wall.table in tables)):
        yield


def planted(row: M) -> M:
    """The row written past the services, where a test needs what they would refuse."""
    with past_the_services(type(row)):
        row.save(force_insert=True)
    return row


def nothing_pending(cursor: Any) -> None:
    """PostgreSQL alters no table that still has a foreign key to check at the end of the transaction: check them now."""
    if connection.vendor == "postgresql":
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def run(statement: str, *values: object) -> int:
    """Execute raw SQL; returns how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)
