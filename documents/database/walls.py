"""Database walls: triggers with the same rule on SQLite and PostgreSQL.

Services are polite and say why; the walls are what stands when somebody goes round them (`.update()`, fixtures, raw SQL, a bug).
A wall is registered once with its two bodies; all are raised after every migrate, a system check and `verify` look for each.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction
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
PREFIX = "wall_"


def register(wall: Wall) -> None:
    """Add a wall. The same name twice, or one that does not say what it is, is a mistake of ours."""
    if not wall.name.startswith(PREFIX):
        raise ValueError(f"the name of a wall begins with {PREFIX}: {wall.name}")
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


def must_hold(
    name: str, table: str, when: str, condition: str, why: str, *, applies: str = "", first: str = ""
) -> None:
    """Register a wall that lets a row pass only when the condition (SQL over NEW and OLD that both databases read) holds.

    `applies` narrows the rows it looks at; `first` is PL/pgSQL that runs before, such as the lock of a parent row.
    """
    # IS NOT TRUE: a condition that meets a NULL has not been shown to hold.
    test = f"({applies}) AND (({condition}) IS NOT TRUE)" if applies else f"(({condition}) IS NOT TRUE)"
    short = why.replace("'", "’")

    def make(vendor: str) -> list[str]:
        if vendor == "postgresql":
            body = f"BEGIN {first} IF {test} THEN {postgres_raise(short)} END IF; RETURN NEW; END"
            return postgres_trigger(name, table, when, body)
        return sqlite_trigger(name, table, when, f"WHEN {test} BEGIN SELECT RAISE(ABORT, '{short}'); END")

    register(Wall(name, table, why, make))


def install(connection: BaseDatabaseWrapper) -> None:
    """Raise every wall whose table exists and that does not stand as written; one that nobody registers any more goes.

    All or none, and in one go: on SQLite a transaction for each of the hundreds would wait for the disk each time.
    """
    vendor = connection.vendor
    tables = set(connection.introspection.table_names())
    _settle(connection)
    stands = standing(connection)
    known = {(wall.table, wall.name) for wall in registered()}
    needed = [
        _drop(vendor, table, name) for table, name in sorted(stands.keys() - known) if name.startswith(PREFIX)
    ]
    for wall in registered():
        statements = wall.statements(vendor)
        if wall.table not in tables or not statements:
            continue
        found = stands.get((wall.table, wall.name))
        if found is None or found != _as_written(vendor, wall, statements, found.schema):
            needed += statements
    _execute(connection, needed)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take every wall down: for a migration that rebuilds tables, and for tests that must empty them."""
    tables = set(connection.introspection.table_names())
    _settle(connection)
    stands = standing(connection)
    _execute(
        connection,
        [
            _drop(connection.vendor, wall.table, wall.name)
            for wall in registered()
            if wall.table in tables and (wall.table, wall.name) in stands
        ],
    )


def _execute(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    """All of them in one transaction; PostgreSQL takes them in one message, SQLite's module commits before it takes several."""
    batch = [";\n".join(statements)] if connection.vendor == "postgresql" and statements else statements
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for statement in batch:
            cursor.execute(statement)


def _drop(vendor: str, table: str, name: str) -> str:
    return f"DROP TRIGGER IF EXISTS {name}" + (f' ON "{table}"' if vendor == "postgresql" else "")


def _settle(connection: BaseDatabaseWrapper) -> None:
    """Let foreign keys of this transaction be checked now: PostgreSQL alters no table while such a check is still to come."""
    if connection.vendor == "postgresql":
        connection.check_constraints()


def findings(connection: BaseDatabaseWrapper) -> list[str]:
    """One sentence for each wall that is missing, altered, disabled or pointed elsewhere, and for each trigger or rule on a walled
    table that is none of ours; empty when all stand."""
    tables = set(connection.introspection.table_names(include_views=True))
    found = standing(connection)
    expected: set[tuple[str, str]] = set()
    result = []
    for wall in registered():
        statements = wall.statements(connection.vendor)
        if wall.table not in tables or not statements:
            continue
        expected.add((wall.table, wall.name))
        stands = found.get((wall.table, wall.name))
        if stands is None:
            elsewhere = next((table for table, name in found if name == wall.name), None)
            how = f"stands on {elsewhere}" if elsewhere else "is missing"
            result.append(f"The wall {wall.name} on {wall.table} {how}: {wall.why}")
        elif not stands.is_enabled:
            result.append(f"The wall {wall.name} on {wall.table} is disabled: {wall.why}")
        elif stands != _as_written(connection.vendor, wall, statements, stands.schema):
            result.append(f"The wall {wall.name} on {wall.table} was altered: {wall.why}")
    walled = {wall.table for wall in registered()}
    for table, name in sorted(found.keys() - expected):
        if table in walled:
            result.append(
                f"The trigger {name} on {table} is none of ours: it may undo what the walls there refuse."
            )
    return result


def install_after_migrate(using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    install(connections[using])


def remove_before_migrate(using: str = DEFAULT_DB_ALIAS, plan: Any = (), **_: Any) -> None:
    """Take the walls down on SQLite while a migration rebuilds tables; the same command raises them again.

    Should the migration fail, they stay down until the next one succeeds, and the system check says so.
    """
    if plan and connections[using].vendor == "sqlite":
        remove(connections[using])


@dataclass(frozen=True)
class Standing:
    """A trigger as the database tells of it: its whole definition, and on PostgreSQL that of its function.

    `schema` is where a function of ours would lie; `is_enabled` is whether it fires always, for replication roles too.
    """

    trigger: str
    function: str = ""
    schema: str = ""
    is_enabled: bool = True


def definitions(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """The definition of every trigger that stands, by name: on PostgreSQL with its function, and only those that fire always."""
    return {
        name: f"{stands.trigger}\n{stands.function}".strip()
        for (_, name), stands in standing(connection).items()
        if stands.is_enabled
    }


def standing(connection: BaseDatabaseWrapper) -> dict[tuple[str, str], Standing]:
    """Every trigger by table and name; on PostgreSQL also every rule, which could turn a statement into another."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger'")
            return {(table, name): Standing(sql.strip()) for table, name, sql in cursor.fetchall()}
        cursor.execute(
            "SELECT c.relname, t.tgname, pg_get_triggerdef(t.oid, true), pg_get_functiondef(t.tgfoid), current_schema(),"
            " t.tgenabled = 'A' FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace"
            " UNION ALL SELECT c.relname, r.rulename, pg_get_ruledef(r.oid), '', current_schema(), true FROM pg_rewrite r"
            " JOIN pg_class c ON c.oid = r.ev_class WHERE r.rulename <> '_RETURN'"
            " AND c.relnamespace = current_schema()::regnamespace"
        )
        return {(table, name): Standing(*rest) for table, name, *rest in cursor.fetchall()}


def _as_written(vendor: str, wall: Wall, statements: list[str], schema: str) -> Standing:
    """The wall as the database would tell of it if nobody had touched it."""
    if vendor == "sqlite":
        return Standing(statements[-1].strip())
    body = statements[0].split("$wall$")[1]
    return Standing(
        trigger=statements[2].replace(f'"{wall.table}"', wall.table),
        function=f"CREATE OR REPLACE FUNCTION {schema}.{wall.name}_f()\n RETURNS trigger\n LANGUAGE plpgsql\n"
        f"AS $function${body}$function$\n",
        schema=schema,
    )
