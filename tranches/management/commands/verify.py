"""`manage.py verify`: does everything still hold together, and if not, what is the first thing that does not?"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand
from django.db import DatabaseError
from django.utils import timezone

from documents.journal.heads import Head, parse_head
from documents.journal.verify import against, chain_findings
from documents.models import Binder, Document, Event, VerificationRun
from documents.selectors.verifications import EVERYTHING, KEPT_HEADS, OF_AN_AGREEMENT
from documents.services.verifying import write_run
from tranches.models import EscrowAgreement
from tranches.verification import findings

CLEAN, FOUND, COULD_NOT_CHECK = 0, 1, 2
RESULTS = {
    CLEAN: VerificationRun.Result.CLEAN,
    FOUND: VerificationRun.Result.FOUND,
    COULD_NOT_CHECK: VerificationRun.Result.UNCHECKED,
}


def heads_in(given: str) -> tuple[list[Head], str]:
    """The heads of the argument: one head, or a file with one on each line (blank lines and # left out); or what is wrong with it."""
    if (head := parse_head(given)) is not None:
        return [head], ""
    file = Path(given)
    if not file.is_file():
        return [], f"{given!r} is neither a head, REFERENCE:count:digest, nor a file of heads."
    heads = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        head = parse_head(line)
        if head is None:
            return [], f"line {number} of {given} is no head, REFERENCE:count:digest."
        heads.append(head)
    return heads, "" if heads else f"{given} holds no head."


class Command(BaseCommand):
    """Exit 0: clean. Exit 1: the first finding is named. Exit 2: it could not be checked."""

    help = "Check the invariants I1-I8, or a head that was kept; exit 0 clean, 1 findings, 2 could not check."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--agreement", metavar="REF", help="only this agreement (chains and files are always checked)"
        )
        parser.add_argument("--all", action="store_true", help="name every finding, not only the first")
        parser.add_argument(
            "--against",
            metavar="HEAD",
            help="hold the record against a head that was kept, REFERENCE:count:digest as mail prints it, or a file of such lines",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.found: list[str] = []
        self.scope = ""  # what was looked at, once it is known to be there
        try:
            if options["against"] is not None:
                code = self._against(options["against"])
            else:
                code = self._verify(options["agreement"], every=options["all"])
        except (DatabaseError, ImproperlyConfigured, OSError, UnicodeDecodeError) as trouble:
            self.stderr.write(f"Could not check: {trouble}")
            code = COULD_NOT_CHECK
        if self.scope:
            self._write_down(code)
        if code:
            raise SystemExit(code)

    def _write_down(self, code: int) -> None:
        """Keep when it was checked and what came out. That it cannot be kept changes nothing about what was found."""
        result = RESULTS[FOUND if self.found else code]
        try:
            write_run(
                scope=self.scope,
                result=result,
                findings=self.found,
                made_by="manage.py verify",
                now=timezone.now(),
            )
        except DatabaseError as trouble:
            self.stderr.write(f"This run was not written down: {trouble}")

    def _against(self, given: str) -> int:
        """How kept heads stand to the record: extends (0); rolled back, forked, or its chain broken (1); could not check (2)."""
        heads, trouble = heads_in(given)
        if trouble:
            self.stderr.write(f"Could not check: {trouble}")
            return COULD_NOT_CHECK
        self.scope = KEPT_HEADS
        code = CLEAN
        for reference in sorted({head.binder_reference for head in heads}):
            code = max(
                code,
                self._against_binder(
                    reference, [head for head in heads if head.binder_reference == reference]
                ),
                key=(CLEAN, COULD_NOT_CHECK, FOUND).index,
            )
        return code

    def _against_binder(self, reference: str, heads: list[Head]) -> int:
        binder = Binder.objects.filter(reference=reference).first()
        if binder is None:
            self.stderr.write(
                f"Could not check: there is no binder {reference!r}. It is misspelt, or all {heads[-1].count:,} events are gone."
            )
            return COULD_NOT_CHECK
        code = CLEAN
        for finding in chain_findings(binder):
            self.stdout.write(f"I6 every chain is whole: {finding}")
            self.found.append(finding)
            code = FOUND
        for head, verdict in against(binder, heads):
            self.stdout.write(f"{reference}:{head.count}: {verdict.sentence}")
            if verdict.kind != "extends":
                self.found.append(f"{reference}:{head.count}: {verdict.sentence}")
                code = FOUND
        return code

    def _verify(self, reference: str | None, *, every: bool) -> int:
        agreements = list(EscrowAgreement.objects.select_related("binder").order_by("reference"))
        if reference is not None:
            agreements = [agreement for agreement in agreements if agreement.reference == reference]
            if not agreements:
                self.stderr.write(f"Could not check: no agreement {reference!r} is loaded.")
                return COULD_NOT_CHECK
        self.scope = f"{OF_AN_AGREEMENT}{reference}" if reference is not None else EVERYTHING
        if Document.objects.exists() and not Path(settings.VAULT_ROOT).is_dir():
            self.stderr.write(f"Could not check: there is no vault at {settings.VAULT_ROOT}.")
            return COULD_NOT_CHECK
        found = list(findings(agreements))
        self.found = [f"{invariant}: {sentence}" for invariant, sentence in found]
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
