"""Beginning anew: rows are never removed, so a fresh demo needs a fresh database. Only the demo in `var/` is ever removed."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections

from escrow_site.demo.cast import Credentials
from escrow_site.demo.state import State, what_is_there


def database_file() -> Path:
    """Where the demo's SQLite database lies."""
    return Path(settings.VAR_DIR) / "db.sqlite3"


def is_the_demos_place() -> bool:
    """Whether database and vault are those in `var/`, and nobody's elsewhere."""
    connection = connections[DEFAULT_DB_ALIAS]
    return (
        connection.vendor == "sqlite"
        and Path(str(connection.settings_dict["NAME"])) == database_file()
        and Path(settings.VAULT_ROOT) == Path(settings.VAR_DIR) / "vault"
    )


def reason_not_to() -> str:
    """The sentence why nothing may be removed here, or empty."""
    if not is_the_demos_place():
        return (
            f"The demo is rebuilt in {settings.VAR_DIR} only, and DATABASE_URL or ESCROW_VAULT point elsewhere. Records are "
            "never removed from a database: make an empty one, name it in DATABASE_URL, and run manage.py prepare."
        )
    try:
        there = what_is_there()
    except DatabaseError:
        there = State.OTHERS
    if there is State.OTHERS:
        return (
            f"{database_file()} holds agreements or accounts that are not the demo's, or cannot be read, so nothing was removed. "
            "Move it and the vault beside it away yourself, then run make demo again."
        )
    return ""


def remove(*, database: Path, vault: Path, credentials: Credentials) -> None:
    """Remove the demo: the database with what SQLite keeps beside it, the filed papers, the passwords."""
    for suffix in ("", "-wal", "-shm"):
        Path(f"{database}{suffix}").unlink(missing_ok=True)
    shutil.rmtree(vault, ignore_errors=True)
    credentials.file.unlink(missing_ok=True)
