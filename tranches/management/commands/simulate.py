"""`manage.py simulate DEAL --actuals …`: play the whole life of a deal file by the services, under a simulated clock."""

from __future__ import annotations

from argparse import ArgumentParser
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from documents.errors import RuleViolation
from tranches.models import Account
from tranches.papers.common import metric_of
from tranches.selectors.ending.closing import closing_of
from tranches.selectors.ledger.balances import balances
from tranches.simulation.life import simulate
from tranches.terms.agreement_terms import AgreementTerms
from tranches.terms.deal import deal_file
from tranches.terms.errors import TermsError
from tranches.terms.sums.figures import parse_decimal

REFUSED = 1
SUFFIX = "-SIM"


class Command(BaseCommand):
    """Load a deal as a simulation and play it from the deposit to its closing; all of it stands, or nothing does."""

    help = "Play a deal file from deposit to closing under a simulated clock. A refusal is one sentence, exit code 1."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The deal file, one figure for each tranche, and the reference it stands under."""
        parser.add_argument("deal", metavar="DEAL", help="the deal file (TOML)")
        parser.add_argument(
            "--actuals",
            metavar="A,B,…",
            required=True,
            help="the actual of each tranche in order, in the scale the papers print the targets in (millions, say)",
        )
        parser.add_argument(
            "--unit",
            metavar="N",
            type=int,
            default=0,
            help="the scale of --actuals instead: 1 for full amounts",
        )
        parser.add_argument(
            "--reference", metavar="REF", default="", help=f"its reference; else the file's own with {SUFFIX}"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, play, and say where every share ended."""
        try:
            source = deal_file.read(options["deal"])
            terms = deal_file.parse_bytes(source, name=options["deal"])
            reference = options["reference"] or f"{terms.reference}{SUFFIX}"
            if not deal_file.usable_reference(reference):
                raise TermsError(
                    "wrong_value",
                    f"The reference {reference!r} cannot be used: at most 40 letters, digits, '-', '.' or '_'. Give --reference.",
                    "--reference",
                    reference,
                )
            scale = options["unit"] or metric_of(terms.tranches).scale
            actuals = parse_actuals(options["actuals"], terms, scale)
            agreement = simulate(terms, source, reference=reference, actuals=actuals)
        except (TermsError, RuleViolation) as refusal:
            raise CommandError(" ".join(refusal.sentence.split()), returncode=REFUSED) from None
        except DatabaseError:
            raise CommandError(
                "The database cannot be written, so nothing was played; bring it up to date with manage.py migrate.",
                returncode=REFUSED,
            ) from None
        standing, closing = balances(agreement), closing_of(agreement)
        self.stdout.write(
            f"{reference} is played as a simulation (actuals in units of {scale:,}): {standing.deposited:,} shares deposited, "
            f"{standing.total(Account.RECIPIENT):,} released, {standing.total(Account.CANCELLED):,} returned and cancelled, "
            f"{standing.in_escrow:,} in escrow; closed on {closing.closed_on.isoformat() if closing else 'no day'}."
        )


def parse_actuals(text: str, terms: AgreementTerms, scale: int) -> dict[int, Decimal]:
    """The figures in order, in major units. Refuses another number of them than tranches, and what is no exact decimal."""
    if scale < 1:
        raise TermsError(
            "wrong_value", f"--unit is {scale}; it is a whole number from 1.", "--unit", str(scale)
        )
    given, wanted = text.split(","), len(terms.tranches)
    if len(given) != wanted:
        raise TermsError(
            "wrong_count",
            f"--actuals gives {len(given)} figure{'' if len(given) == 1 else 's'}; {terms.reference} has {wanted} tranches.",
            "--actuals",
            text,
        )
    found: dict[int, Decimal] = {}
    for tranche, figure in zip(terms.tranches, given, strict=True):
        try:
            value: Fraction = parse_decimal(figure) * scale
        except ValueError:
            raise TermsError(
                "not_a_number",
                f"--actuals has {figure.strip()[:80]!r} for tranche {tranche.number}; write a decimal, such as 600 or -12.5.",
                "--actuals",
                figure,
            ) from None
        found[tranche.number] = Decimal(value.numerator) / Decimal(value.denominator)
    return found
