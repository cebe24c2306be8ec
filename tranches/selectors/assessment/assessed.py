"""What the terms yielded as of a day, as known at a moment: the reports that counted then, and the assessment over just those."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django.db.models import F, Q

from tranches.models import Assessment, EscrowAgreement, InstructionLine, Report
from tranches.selectors.ledger.as_of import AsOf, terms_as_of
from tranches.terms.currencies import MINOR_PLACES
from tranches.terms.sums.assessment import assess
from tranches.terms.sums.figures import plain_decimal


def actuals_then(agreement: EscrowAgreement, seen: AsOf) -> dict[int, Fraction]:
    """The figure of each year by the newest report received by then, in major units; a later correction does not count yet."""
    rows = Report.objects.filter(seen.where("received_on"), tranche__agreement=agreement)
    return {
        number: Fraction(minor, 10 ** MINOR_PLACES[currency])
        for number, minor, currency in rows.order_by("number").values_list(
            "tranche__number", "actual_minor", "currency"
        )
    }


def result_then(agreement: EscrowAgreement, seen: AsOf) -> Mapping[str, Any] | None:
    """The plain result over the figures of then; None before the first report.

    It is the newest assessment known then that rests on exactly these figures. Where reports were recorded in another order than
    they were received there is none: then the terms are run over the figures again, unless a governing paper fixed a quantity
    (what it fixes depends on when it came, so no figure is better than a wrong one).
    """
    actuals = actuals_then(agreement, seen)
    if not actuals:
        return None
    wanted = {str(number): plain_decimal(actual) for number, actual in actuals.items()}
    for made in Assessment.objects.filter(seen.where(), agreement=agreement).order_by("-number"):
        if made.actuals == wanted:
            return dict(made.result)
    fixing = Q(origin=InstructionLine.Origin.GOVERNED) | (
        Q(origin=InstructionLine.Origin.OWN) & ~Q(computed_shares=F("shares"))
    )
    if InstructionLine.objects.filter(fixing, instruction__agreement=agreement).exists():
        return {"tranches": [], "derivation": []}
    return assess(terms_as_of(agreement, seen), actuals).to_plain()
