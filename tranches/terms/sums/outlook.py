"""What would become of the shares if the figures to come were these: released, kept and returned, year by year (SPA 5.2).

Pure. Figures on record stand unless the caller replaces them; a year without a figure yields nothing yet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tranches.terms.agreement_terms import AgreementTerms, TrancheTerms
from tranches.terms.errors import TermsError
from tranches.terms.sums.assessment import Governed, GovernedQuantity, assess
from tranches.terms.sums.figures import grouped, grouped_decimal, shortened
from tranches.terms.sums.results import Assessment


@dataclass(frozen=True)
class YearOutlook:
    """One year: its figure, what its tranche gives, and what its report moves.

    `own` is released on its own figure, `later` restored by later years or fixed by a paper, `released` both; `kept` the rest.
    `by_report` counts what the report of this year releases, to earlier tranches too; `kept_after` all that is kept then.
    None while the year has no figure.
    """

    terms: TrancheTerms
    actual: Fraction | None
    recorded: bool
    own: int | None
    later: int | None
    released: int | None
    kept: int | None
    by_report: int | None
    kept_after: int


@dataclass(frozen=True)
class Outlook:
    """All years. What is kept when every year is known goes back at expiry (SPA 5.2(1)); before that nothing is final."""

    years: tuple[YearOutlook, ...]
    released: int
    kept: int
    waiting: tuple[int, ...]

    @property
    def complete(self) -> bool:
        """Whether every year has a figure."""
        return all(year.actual is not None or year.released is not None for year in self.years)

    @property
    def returned(self) -> int | None:
        """What goes back to the issuer at expiry; None while a year without a figure may still restore shares."""
        return self.kept if self.complete else None

    @property
    def open_shares(self) -> int:
        """The shares of the years without a figure."""
        return sum(year.terms.shares for year in self.years if year.released is None)


def merge(
    recorded: Mapping[int, Fraction], supposed: Mapping[int, Fraction], *, replace_recorded: bool
) -> dict[int, Fraction]:
    """The recorded figures with the supposed ones; one that contradicts the record is refused unless it may replace it."""
    for number, amount in supposed.items():
        if not replace_recorded and recorded.get(number, amount) != amount:
            sentence = (
                f"Tranche {number} has {grouped(recorded[number])} on record. Leave it out, or say that figures on record "
                "are to be replaced for this question."
            )
            raise TermsError("recorded_figure", sentence, f"actual-{number}", str(amount))
    return dict(recorded) | dict(supposed)


def outlook(
    terms: AgreementTerms,
    actuals: Mapping[int, Fraction],
    *,
    recorded: Mapping[int, Fraction] | None = None,
    governed: Governed | None = None,
    terms_for_excess: Mapping[int, AgreementTerms] | None = None,
) -> Outlook:
    """Assess the figures and lay the result out by year. `recorded` only marks which figures are on record.

    `terms_for_excess` are the versions that years were assessed under, where they are others than `terms`.
    """
    assessed = assess(terms, actuals, governed=governed, terms_for_excess=terms_for_excess, derive=False)
    moved = _moved(assessed, governed or {})
    years: list[YearOutlook] = []
    kept = 0
    for tranche in terms.tranches:
        number, result = tranche.number, assessed.tranche(tranche.number)
        on_record = (recorded or {}).get(number)
        is_recorded = on_record is not None and on_record == actuals.get(number)
        by_report = moved.get(number, 0) if result else None
        kept += (tranche.shares if result else 0) - (by_report or 0)
        if result is None:
            years.append(YearOutlook(tranche, None, is_recorded, None, None, None, None, by_report, kept))
            continue
        later = result.entitled - result.own_release
        years.append(
            YearOutlook(
                tranche,
                result.actual,
                is_recorded,
                result.own_release,
                later,
                result.entitled,
                result.kept,
                by_report,
                kept,
            )
        )
    return Outlook(tuple(years), assessed.released, assessed.kept, assessed.waiting_credits)


def _moved(assessed: Assessment, governed: Governed) -> dict[int, int]:
    """By year, the shares that its report releases; what a paper fixed later counts in the year after which it did."""
    moved = {result.number: result.own_release for result in assessed.tranches}
    restored: dict[int, int] = {}
    for use in assessed.offsets:
        moved[use.from_number] += use.shares
        restored[use.to_number] = restored.get(use.to_number, 0) + use.shares
    for result in assessed.tranches:
        rest = result.entitled - result.own_release - restored.get(result.number, 0)
        if rest:
            moved[_fixed_after(result.number, governed, moved)] += rest
    return moved


def _fixed_after(number: int, governed: Governed, known: Mapping[int, int]) -> int:
    """The last year after which a quantity was fixed for the tranche; its own where that year is not known."""
    given = governed.get(number, ())
    fixes: Sequence[GovernedQuantity] = [given] if isinstance(given, GovernedQuantity) else given
    years = [fix.after for fix in fixes if fix.after in known]
    return years[-1] if years and years[-1] is not None else number


def against_target(unit: str, target: Fraction, actual: Fraction) -> str:
    """`RMB 65,000,000 below the target of RMB 665,000,000.`"""
    goal = f"the target of {unit} {grouped_decimal(target)}"
    if actual == target:
        return f"Just {goal}."
    side = "below" if actual < target else "above"
    change = shortened(abs(actual - target) / target * 100)
    return f"{unit} {grouped_decimal(abs(actual - target))} ({change} %) {side} {goal}."


def what_follows(assessment: Assessment, number: int) -> tuple[str, ...]:
    """What an assessment gives for a year, and by the offsets of that year for earlier ones, in sentences."""
    found = []
    for result in assessment.tranches:
        if result.number == number:
            due = f"{result.entitled:,} of {result.shares:,} shares fall due, {result.kept:,} are kept"
            found.append(f"Tranche {number}: {due}.")
    for offset in assessment.offsets:
        if number in (offset.from_number, offset.to_number) and offset.shares:
            found.append(
                f"Tranche {offset.to_number}: {offset.shares:,} shares of it are restored by the excess of year {offset.from_number}."
            )
    return tuple(found)
