"""`manage.py verify`: does everything still hold together, and if not, what is the first thing that does not?"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError

from documents.models import Binder, Document, Event
from tranches.models import EscrowAgreement
from tranches.verification import findings

CLEAN, FOUND, COULD_NOT_CHECK = 0, 1, 2


class Command(BaseCommand):
    """Exit 0: clean. Exit 1: the first finding is named. Exit 2: it could not be checked."""

    help = "Check the invariants I1-I7 and the walls; exit 0 clean, 1 findings, 2 could not check."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--agreement", metavar="REF", help="only this agreement (chains and files are always checked)"
        )
        parser.add_argument("--all", action="store_true", help="name every finding, not only the first")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            code = self._verify(options["agreement"], every=options["all"])
        except (DatabaseError, OSError) as trouble:
            self.stderr.write(f"Could not check: {trouble}")
            code = COULD_NOT_CHECK
        if code:
            raise SystemExit(code)

    def _verify(self, reference: str | None, *, every: bool) -> int:
        agreements = list(EscrowAgreement.objects.select_related("binder").order_by("reference"))
        if reference is not None:
            agreements = [agreement for agreement in agreements if agreement.reference == reference]
            if not agreements:
                self.stderr.write(f"Could not check: no agreement {reference!r} is loaded.")
                return COULD_NOT_CHECK
        if Document.objects.exists() and not Path(settings.VAULT_ROOT).is_dir():
            self.stderr.write(f"Could not check: there is no vault at {settings.VAULT_ROOT}.")
            return COULD_NOT_CHECK
        found = list(findings(agreements))
        if not found:
            self.stdout.write(
                f"Clean: {len(agreements)} agreements, {Binder.objects.count()} binders, {Event.objects.count():,} events, "
                f"{Document.objects.count():,} documents."
            )
            return CLEAN
        for invariant, sentence in found if every else found[:1]:
            self.stdout.write(f"{invariant}: {sentence}")
        if not every and len(found) > 1:
            self.stdout.write(f"And {len(found) - 1} more; verify --all names them.")
        return FOUND
