"""Deals for the tests of the terms: the sample, and any other made from it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path

from tranches.terms.agreement_terms import AgreementTerms
from tranches.terms.deal import deal_file

SAMPLE = Path(__file__).parents[2] / "tranches" / "deals" / "kaixin.toml"
MILLION = 10**6
Actuals = Mapping[int, Fraction]


@cache
def sample() -> AgreementTerms:
    """The Kaixin deal as shipped."""
    return deal_file.load(SAMPLE)


def millions(*values: int | str | None) -> dict[int, Fraction]:
    """Actuals of the years 1, 2, … in millions; `None` is a year not known."""
    return {
        number: Fraction(value) * MILLION for number, value in enumerate(values, start=1) if value is not None
    }


def deal(
    bases: Sequence[int], targets: Sequence[Fraction | int], *, payout: str = "pro_rata", **settings: object
) -> AgreementTerms:
    """A deal with these bases and targets, one a year, under these readings."""
    first = sample().tranches[0]
    tranches = tuple(
        replace(
            first,
            number=number,
            starts_on=date(2024 + number, 12, 1),
            ends_on=date(2025 + number, 11, 30),
            shares=base,
            target=Fraction(target),
            payout=payout,
        )
        for number, (base, target) in enumerate(zip(bases, targets, strict=True), start=1)
    )
    return replace(sample(), tranches=tranches, total_shares=sum(bases)).with_settings(**settings)


def entitled(terms: AgreementTerms, actuals: Actuals) -> list[int]:
    """The whole shares of each known year."""
    from tranches.terms.sums.assessment import assess

    return [result.entitled for result in assess(terms, actuals, derive=False).tranches]
