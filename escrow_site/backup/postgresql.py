"""PostgreSQL: the server's own pg_dump and pg_restore, on the snapshot from which the manifest is read."""

import contextlib
import os
import re
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection
from psycopg import sql

from escrow_site.backup.contents import ROWS_LEFT_OUT, Contents, contents_of
from escrow_site.backup.engines import NotPossible, aside_name

# libpq's names of what may stand in DATABASE_URL (escrow_site.env): a password never appears among a program's arguments.
_VARIABLES = {
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "host": "PGHOST",
    "port": "PGPORT",
    "application_name": "PGAPPNAME",
    "connect_timeout": "PGCONNECT_TIMEOUT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "target_session_attrs": "PGTARGETSESSIONATTRS",
}
_MAINTENANCE = "postgres"
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"


class PostgreSQL:
    """A copy laid beside the live database is a database of the same server; two renames put it in place."""

    name = "postgresql"

    def version(self) -> str:
        with _connected(_live()) as live:
            return str(live.info.server_version // 10000)

    def snapshot(self, target: Path) -> Contents:
        with _connected(_live()) as live:
            live.autocommit = False
            live.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            live.read_only = True
            row = live.execute("SELECT pg_export_snapshot()").fetchone()
            contents = _contents(live)
            _run_program(
                "pg_dump",
                "--format=custom",
                f"--snapshot={row[0] if row else ''}",
                "--no-owner",
                "--no-privileges",
                "--schema=public",
                *(f"--exclude-table-data=public.{table}" for table in ROWS_LEFT_OUT),
                f"--file={target}",
                f"--dbname={_live()}",
                server=live.info.server_version // 10000,
            )
        return contents

    @contextlib.contextmanager
    def laid_beside(self, dump: Path, folder: Path) -> Iterator[str]:
        database = f"{_live()[:40]}_copy_{secrets.token_hex(6)}"
        with _connected(_MAINTENANCE) as server:
            _create(server, database)
            version = server.info.server_version // 10000
        try:
            with _connected(database) as made:
                made.execute("DROP SCHEMA public")  # the dump makes it
            _run_program(
                "pg_restore",
                "--exit-on-error",
                "--no-owner",
                "--no-privileges",
                f"--dbname={database}",
                str(dump),
                server=version,
            )
            dump.unlink()
            yield database
        finally:
            with _connected(_MAINTENANCE) as server:
                server.execute(
                    sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database))
                )

    def contents(self, database: str) -> Contents:
        with _connected(database) as found:
            return _contents(found)

    def faults(self) -> list[str]:
        """None: pg_restore made every constraint and index anew from the rows, and would have stopped at the first that failed."""
        return []

    def holds_something(self) -> bool:
        with _connected(_MAINTENANCE) as server:
            if not _exists(server, _live()):
                return False
        with _connected(_live()) as live:
            tables = [str(row[0]) for row in live.execute(_TABLES).fetchall()]
            ours = [name for name in tables if name.startswith(("documents_", "parties_", "tranches_"))]
            query = sql.SQL("SELECT EXISTS (SELECT 1 FROM {})")
            rows = (live.execute(query.format(sql.Identifier(name))).fetchone() for name in ours)
            return any(row and row[0] for row in rows)

    def put_in_place(self, database: str, now: datetime) -> str:
        live, aside = _live(), aside_name(_live()[:40], now)
        with _connected(_MAINTENANCE) as server:
            was_there = _exists(server, live)
            try:
                if was_there:
                    _rename(server, live, aside)
                try:
                    _rename(server, database, live)
                except psycopg.Error:
                    if was_there:
                        _rename(server, aside, live)
                    raise
            except psycopg.errors.ObjectInUse as trouble:
                raise NotPossible(
                    f"Stop the desk first: {trouble.diag.message_detail or trouble}"
                ) from trouble
        return aside if was_there else ""


def _live() -> str:
    return str(connection.settings_dict["NAME"])


def _parameters() -> dict[str, str]:
    settings = connection.settings_dict
    given = {name.lower(): settings[name] for name in ("USER", "PASSWORD", "HOST", "PORT")}
    given |= {name: value for name, value in settings["OPTIONS"].items() if name in _VARIABLES}
    return {name: str(value) for name, value in given.items() if value}


@contextlib.contextmanager
def _connected(database: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(dbname=database, autocommit=True, **_parameters()) as found:  # type: ignore[arg-type]
        yield found


def _contents(found: psycopg.Connection[Any]) -> Contents:
    tables = [str(row[0]) for row in found.execute(_TABLES).fetchall()]
    return contents_of(lambda query: found.execute(query).fetchall(), tables)


def _exists(server: psycopg.Connection[Any], database: str) -> bool:
    return server.execute("SELECT 1 FROM pg_database WHERE datname = %s", (database,)).fetchone() is not None


def _create(server: psycopg.Connection[Any], database: str) -> None:
    """An empty database that sorts text as the live one does."""
    row = server.execute(
        "SELECT datcollate, datctype, pg_encoding_to_char(encoding) FROM pg_database WHERE datname IN (%s, %s)"
        " ORDER BY datname = %s DESC LIMIT 1",
        (_live(), _MAINTENANCE, _live()),
    ).fetchone()
    if row is None:
        raise NotPossible("The server has no database to take the order of text from.")
    statement = "CREATE DATABASE {} TEMPLATE template0 LC_COLLATE {} LC_CTYPE {} ENCODING {}"
    try:
        server.execute(sql.SQL(statement).format(sql.Identifier(database), *map(sql.Literal, row)))
    except psycopg.errors.InsufficientPrivilege as trouble:
        raise NotPossible(
            "The trial restore needs a database of its own: run this as the role that owns the tables, with CREATEDB."
        ) from trouble


def _rename(server: psycopg.Connection[Any], old: str, new: str) -> None:
    server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(old), sql.Identifier(new)))


def _run_program(program: str, *arguments: str, server: int) -> None:
    """Run one of the server's programs. Refuses one older than the server, which would not know all that is in it."""
    found = shutil.which(program)
    if found is None:
        raise NotPossible(f"{program} was not found: install the client programs of PostgreSQL {server}.")
    environment = os.environ | {_VARIABLES[name]: value for name, value in _parameters().items()}
    told = subprocess.run(  # noqa: S603 - the same program
        [found, "--version"], env=environment, capture_output=True, text=True, check=False
    ).stdout
    number = re.search(r"\) (\d+)", told)
    if number is None or int(number[1]) < server:
        raise NotPossible(
            f"{told.strip() or program} is older than the server, PostgreSQL {server}: install its programs."
        )
    done = subprocess.run(  # noqa: S603 - a program of PostgreSQL, arguments of ours
        [found, "--no-password", *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise NotPossible(f"{program} stopped: {done.stderr.strip()[-500:]}")
