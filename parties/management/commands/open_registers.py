"""`manage.py open_registers`: give the rows of a register that were brought along their opening entries and events, once."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from documents.actor import system_actor
from parties.services.opening import open_registers


class Command(BaseCommand):
    """For an installation whose register was filled before it was kept by acts. Running it again does nothing."""

    help = "Record, as an opening, what stands on the register without an entry; the journal says that it was one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--reason", required=True, help="where the rows came from; it is kept for good")

    def handle(self, *args: Any, **options: Any) -> None:
        opened = open_registers(
            actor=system_actor("open_registers"), now=timezone.now(), reason=options["reason"]
        )
        self.stdout.write(f"{opened} rows opened." if opened else "Every row stands by an entry already.")
