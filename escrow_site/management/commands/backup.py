"""`manage.py backup [--out DIR]`: one sealed file while the desk goes on working, restored for a trial and verified."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand
from django.db import DatabaseError
from django.utils import timezone

from documents.models import TaskRun
from documents.services.tasks import task_run
from escrow_site.backup.archive import BadArchive
from escrow_site.backup.engines import DRIVER_ERRORS, NotPossible
from escrow_site.backup.making import make_backup

MADE, FOUND, NOT_MADE = 0, 1, 2


class Command(BaseCommand):
    """Exit 0: made, restored for a trial, clean. Exit 1: the trial found something. Exit 2: no backup could be made."""

    help = "Back up database and filed documents; exit 0 made and tried, 1 the trial restore found something, 2 not made."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to."""
        parser.add_argument("--out", metavar="DIR", type=Path, default=Path(settings.VAR_DIR) / "backups")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it and say so in one line."""
        with task_run(TaskRun.Task.BACKUP, timezone.now) as run:
            run.said = self._made(options["out"])
            self.stdout.write(run.said)

    def _made(self, folder: Path) -> str:
        try:
            made = make_backup(folder=folder, now=timezone.now())
        except (
            NotPossible,
            BadArchive,
            ImproperlyConfigured,
            DatabaseError,
            OSError,
            *DRIVER_ERRORS,
        ) as trouble:
            self.stderr.write(f"No backup was made: {trouble}")
            raise SystemExit(NOT_MADE) from trouble
        if made.findings:
            for finding in made.findings:
                self.stderr.write(finding)
            self.stdout.write(
                f"No backup: the trial restore has {len(made.findings)} findings. What was taken is kept unsealed as {made.file}, "
                "for whoever looks into it; restore refuses it."
            )
            raise SystemExit(FOUND)
        manifest = made.manifest
        events = sum(int(head.split(":")[-2]) for head in manifest.heads)
        return (
            f"Backup {made.file}: {len(manifest.heads)} binders, {events:,} events, {len(list(manifest.files())):,} files, "
            f"{made.file.stat().st_size:,} bytes, SHA-256 {made.sha256} before its seal; restored for a trial, verified, clean."
        )
