"""`manage.py demo [--rebuild]`: load the two demo deals once; print who may sign in."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.utils import timezone

from escrow_site.demo.cast import CAST, Credentials
from escrow_site.demo.play import load_demo, references
from escrow_site.demo.state import State, what_is_there
from parties.models import User


class Command(BaseCommand):
    """Load the demo where nothing is yet, do nothing where it is, and leave an office's own database alone."""

    help = "Load the demo deals with their users, unless they are there; --rebuild makes them anew."

    def add_arguments(self, parser: CommandParser) -> None:
        """One choice: keep what is there, or begin anew."""
        parser.add_argument(
            "--rebuild",
            action="store_true",
            help="remove the demo's database and vault in var/ and make both anew",
        )

    def handle(self, *args: Any, rebuild: bool = False, **options: Any) -> None:
        """Look what is there, then load, print or refuse."""
        credentials = Credentials(settings.VAR_DIR / "demo_users")
        if rebuild:
            self._clear(credentials)
            call_command("prepare", no_demo=True, stdout=self.stdout, stderr=self.stderr)
        there = what_is_there()
        if there is State.OTHERS:
            self.stdout.write(
                "The demo is loaded into an empty database only. This one has agreements or accounts of its own, "
                "so it was left as it is."
            )
            return
        if there is State.NOTHING:
            self.stdout.write("Loading the demo: two deals, one of them played through its years …")
            load_demo(credentials.read() or credentials.make(), now=timezone.now())
        self._print_users(credentials)

    def _print_users(self, credentials: Credentials) -> None:
        passwords = credentials.read()
        if not passwords:
            self.stdout.write(
                f"The demo is loaded, but the file with its passwords ({credentials.file}) is gone; make demo makes both anew."
            )
            return
        self.stdout.write(
            f"Demo deals {' and '.join(references())}. Demo users (none of them exists outside the demo; "
            f"kept in {credentials.file}):"
        )
        names = dict(User.objects.values_list("username", "person__name"))
        for member in CAST:
            self.stdout.write(
                f"  {member.role.label + ', ' + member.part.replace('_', ' '):<42}{member.username:<12}"
                f"{passwords.get(member.username, ''):<16}{names.get(member.username, '')}"
            )

    def _clear(self, credentials: Credentials) -> None:
        """Remove database, vault and passwords of the demo. Refuses wherever something else could be lost."""
        database = Path(settings.VAR_DIR) / "db.sqlite3"
        connection = connections[DEFAULT_DB_ALIAS]
        named = Path(str(connection.settings_dict["NAME"]))
        if (
            connection.vendor != "sqlite"
            or named != database
            or Path(settings.VAULT_ROOT) != settings.VAR_DIR / "vault"
        ):
            raise CommandError(
                f"The demo is rebuilt in {settings.VAR_DIR} only, and DATABASE_URL or ESCROW_VAULT point elsewhere. Records are "
                "never removed from a database: make an empty one, name it in DATABASE_URL, and run manage.py prepare."
            )
        try:
            there = what_is_there()
        except DatabaseError:
            there = State.OTHERS
        if there is State.OTHERS:
            raise CommandError(
                f"{database} holds agreements or accounts that are not the demo's, or cannot be read, so nothing was removed. "
                "Move it and the vault beside it away yourself, then run make demo again."
            )
        connection.close()
        for suffix in ("", "-wal", "-shm"):
            Path(f"{database}{suffix}").unlink(missing_ok=True)
        shutil.rmtree(settings.VAULT_ROOT, ignore_errors=True)
        credentials.file.unlink(missing_ok=True)
