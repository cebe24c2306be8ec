"""``manage.py prepare``: everything between installing and serving, quick when there is nothing to do."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor


class Command(BaseCommand):
    """Bring the database and the static files up to date, then load the demo's live deal unless it is there.

    One process for what would be four: starting Django takes longer than looking whether anything has to be done.
    """

    help = "Migrate, collect static files and load the demo, each only where needed; then serve."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--no-demo", action="store_true", help="leave the demo out: an office's own database"
        )

    def handle(self, *args: Any, no_demo: bool = False, **options: Any) -> None:
        settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
        connection = connections[DEFAULT_DB_ALIAS]
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Bringing the database up to date …")
            call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        self._collect_static_files()
        if not no_demo:
            call_command("demo", live=True, stdout=self.stdout, stderr=self.stderr)

    def _collect_static_files(self) -> None:
        """Collect and compress the static files unless those collected last time are still the same."""
        root = Path(settings.STATIC_ROOT)
        stamp = root / ".collected"
        wanted = _fingerprint_of_sources()
        if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
            return
        call_command("collectstatic", verbosity=0, interactive=False, clear=root.exists())
        stamp.write_text(wanted, encoding="ascii")


def _fingerprint_of_sources() -> str:
    """Return a digest over name, size and time of every static file's source."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            stat = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()
