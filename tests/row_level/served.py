"""The app's role at work, and what it is shown."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, models

from documents.database.reader import HOUSE, Reader, reading_as
from tests.portal.world import Deal
from tests.walls.app_role import APP
from tranches.selectors.access import reader_for


@contextmanager
def served(who: Reader = HOUSE) -> Iterator[None]:
    """The connection of the test is the app's, which no policy lets through, and `who` asks."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET SESSION AUTHORIZATION {APP}")
    try:
        with reading_as(who):
            yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET SESSION AUTHORIZATION")


def seen(model: type[models.Model]) -> set[Any]:
    """The keys of a bare query, with no filter of ours."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "{model._meta.pk.column}" FROM "{model._meta.db_table}"')
        return {key for (key,) in cursor.fetchall()}


def officer(of: Deal) -> Reader:
    return reader_for(of.actor("a"))
