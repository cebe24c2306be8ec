"""Two roles of a PostgreSQL installation: the owner migrates; the app serves, and has no right that the walls would have to refuse.

Walls do not bind whoever owns them: an owner may disable a trigger, drop it or empty a table. What the app may do follows from the
walls themselves: a walled table is read and added to; of a row with a state only the columns that its acts write are changed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

from documents.database import walls
from tranches.walls.states import FIXED

NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}\Z")
OURS = ("documents", "parties", "tranches")

# Of these only so much is ever changed. A title stands for a row that never changes: whoever locks a row must be allowed to change
# one column of it.
CHANGING = {
    "documents_binder": ("title",),
    "tranches_escrowagreement": ("title",),
    "parties_calendartoken": ("revoked_at",),
    "parties_deliveryaccount": (),
    "parties_membership": ("ends_on",),
    "parties_signatory": ("ends_on",),
}
# What is no evidence and may be emptied: sessions, the cache, second factors, addresses, groups, filters kept for comfort.
EMPTIED = frozenset(
    {
        "account_emailaddress",
        "account_emailconfirmation",
        "auth_group",
        "auth_group_permissions",
        "django_session",
        "documents_savedfilter",
        "escrow_site_counter",
        "mfa_authenticator",
        "parties_accountpreferences",
        "parties_accountsession",
        "parties_keptform",
        "parties_linkmail",
        "parties_user_groups",
        "parties_user_user_permissions",
    }
)
ADDED_TO = frozenset({"django_admin_log"})


class NoSuchRole(ValueError):
    """A name that is none for a role, or a database that knows no roles; the sentence says what to do."""


@dataclass(frozen=True)
class Rights:
    """What the app may do with one table, besides reading it. `columns` are those it may change; None stands for all."""

    insert: bool = False
    delete: bool = False
    columns: tuple[str, ...] | None = ()


def rights_of(table: str) -> Rights:
    """The rights of the app on a table. One that nobody has thought of is only read."""
    walled = {wall.name for wall in walls.registered() if wall.table == table}
    if f"wall_{table}_no_update" in walled or table in ADDED_TO:
        return Rights(insert=True)
    if table in EMPTIED or table == settings.CACHES["default"].get("LOCATION"):
        return Rights(insert=True, delete=True, columns=None)
    for label in OURS:
        for model in apps.get_app_config(label).get_models():
            if model._meta.db_table == table:
                fixed = FIXED.get(model, ())
                every = (str(field.column) for field in model._meta.concrete_fields if not field.primary_key)
                return Rights(
                    insert=True,
                    columns=CHANGING.get(table, tuple(column for column in every if column not in fixed)),
                )
    return Rights()


def statements(connection: BaseDatabaseWrapper, *, app: str, owner: str = "") -> list[str]:
    """The SQL that makes both roles out of what stands in the database, to be run by its administrator.

    Without `owner` the tables stay whose they are. It may be run again, after each migration that adds a table. Refuses a name
    that is none for a role, one role for both, and a database without roles.
    """
    if connection.vendor != "postgresql":
        raise NoSuchRole("Only PostgreSQL knows roles. On SQLite the file belongs to whoever may write it.")
    for name in filter(None, (app, owner)):
        if not NAME.match(name):
            raise NoSuchRole(f"{name!r} is no name for a role: take small letters, digits and underscores.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema(), current_database(), current_user")
        schema, database, present = cursor.fetchone()
        tables = sorted(connection.introspection.table_names(cursor))
    owner = owner or present
    if not NAME.match(owner):
        raise NoSuchRole(
            f"{owner!r} owns the tables, but is no name this command takes: name another owner with --owner."
        )
    if app == owner:
        raise NoSuchRole("The app must be another role than the owner: walls do not bind whoever owns them.")
    found = [_role(app)]
    if owner != present:
        found += [_role(owner), *_handed_over(schema, database, tables, owner)]
    found += [
        f'REVOKE ALL ON DATABASE "{database}" FROM PUBLIC, {app}',
        # No temporary tables: one named like ours would be found before it by the walls' own queries.
        f'GRANT CONNECT ON DATABASE "{database}" TO {app}',
        f"REVOKE ALL ON SCHEMA {schema} FROM PUBLIC, {app}",
        f"GRANT USAGE ON SCHEMA {schema} TO {app}",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM PUBLIC, {app}",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {app}",
        f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA {schema} FROM PUBLIC, {app}",
        f"GRANT SELECT, USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {app}",
        f"REVOKE ALL ON ALL FUNCTIONS IN SCHEMA {schema} FROM PUBLIC, {app}",
    ]
    for table in tables:
        found += _granted(table, app)
    # Tables to come are read and added to, until this is run again.
    coming = f"ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA {schema} GRANT"
    return [
        *found,
        f"{coming} SELECT, INSERT ON TABLES TO {app}",
        f"{coming} SELECT, USAGE ON SEQUENCES TO {app}",
    ]


def _role(name: str) -> str:
    """Make the role if it is not there, and take from it whatever would let it go round the walls."""
    return (
        f"DO $role$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{name}') THEN CREATE ROLE {name}; END IF; END $role$;"
        f" ALTER ROLE {name} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
    )


def _handed_over(schema: str, database: str, tables: list[str], owner: str) -> Iterator[str]:
    """Sequences of a table go with it."""
    yield f'GRANT CONNECT, TEMPORARY ON DATABASE "{database}" TO {owner}'
    yield f"GRANT USAGE, CREATE ON SCHEMA {schema} TO {owner}"
    for table in tables:
        yield f'ALTER TABLE "{table}" OWNER TO {owner}'
    for wall in walls.registered():
        if wall.table in tables and wall.statements("postgresql"):
            yield f"ALTER FUNCTION {wall.name}_f() OWNER TO {owner}"


def _granted(table: str, app: str) -> Iterator[str]:
    rights = rights_of(table)
    whole = [
        name
        for name, given in (
            ("INSERT", rights.insert),
            ("UPDATE", rights.columns is None),
            ("DELETE", rights.delete),
        )
        if given
    ]
    if whole:
        yield f'GRANT {", ".join(whole)} ON "{table}" TO {app}'
    if rights.columns:
        yield f'GRANT UPDATE ({", ".join(rights.columns)}) ON "{table}" TO {app}'


def differences(connection: BaseDatabaseWrapper) -> list[str]:
    """How the role of this connection differs from an app's, one sentence each; empty on SQLite, and where it is as it should be."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, (SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user),"
            " has_database_privilege(current_database(), 'TEMPORARY'), has_schema_privilege(current_schema(), 'CREATE'),"
            " (SELECT COUNT(*) FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'"
            " AND pg_has_role(c.relowner, 'MEMBER'))"
        )
        role, is_mighty, may_shadow, may_create, owned = cursor.fetchone()
        if is_mighty or owned:
            what = f"owns {owned} tables" if owned else "administers the database"
            return [f"The role {role} {what}: no wall of the database binds it."]
        found = []
        if may_shadow or may_create:
            found.append(f"The role {role} may make tables: the walls could be shown others than ours.")
        for table in connection.introspection.table_names(cursor):
            found += _differs(cursor, role, table)
    return found


def _differs(cursor: object, role: str, table: str) -> Iterator[str]:
    rights = rights_of(table)
    cursor.execute(  # type: ignore[attr-defined]
        "SELECT has_table_privilege(c.oid, 'INSERT'), has_table_privilege(c.oid, 'DELETE'),"
        " has_table_privilege(c.oid, 'TRUNCATE, TRIGGER, REFERENCES'), ARRAY(SELECT a.attname FROM pg_attribute a"
        " WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND has_column_privilege(c.oid, a.attnum, 'UPDATE')),"
        " ARRAY(SELECT a.attname FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)"
        " FROM pg_class c WHERE c.oid = %s::regclass",
        [f'"{table}"'],
    )
    insert, delete, structure, changing, every = cursor.fetchone()  # type: ignore[attr-defined]
    wanted = set(every if rights.columns is None else rights.columns)
    if (delete and not rights.delete) or structure or set(changing) - wanted:
        yield f"The role {role} may do more with {table} than the desk ever does."
    if (rights.insert and not insert) or (rights.delete and not delete) or wanted - set(changing):
        yield f"The role {role} lacks a right on {table} that the desk needs."
