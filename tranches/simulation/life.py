"""A whole life by the main road: deposit, each year with its report, instruction and release, expiry, return, closing."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from itertools import count

from django.db import transaction

from documents.errors import RuleViolation
from tranches.models import EscrowAgreement, Instruction
from tranches.selectors.ending.closing import kept_shares
from tranches.selectors.ending.expiry import why_not_expired
from tranches.selectors.terms import terms_of
from tranches.services.agreement.agreements import load_agreement
from tranches.simulation.people import SYSTEM, Cast, dismiss, enrol
from tranches.simulation.stage import Stage
from tranches.terms.agreement_terms import AgreementTerms

REPORTED_AFTER = 16  # days after the year's end
LONGEST = 40  # letters of a reference (`deal_file.usable_reference`)


def simulate(
    terms: AgreementTerms, source: bytes, *, reference: str, actuals: Mapping[int, Decimal]
) -> EscrowAgreement:
    """Load the deal as a simulation under the reference and play it to its closing; all of it stands, or nothing does.

    `actuals` has the figure of every tranche in major units of its currency. Refuses a reference that is loaded already, and
    whatever a service refuses on the way.
    """
    if EscrowAgreement.objects.filter(reference=reference).exists():
        raise RuleViolation(
            "already_loaded",
            f"{reference} is already loaded and stays as it was played. Nothing was written. Play it once more under another "
            f"reference, such as --reference {_free(reference)}.",
        )
    terms = replace(terms, reference=reference, title=f"{terms.title} (simulated)")
    first = datetime.combine(terms.effective_on, time(1), tzinfo=UTC)
    with transaction.atomic():
        agreement = load_agreement(terms=terms, source=source, actor=SYSTEM, now=first, is_simulation=True)
        cast = enrol(agreement, since=terms.effective_on, now=first)
        stage = Stage(agreement, first, firm=cast.firm, accounts=cast.accounts)
        _begin(stage)
        for tranche in terms.tranches:
            _year(stage, cast, tranche.number, actuals[tranche.number])
        _end(stage, cast)
        dismiss(cast, now=stage.now)
    return agreement


def _free(reference: str) -> str:
    """The next reference of this beginning that nobody has, at most as long as a reference may be."""
    names = (f"{reference[: LONGEST - len(str(number)) - 1]}-{number}" for number in count(2))
    return next(name for name in names if not EscrowAgreement.objects.filter(reference=name).exists())


def _begin(stage: Stage) -> None:
    stage.go_on(days=10)
    stage.deposit(terms_of(stage.agreement).total_shares, "TA-1")
    stage.consent()


def _year(stage: Stage, cast: Cast, number: int, actual: Decimal) -> None:
    """The report some days after the year's end, then instruction, approvals, authorisation, and the transfer agent's answer."""
    stage.go_on(until=stage.terms_of(number).ends_on + timedelta(days=REPORTED_AFTER))
    stage.report(number, actual)
    stage.go_on()
    instruction = stage.instruct(number)
    _approve(stage, cast, instruction)
    stage.go_on()
    if not instruction.content["total_shares"]:
        stage.authorise_nothing(instruction)
        return
    release = stage.authorise(instruction)
    stage.send(release, f"courier SIM-{number}")
    stage.go_on(days=6)
    stage.confirmed(release, f"TA-{release.number + 1}")


def _end(stage: Stage, cast: Cast) -> None:
    """Wait for the day the terms may name, return what is kept, and close."""
    terms = terms_of(stage.agreement)
    stage.go_on(days=14)
    if terms.settings.expiry == "agreed_date" and terms.settings.expiry_on is not None:
        stage.go_on(until=terms.settings.expiry_on)
    reasons = why_not_expired(stage.agreement, stage.now)
    if reasons:
        raise RuleViolation("not_expired", f"The simulation does not come to its end. {' '.join(reasons)}")
    if kept_shares(stage.agreement):
        instruction = stage.return_kept()
        _approve(stage, cast, instruction)
        stage.go_on()
        release = stage.authorise_return(instruction)
        stage.send(release, "courier SIM-R")
        stage.go_on(days=6)
        stage.confirmed(release, "TA-R")
        stage.go_on(days=6)
        stage.cancelled(release, "ROM-1")
    stage.go_on()
    stage.close()


def _approve(stage: Stage, cast: Cast, instruction: Instruction) -> None:
    for account, letter in cast.signers:
        stage.go_on()
        stage.approve(instruction, account, letter)
