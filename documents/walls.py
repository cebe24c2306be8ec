"""Database walls: triggers with the same rule on SQLite and PostgreSQL.

Services are polite and say why; the walls are what stands when somebody goes round them (`.update()`, fixtures, raw SQL, a bug).
A wall is registered once with its two bodies; all are raised after every migrate, a system check and `verify` look for each.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass(frozen=True)
class Wall:
    """One trigger. `make` returns the statements that raise it on a vendor (`sqlite` or `postgresql`).

    `name` is unique and becomes the trigger's name; `table` is where it stands; `why` is the sentence a finding prints.
    """

    name: str
    table: str
    why: str
    make: Callable[[str], list[str]]

    def statements(self, vendor: str) -> list[str]:
        return self.make(vendor)


_WALLS: dict[str, Wall] = {}


def register(wall: Wall) -> None:
    """Add a wall. The same name twice is a mistake of ours."""
    if wall.name in _WALLS:
        raise ValueError(f"two walls are called {wall.name}")
    _WALLS[wall.name] = wall


def registered() -> Iterator[Wall]:
    yield from sorted(_WALLS.values(), key=lambda wall: wall.name)


def postgres_raise(message: str) -> str:
    """PL/pgSQL that refuses with an integrity error, which Django maps as it maps SQLite's RAISE(ABORT)."""
    return f"RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation';"


def postgres_trigger(name: str, table: str, when: str, body: str) -> list[str]:
    """Statements for a PL/pgSQL row trigger that also fires for replication roles (`ENABLE ALWAYS`)."""
    level = "STATEMENT" if "TRUNCATE" in when else "ROW"
    return [
        f"CREATE OR REPLACE FUNCTION {name}_f() RETURNS trigger LANGUAGE plpgsql AS $wall$ {body} $wall$",
        f'DROP TRIGGER IF EXISTS {name} ON "{table}"',
        f'CREATE TRIGGER {name} {when} ON "{table}" FOR EACH {level} EXECUTE FUNCTION {name}_f()',
        f'ALTER TABLE "{table}" ENABLE ALWAYS TRIGGER {name}',
    ]


def sqlite_trigger(name: str, table: str, when: str, body: str) -> list[str]:
    return [f"DROP TRIGGER IF EXISTS {name}", f'CREATE TRIGGER {name} {when} ON "{table}" {body}']


def install(connection: BaseDatabaseWrapper) -> None:
    """Raise every wall whose table exists."""
    tables = set(connection.introspection.table_names())
    _settle(connection)
    with connection.cursor() as cursor:
        for wall in registered():
            if wall.table in tables:
                for statement in wall.statements(connection.vendor):
                    cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take every wall down: for a migration that rebuilds tables, and for tests that must empty them."""
    tables = set(connection.introspection.table_names())
    _settle(connection)
    with connection.cursor() as cursor:
        for wall in registered():
            if wall.table not in tables:
                continue
            suffix = f' ON "{wall.table}"' if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {wall.name}{suffix}")


def _settle(connection: BaseDatabaseWrapper) -> None:
    """Let foreign keys of this transaction be checked now: PostgreSQL alters no table while such a check is still to come."""
    if connection.vendor == "postgresql":
        connection.check_constraints()


def findings(connection: BaseDatabaseWrapper) -> list[str]:
    """One sentence for each wall that is missing, altered or disabled; empty when all stand."""
    tables = set(connection.introspection.table_names())
    found = definitions(connection)
    result = []
    for wall in registered():
        if wall.table not in tables or not wall.statements(connection.vendor):
            continue
        if wall.name not in found:
            result.append(f"The wall {wall.name} on {wall.table} is missing or disabled: {wall.why}")
        elif not _same(connection.vendor, wall, found[wall.name]):
            result.append(f"The wall {wall.name} on {wall.table} was altered: {wall.why}")
    return result


def install_after_migrate(using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    install(connections[using])


def remove_before_migrate(using: str = DEFAULT_DB_ALIAS, plan: Any = (), **_: Any) -> None:
    """Take the walls down on SQLite while a migration rebuilds tables; the same command raises them again.

    Should the migration fail, they stay down until the next one succeeds, and the system check says so.
    """
    if plan and connections[using].vendor == "sqlite":
        remove(connections[using])


def definitions(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Every trigger that stands, by name, with its definition; on PostgreSQL those that fire always."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute(
                "SELECT t.tgname, p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
                " WHERE NOT t.tgisinternal AND t.tgenabled = 'A'"
            )
        return dict(cursor.fetchall())


def _same(vendor: str, wall: Wall, definition: str) -> bool:
    statements = wall.statements(vendor)
    if vendor == "sqlite":
        return statements[-1].strip() == definition.strip()
    return f"$wall${definition}$wall$" in statements[0]
