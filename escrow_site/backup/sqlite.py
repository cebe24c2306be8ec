"""SQLite: a consistent copy by the backup interface, never by copying the live file, whose last commits may stand in its log."""

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from documents.vault import fsync_folder
from escrow_site.backup.contents import ROWS_LEFT_OUT, Contents, contents_of
from escrow_site.backup.engines import NotPossible, aside_name
from escrow_site.backup.standing import standing_on

_WAIT_SECONDS = 20


class SQLite:
    """The live database is one file; a copy laid beside it is another in the same folder, so that a rename puts it in place."""

    name = "sqlite"

    def version(self) -> str:
        return sqlite3.sqlite_version

    def snapshot(self, target: Path) -> Contents:
        live = _live_file()
        if not live.is_file():
            raise NotPossible(f"There is no database at {live}.")
        with _opened(live, "ro") as database, contextlib.closing(sqlite3.connect(target)) as copy:
            database.backup(copy)  # all pages under one read lock: one moment, and no writer waits for it
        with standing_on(str(target), Path(settings.VAULT_ROOT)), connection.cursor() as cursor:
            for table in sorted(set(ROWS_LEFT_OUT) & set(connection.introspection.table_names(cursor))):
                cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608 - names of ours
            cursor.execute("VACUUM")  # the key of a session must not stay in a free page either
        _settle(target)
        return self.contents(str(target))

    @contextlib.contextmanager
    def laid_beside(self, dump: Path, folder: Path) -> Iterator[str]:
        beside = folder / "copy.sqlite3"
        dump.rename(beside)
        try:
            yield str(beside)
        finally:
            for suffix in ("", "-wal", "-shm"):
                beside.with_name(beside.name + suffix).unlink(missing_ok=True)

    def contents(self, database: str) -> Contents:
        with _opened(Path(database), "ro") as copy:
            return contents_of(lambda query: copy.execute(query).fetchall(), _tables(copy))

    def faults(self) -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            found = [str(row[0]) for row in cursor.fetchall() if row[0] != "ok"]
            cursor.execute("PRAGMA foreign_key_check")
            return found + [f"a row of {row[0]} refers to one that is gone." for row in cursor.fetchall()]

    def holds_something(self) -> bool:
        live = _live_file()
        if not live.is_file():
            return False
        with _opened(live, "ro") as database:
            ours = [
                name for name in _tables(database) if name.startswith(("documents_", "parties_", "tranches_"))
            ]
            query = 'SELECT EXISTS (SELECT 1 FROM "{}")'
            return any(database.execute(query.format(name)).fetchone()[0] for name in ours)

    def put_in_place(self, database: str, now: datetime) -> str:
        live = _live_file()
        _settle(Path(database))
        aside = Path(aside_name(str(live), now)) if live.exists() else None
        if aside is not None:
            if aside.exists():
                raise NotPossible(f"There is a file {aside} already.")
            _settle(live)
            live.rename(aside)
        live.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(
                database, live
            )  # fails, and replaces nothing, should somebody have made a database meanwhile
        except OSError:
            if aside is not None and not live.exists():
                aside.rename(live)
            raise
        fsync_folder(live.parent)
        return str(aside or "")


def _live_file() -> Path:
    name = str(connection.settings_dict["NAME"])
    if ":memory:" in name or "mode=memory" in name:
        raise NotPossible(
            "This database is in memory: there is nothing to back up or to put a backup in place of."
        )
    return Path(name)


def _settle(file: Path) -> None:
    """Bring everything of the log into the file and have it on the disk. Refuses while anybody else has the database open."""
    with _opened(file, "rw") as database:
        try:
            found = database.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
        except sqlite3.OperationalError as trouble:
            raise NotPossible(f"Stop the desk first: somebody has {file} open ({trouble}).") from trouble
    if found != "delete":
        raise NotPossible(f"Stop the desk first: somebody has {file} open.")
    descriptor = os.open(file, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _opened(file: Path, mode: str) -> Iterator[sqlite3.Connection]:
    database = sqlite3.connect(f"{file.absolute().as_uri()}?mode={mode}", uri=True, timeout=_WAIT_SECONDS)
    try:
        yield database
    finally:
        database.close()


def _tables(database: sqlite3.Connection) -> list[str]:
    rows = database.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    return [str(row[0]) for row in rows]
