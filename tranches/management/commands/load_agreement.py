"""`manage.py load_agreement FILE`: a deal file, checked whole, becomes an agreement with its tranches, all pending."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone

from documents.actor import system_actor
from documents.errors import RuleViolation
from tranches.services.agreement.agreements import load_agreement
from tranches.terms.agreement_terms import AgreementTerms
from tranches.terms.deal import deal_file
from tranches.terms.errors import TermsError

REFUSED = 1


class Refused(CommandError):
    """The file was not loaded; its text says why, a line for each thing that is wrong. Nothing was written."""

    def __init__(self, sentence: str) -> None:
        lines = (" ".join(line.split()) for line in sentence.splitlines())
        super().__init__("\n".join(lines), returncode=REFUSED)


class Command(BaseCommand):
    """Load a deal file: the whole file is checked before anything is written, and what is written is written at once."""

    help = "Check a deal file and load it as an escrow agreement. A refusal is a sentence for each thing that is wrong, exit code 1."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Django's parser, which raises instead of printing its usage; options are not abbreviated."""
        parser = super().create_parser(prog_name, subcommand, allow_abbrev=False, **kwargs)
        parser.called_from_command_line = False
        return parser

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, and how to keep a second agreement beside the one of the same file."""
        parser.add_argument("file", metavar="FILE", help="the deal file (TOML)")
        parser.add_argument(
            "--reference",
            default="",
            metavar="REF",
            help="load it under this reference, not under the file's own",
        )
        parser.add_argument(
            "--simulation", action="store_true", help="mark it as a simulation on every page and paper"
        )

    def run_from_argv(self, argv: list[str]) -> None:
        """As Django's, but a refusal is its sentence alone on stderr, and exit code 1."""
        try:
            super().run_from_argv(argv)
        except CommandError as refusal:  # from the parser, outside Django's own handling
            message = str(refusal).removeprefix("Error: ")
            self._end(f"{message[:1].upper()}{message[1:]}; see {argv[0]} {argv[1]} --help.")

    def execute(self, *args: Any, **options: Any) -> str | None:
        """As Django's; from the command line a refusal ends the process, from code it is raised."""
        try:
            return super().execute(*args, **options)
        except Refused as refusal:
            if getattr(self, "_called_from_command_line", False):
                self._end(str(refusal))
            raise

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, check, load; say what is there now."""
        try:
            source = deal_file.read(options["file"])
            terms = _under(deal_file.parse_bytes(source, name=options["file"]), options["reference"])
            agreement = load_agreement(
                terms=terms,
                source=source,
                actor=system_actor("load_agreement"),
                now=timezone.now(),
                is_simulation=options["simulation"],
            )
        except TermsError as refusal:
            raise Refused(refusal.sentence) from None
        except RuleViolation as refusal:
            raise Refused(refusal.sentence) from None
        except DatabaseError:
            raise Refused(
                "The database cannot be written, so nothing was loaded; bring it up to date with manage.py migrate."
            ) from None
        self.stdout.write(
            f"{agreement.reference} is loaded{' as a simulation' if agreement.is_simulation else ''}: {agreement.title}, "
            f"{len(terms.tranches)} tranches, {terms.total_shares:,} shares, terms version 1."
        )

    def _end(self, sentence: str) -> NoReturn:
        self.stderr.write(sentence)
        sys.exit(REFUSED)


def _under(terms: AgreementTerms, reference: str) -> AgreementTerms:
    """The terms under another reference than the file's own, or as they are."""
    if not reference:
        return terms
    if not deal_file.usable_reference(reference):
        raise TermsError(
            "wrong_value",
            f"--reference is {reference!r}; it takes at most 40 letters, digits, '-', '.' or '_', a letter or digit first.",
            "--reference",
            reference,
        )
    return replace(terms, reference=reference)
