"""The migrations make from nothing what the models say; the other tests may therefore take their tables from the models."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import load_backend

from documents.database import walls

pytestmark = pytest.mark.slow

# The one is the migrations' own, the other a command's. Of the third, which is Django's, its migrations make the key a bigint by
# DEFAULT_AUTO_FIELD, and its models an integer by its own configuration: a table made either way serves.
APART = ("django_migrations", "cache_entries", "auth_group_permissions")


@pytest.fixture
def elsewhere(tmp_path: Path, db: None) -> Iterator[tuple[str, dict[str, Any]]]:
    """An empty database beside that of the tests: its URL, and its settings for a connection."""
    chosen = dict(connection.settings_dict)
    if connection.vendor == "sqlite":
        file = tmp_path / "migrated.sqlite3"
        yield f"sqlite:///{file}", {**chosen, "NAME": str(file)}
        return
    name = f"{chosen['NAME']}_migrated"
    admin = load_backend("django.db.backends.postgresql").DatabaseWrapper({**chosen, "NAME": "postgres"})
    with admin.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}"')
    from_suite = os.environ["DATABASE_URL"]
    yield f"{from_suite.rpartition('/')[0]}/{name}", {**chosen, "NAME": name}
    with admin.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    admin.close()


def tables(database: BaseDatabaseWrapper) -> dict[str, Any]:
    """Columns with type, null and length, and constraints without their generated names, by table."""
    found: dict[str, Any] = {}
    with database.cursor() as cursor:
        for table in database.introspection.table_names(cursor):
            columns = database.introspection.get_table_description(cursor, table)
            constraints = database.introspection.get_constraints(cursor, table).values()
            found[table] = (
                sorted((entry.name, str(entry.type_code), entry.null_ok, entry.internal_size) for entry in columns),
                sorted(
                    str({name: value for name, value in sorted(entry.items()) if name not in ("definition", "orders")})
                    for entry in constraints
                ),
            )  # fmt: skip
    return found


def test_migrations_from_nothing_make_the_tables_of_the_models(
    elsewhere: tuple[str, dict[str, Any]], settings: Any
) -> None:
    url, chosen = elsewhere
    settings.CLOCK_AHEAD_MINUTES = 5  # as an office's walls have it, not those of the tests' worlds
    walls.install(connection)
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        cwd=settings.BASE_DIR, env={**os.environ, "DATABASE_URL": url}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    migrated = connections.create_connection("default").__class__(chosen)
    try:
        theirs, ours = tables(migrated), tables(connection)
        assert walls.findings(migrated) == []
        assert walls.standing(migrated) == walls.standing(connection)
    finally:
        migrated.close()
    for table in APART:
        theirs.pop(table, None)
        ours.pop(table, None)
    assert sorted(theirs) == sorted(ours)
    assert [(table, made, ours[table]) for table, made in theirs.items() if made != ours[table]] == []
