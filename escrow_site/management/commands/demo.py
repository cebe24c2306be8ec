"""`manage.py demo [--rebuild]`: load the two demo deals once; print who may sign in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DEFAULT_DB_ALIAS, connections
from django.utils import timezone

from documents.signing.key import make_demo_key
from escrow_site.demo.cast import CAST, Credentials
from escrow_site.demo.play import load_demo, references
from escrow_site.demo.rebuild import database_file, reason_not_to, remove
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
            if refusal := reason_not_to():
                raise CommandError(refusal)
            connections[DEFAULT_DB_ALIAS].close()
            remove(database=database_file(), vault=Path(settings.VAULT_ROOT), credentials=credentials)
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
            make_demo_key(Path(settings.DEMO_SIGNING_KEY))
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
