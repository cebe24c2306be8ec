"""`manage.py assess DEAL`: what the terms give for given actuals. Reads, computes, prints; writes nothing."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from fractions import Fraction
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser

from documents.errors import RuleViolation
from tranches.terms.agreement_terms import AgreementTerms
from tranches.terms.deal import deal_file
from tranches.terms.deal.checks import check
from tranches.terms.errors import TermsError
from tranches.terms.sums.assessment import Assessment, Governed, assess
from tranches.terms.sums.figures import exact, plain_decimal
from tranches.terms.sums.scenarios import Scenario, parse_actuals, parse_csv, parse_overrides
from tranches.terms.tables import many_scenarios, one_scenario

WRONG_INPUT = 2
LARGEST_CSV = 50_000_000


class WrongInput(CommandError):
    """What the user gave cannot be used; its text is the one sentence that says so."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, returncode=WRONG_INPUT)


class Command(BaseCommand):
    """Assess a deal file or a loaded agreement, for one scenario or for thousands."""

    help = "Assess a deal for given actuals, exactly, and show how the figures come about."
    requires_system_checks = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Django's parser, which raises instead of printing its usage; options are not abbreviated."""
        parser = super().create_parser(prog_name, subcommand, allow_abbrev=False, **kwargs)
        parser.called_from_command_line = False
        return parser

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The arguments of issue 2."""
        parser.add_argument(
            "deal", metavar="DEAL", help="a deal file, or the reference of a loaded agreement"
        )
        parser.add_argument(
            "--actual",
            metavar="N=AMOUNT",
            action="append",
            default=[],
            help="the actual of tranche N; may be given again for other tranches",
        )
        parser.add_argument(
            "--scenarios",
            metavar="FILE.csv",
            help="header name,1,2 and so on; one scenario a row; blank: not known",
        )
        parser.add_argument(
            "--set", metavar="NAME=VALUE", action="append", default=[], help="another reading for this call"
        )
        parser.add_argument("--format", choices=("table", "json"), default="table")

    def run_from_argv(self, argv: list[str]) -> None:
        """As Django's, but a refusal is its sentence alone on stderr, and exit code 2."""
        try:
            super().run_from_argv(argv)
        except CommandError as refusal:  # from the parser, outside Django's own handling
            message = str(refusal).removeprefix("Error: ")
            self._refuse(f"{message[:1].upper()}{message[1:]}; see {argv[0]} {argv[1]} --help.")

    def execute(self, *args: Any, **options: Any) -> str | None:
        """As Django's; from the command line a refusal ends the process, from code it is raised."""
        try:
            return super().execute(*args, **options)
        except WrongInput as refusal:
            if getattr(self, "_called_from_command_line", False):
                self._refuse(str(refusal))
            raise

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the deal, the readings and the scenarios; assess; print."""
        try:
            deal: str = options["deal"]
            terms, recorded, governed, versions = _terms(deal)
            if overrides := parse_overrides(options["set"]):
                terms = terms.with_settings(**overrides)
                check(terms)
                versions = {number: each.with_settings(**overrides) for number, each in versions.items()}
            scenarios = _scenarios(terms, recorded, options["actual"], options["scenarios"])
        except (TermsError, RuleViolation) as refusal:
            raise WrongInput(str(refusal)) from None
        as_table = options["format"] == "table"
        derive = as_table and options["scenarios"] is None
        assessed = [
            (
                scenario,
                assess(terms, scenario.actuals, governed=governed, terms_for_excess=versions, derive=derive),
            )
            for scenario in scenarios
        ]
        if not as_table:
            self.stdout.write(json.dumps(_plain(terms, assessed), ensure_ascii=False))
        elif derive:
            self.stdout.write(one_scenario(terms, *assessed[0]))
        else:
            self.stdout.write(many_scenarios(terms, assessed))

    def _refuse(self, sentence: str) -> NoReturn:
        self.stderr.write(" ".join(sentence.split()))
        sys.exit(WRONG_INPUT)


# Terms in force, recorded actuals, quantities fixed by papers, and the versions that years were assessed by.
Found = tuple[AgreementTerms, dict[int, Fraction], Governed, dict[int, AgreementTerms]]


def _terms(deal: str) -> Found:
    """What there is to assess by; a path is read as a deal file, without the database."""
    path = Path(deal)
    if path.suffix == ".toml" or "/" in deal or "\\" in deal or path.exists():
        return deal_file.load(path), {}, {}, {}
    return _loaded(deal)


def _loaded(reference: str) -> Found:
    """What is on record: a quantity that a settlement, award or judgment fixed stands, whatever is supposed elsewhere."""
    from django.db import DatabaseError

    from tranches.selectors.terms import current_terms, recorded_actuals, recorded_versions
    from tranches.services.assessment.assessing import recorded_governed

    try:
        return (
            current_terms(reference),
            dict(recorded_actuals(reference)),
            recorded_governed(reference),
            recorded_versions(reference),
        )
    except DatabaseError:
        sentence = f"The database cannot be read, so {reference} cannot be found; name a deal file instead."
        raise TermsError("database_unreadable", sentence, "deal", reference) from None


def _scenarios(
    terms: AgreementTerms, recorded: dict[int, Fraction], actuals: list[str], csv_path: str | None
) -> list[Scenario]:
    """One scenario of recorded and given actuals, or those of the file; both at once is refused."""
    if csv_path is None:
        given = parse_actuals(actuals, terms)
        name = "given" if given else "recorded" if recorded else "nothing known"
        return [Scenario(name, recorded | given)]
    if actuals:
        sentence = "Give either --actual or --scenarios, not both; put the actuals into the file."
        raise TermsError("both_given", sentence, "scenarios", csv_path)
    return parse_csv(_csv_text(csv_path), terms)


def _csv_text(csv_path: str) -> str:
    try:
        with Path(csv_path).open("rb") as file:
            content = file.read(LARGEST_CSV + 1)
        if len(content) > LARGEST_CSV:
            sentence = f"The scenarios in {csv_path} are larger than 50 MB; split the file."
            raise TermsError("unreadable_file", sentence, "scenarios", csv_path)
        return content.decode("utf-8-sig")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "it is not UTF-8 text"
        sentence = f"The scenarios in {csv_path} cannot be read: {reason}."
        raise TermsError("unreadable_file", sentence, "scenarios", csv_path) from None


def _plain(terms: AgreementTerms, assessed: list[tuple[Scenario, Assessment]]) -> dict[str, Any]:
    """The JSON of issue 2: share counts are integers, exact values `p/q`, amounts decimal text."""
    return {
        "deal": terms.reference,
        "settings": terms.settings.texts(),
        "scenarios": [_plain_scenario(scenario, assessment) for scenario, assessment in assessed],
    }


def _plain_scenario(scenario: Scenario, assessment: Assessment) -> dict[str, Any]:
    return {
        "name": scenario.name,
        "tranches": [
            {
                "number": result.number,
                "shares": result.shares,
                "target": plain_decimal(result.target),
                "actual": None if result.actual is None else plain_decimal(result.actual),
                "deducted": exact(result.deducted),
                "own_release": result.own_release,
                "entitled": result.entitled,
                "kept": result.kept,
            }
            for result in assessment.tranches
        ],
        "offsets": [
            {
                "from": each.from_number,
                "to": each.to_number,
                "exact": exact(each.exact),
                "shares": each.shares,
            }
            for each in assessment.offsets
        ],
        "released": assessment.released,
        "kept": assessment.kept,
    }
