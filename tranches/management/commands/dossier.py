"""`manage.py dossier AGREEMENT`: the whole record of a deal in one archive that checks itself."""

import os
import sys
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandParser

from documents.actor import system_actor
from documents.errors import RuleViolation
from tranches.keeping.services.dossiers import make_dossier_by_operator
from tranches.models import EscrowAgreement
from tranches.selectors.access import now_for


class Command(BaseCommand):
    """Exit 0: the archive stands whole under its name; 2: it does not, and nothing was recorded."""

    help = "Write the dossier of an agreement: its journal, papers, shares and proofs, with a verifier that needs nothing else."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("agreement", help="its reference, KX-2025")
        parser.add_argument(
            "--out", type=Path, help="the file to write; dossier-REFERENCE.zip here, if not given"
        )
        parser.add_argument("--purpose", default="taken on the command line", help="what it is for; recorded")

    def handle(self, *args: Any, **options: Any) -> None:
        agreement = (
            EscrowAgreement.objects.filter(reference=options["agreement"]).select_related("binder").first()
        )
        if agreement is None:
            self._stop(f"There is no agreement {options['agreement']}.")
        target: Path = options["out"] or Path(f"dossier-{agreement.reference}.zip")
        if target.exists():
            self._stop(f"{target} is there already. Move it away or name another file with --out.")
        try:
            digest = self._write(agreement, target, options["purpose"])
        except (RuleViolation, OSError) as trouble:
            self._stop(
                trouble.sentence if isinstance(trouble, RuleViolation) else f"{target}: {trouble.strerror}."
            )
        self.stdout.write(f"{target}: {target.stat().st_size:,} bytes; SHA-256 of its index {digest}.")
        self.stdout.write(
            f"Check it anywhere:  python3 -I verify.py {target.name}   (verify.py and README.txt are in it)"
        )

    def _write(self, agreement: EscrowAgreement, target: Path, purpose: str) -> str:
        """Write beside the target and rename: a file of that name is whole."""
        unfinished = target.with_name(f".{target.name}.part")
        try:
            with unfinished.open("x+b") as file:
                digest = make_dossier_by_operator(
                    agreement=agreement,
                    purpose=purpose,
                    target=file,
                    actor=system_actor("dossier"),
                    now=now_for(agreement),
                )
                file.flush()
                os.fsync(file.fileno())
            unfinished.rename(target)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
        return digest

    def _stop(self, sentence: str) -> NoReturn:
        self.stderr.write(sentence)
        sys.exit(2)
