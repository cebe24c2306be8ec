"""`manage.py restore FILE [--replace] [--against HEADS]`: everything is checked on a copy before anything is touched."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection
from django.utils import timezone

from escrow_site.backup.engines import DRIVER_ERRORS, NotPossible
from escrow_site.backup.restoring import Refused, restore_backup
from tranches.management.commands.verify import heads_in

IN_PLACE, REFUSED, NOT_DONE = 0, 1, 2


class Command(BaseCommand):
    """Exit 0: in place and clean. Exit 1: refused, or `verify` found something. Exit 2: it could not be done."""

    help = "Restore a backup; exit 0 in place and verified, 1 refused (nothing was touched) or findings, 2 could not be done."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What, over what, and what the record must extend."""
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument(
            "--replace",
            action="store_true",
            help="put it in place of a database that is not empty, which is kept under another name",
        )
        parser.add_argument(
            "--against",
            metavar="HEADS",
            help="refuse it unless its record extends this head, REFERENCE:count:digest, or each of a file of such lines",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore, or say why not."""
        heads, trouble = heads_in(options["against"]) if options["against"] is not None else ([], "")
        if trouble:
            self._stop(NOT_DONE, f"Nothing was touched: {trouble}")
        try:
            done = restore_backup(
                file=options["file"], replace=options["replace"], kept_heads=heads, now=timezone.now()
            )
        except Refused as refusal:
            self._stop(REFUSED, "Nothing was touched.", *refusal.reasons)
        except (NotPossible, ImproperlyConfigured, DatabaseError, OSError, *DRIVER_ERRORS) as trouble_found:
            self._stop(NOT_DONE, f"Not restored: {trouble_found}")
        for sentence in done.compared:
            self.stdout.write(sentence)
        if done.kept_aside:
            self.stdout.write(f"The database that was here is kept as {done.kept_aside}.")
        if connection.vendor == "postgresql":
            self.stdout.write(
                "Privileges are not in a backup: grant the application’s role its privileges again."
            )
        if done.findings:
            self._stop(REFUSED, "In place, but verify finds:", *done.findings)
        self.stdout.write(
            f"Restored {options['file'].name} of {done.manifest.made_at}: {len(done.manifest.heads)} binders; verified, clean."
        )

    def _stop(self, code: int, *sentences: str) -> NoReturn:
        for sentence in sentences:
            self.stderr.write(sentence)
        raise SystemExit(code)
