"""An SQLite database with all tables kept between runs, so that a test of one line does not wait for them.

The copy is named after everything that decides what the tables are: change a model, a migration or a locked library, and
the next run makes them from nothing. CI always does, for a fresh clone has no copy. Triggers are never kept: they are
made from today's code on each run.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import sqlite3
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings

KEPT = 3


@cache  # the models as they were when this run began
def place() -> Path:
    """Return where the copy for the present models lies, whether it is there or not."""
    digest = hashlib.sha256()
    root = Path(settings.BASE_DIR)
    files = [root / "requirements.txt", root / "requirements-dev.txt"]
    for config in apps.get_app_configs():
        if Path(config.path).is_relative_to(root):
            for folder in ("migrations", "models"):
                files += Path(config.path).glob(f"{folder}/*.py")
    for file in sorted(files):
        digest.update(f"{file.relative_to(root)}\0".encode() + file.read_bytes() + b"\0")
    kept: Path = settings.VAR_DIR / "test-databases"
    return kept / f"{digest.hexdigest()[:32]}.sqlite3"


def copy_to(target: Path) -> bool:
    """Put the kept database at ``target``; return whether there was one."""
    try:
        shutil.copyfile(place(), target)
    except FileNotFoundError:
        return False
    return True


def keep(source: Path) -> None:
    """Keep a whole copy of the freshly made ``source`` without its triggers, and forget older copies."""
    target = place()
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix(f".{os.getpid()}")
    with (
        contextlib.closing(sqlite3.connect(source)) as made,
        contextlib.closing(sqlite3.connect(draft, isolation_level=None)) as copy,
    ):
        made.backup(copy)
        names = [row[0] for row in copy.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")]
        for name in names:
            copy.execute(f'DROP TRIGGER "{name}"')
    draft.replace(target)
    newest_first = sorted(
        target.parent.glob("*.sqlite3"), key=lambda file: file.stat().st_mtime, reverse=True
    )
    for file in newest_first[KEPT:]:
        file.unlink(missing_ok=True)
