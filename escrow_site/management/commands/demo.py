"""`manage.py demo [--rebuild | --live | --rest]`: load the demo once; print who may sign in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DEFAULT_DB_ALIAS, connections
from django.utils import timezone

from documents.signing.key import make_demo_key
from escrow_site.demo import progress
from escrow_site.demo.cast import CAST, Credentials
from escrow_site.demo.play import load_live, play_life, references
from escrow_site.demo.practice import CASES, play_practice
from escrow_site.demo.rebuild import database_file, reason_not_to, remove
from escrow_site.demo.state import State, what_is_there
from parties.models import User


class Command(BaseCommand):
    """Load the demo where nothing is yet, do nothing where it is, and leave an office's own database alone."""

    help = "Load the demo deals with their users, unless they are there; --rebuild makes them anew."

    def add_arguments(self, parser: CommandParser) -> None:
        """Keep what is there or begin anew; all of it, the first part, or the rest."""
        parser.add_argument(
            "--rebuild",
            action="store_true",
            help="remove the demo's database and vault in var/ and make both anew",
        )
        part = parser.add_mutually_exclusive_group()
        part.add_argument(
            "--live",
            action="store_true",
            help="only the deal by its real dates and the people: the desk can serve then",
        )
        part.add_argument(
            "--rest", action="store_true", help="only what is missing beside it, without the users' names"
        )

    def handle(
        self,
        *args: Any,
        rebuild: bool = False,
        live: bool = False,
        rest: bool = False,
        **options: Any,
    ) -> None:
        """Look what is there, then load, print or refuse."""
        credentials = Credentials(settings.VAR_DIR / "demo_users")
        if rebuild:
            self._remove(credentials)
        there = what_is_there()
        if there is State.OTHERS:
            if not rest:
                self.stdout.write(
                    "The demo is loaded into an empty database only. This one has agreements or accounts of its own, "
                    "so it was left as it is."
                )
            return
        if there is State.NOTHING:
            if rest:
                return
            self.stdout.write("Loading the demo: the deal by its real dates and its people …")
            make_demo_key(Path(settings.DEMO_SIGNING_KEY))
            load_live(credentials.read() or credentials.make(), now=timezone.now())
        if not live:
            self._play()
        if not rest:
            self._print_users(credentials)

    def _remove(self, credentials: Credentials) -> None:
        if refusal := reason_not_to():
            raise CommandError(refusal)
        connections[DEFAULT_DB_ALIAS].close()
        remove(database=database_file(), vault=Path(settings.VAULT_ROOT), credentials=credentials)
        call_command("prepare", no_demo=True, stdout=self.stdout, stderr=self.stderr)

    def _play(self) -> None:
        """Play what is missing of the practice cases and of the simulated deal, each once, whoever asks for it."""

        def told(line: str) -> None:
            progress.say(line)
            self.stdout.write(f"Demo: {line} …")
            self.stdout.flush()

        with progress.playing() as is_ours:
            if not is_ours:
                self.stdout.write("The demo is being played by another process already; it was left to it.")
                return
            played = play_practice(now=timezone.now(), told=told)
            played += play_life(told)
            if played:
                self.stdout.write(f"Demo: {len(CASES)} practice cases and {references()[1]} stand.")

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
