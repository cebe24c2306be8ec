"""The assessment: from terms and actuals to whole shares, exactly, with its derivation (SPA 5.1, 5.2).

Years are taken in order. A year without an actual yields nothing itself. A later year's own shares do not wait for
it; a later year's credit does, and is applied as if in order once it is known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from tranches.terms.agreement_terms import AgreementTerms, TrancheTerms
from tranches.terms.errors import TermsError
from tranches.terms.sums.derivation import (
    Step,
    credit_steps,
    governed_step,
    no_credit_steps,
    offset_steps,
    own_steps,
)
from tranches.terms.sums.figures import grouped, whole_shares
from tranches.terms.sums.offset import ExcessYear, OffsetUse, ShortYear
from tranches.terms.sums.results import Assessment, CreditResult, OffsetResult, TrancheResult
from tranches.terms.sums.rules import OFFSETS, payout_of, shortfall_of

__all__ = [
    "Amount",
    "Assessment",
    "CreditResult",
    "Governed",
    "GovernedQuantity",
    "OffsetResult",
    "TrancheResult",
    "assess",
    "proposal",
]

Amount = Fraction | int | Decimal


@dataclass(frozen=True)
class GovernedQuantity:
    """What a settlement, award, judgment or the instruction itself fixes for a tranche in place of the computed figure.

    `released` is the whole entitlement of that tranche (not an increment) once the year `after` has been assessed and
    its offsets applied; without `after`, what the year yields by itself. From there on the rest of the base counts as
    deducted, and as the shortfall that such a deduction answers to (rest ÷ base × target), so that a later excess can
    restore it like any deduction. A tranche fixed without an actual counts as known from its own year on, whatever
    `after` says: credits do not wait for it. Of several quantities for one tranche and year the last one governs. It
    is a fraction only where a paper counts in a later security line.
    """

    released: int | Fraction
    after: int | None = None


Governed = Mapping[int, GovernedQuantity | Sequence[GovernedQuantity]]


@dataclass
class _Year:
    """A known year while later ones are applied to it. Lives only inside `assess`."""

    terms: TrancheTerms
    actual: Fraction | None
    shortfall: Fraction
    deducted: Fraction
    own_release: int
    open_shortfall: Fraction
    entitled_exact: Fraction
    entitled: int
    governed: bool = False
    parts: list[Fraction] = field(default_factory=list)

    @property
    def short(self) -> ShortYear:
        return ShortYear(
            self.terms.number,
            self.terms.shares,
            self.terms.target,
            self.terms.shares - self.entitled_exact,
            self.open_shortfall,
        )

    def restore(self, use: OffsetUse, rounding: str) -> int:
        """Apply one offset; returns the whole shares added. The whole entitlement never falls."""
        before = self.entitled
        self.entitled_exact += use.restored
        self.open_shortfall = max(Fraction(0), self.open_shortfall - use.credit_used)
        self.entitled = max(before, whole_shares(self.entitled_exact, rounding))
        self.parts.append(use.restored)
        return self.entitled - before

    def fix(self, released: Fraction, rounding: str, *, own: bool) -> None:
        """Put the governed quantity in place of the computed one; the rest is open like a deduction."""
        rest = self.terms.shares - released
        self.entitled_exact, self.entitled = released, whole_shares(released, rounding)
        self.open_shortfall = rest * self.terms.target / self.terms.shares
        self.parts = [Fraction(self.terms.shares), -rest] if rest else [Fraction(self.terms.shares)]
        self.governed = True
        if own:
            self.deducted, self.own_release = rest, self.entitled

    def result(self) -> TrancheResult:
        return TrancheResult(
            self.terms.number,
            self.terms.shares,
            self.terms.target,
            self.actual,
            self.shortfall,
            self.deducted,
            self.own_release,
            self.entitled_exact,
            self.entitled,
            self.terms.shares - self.entitled,
            self.governed,
        )


def assess(
    terms: AgreementTerms,
    actuals: Mapping[int, Amount],
    *,
    governed: Governed | None = None,
    terms_for_excess: Mapping[int, AgreementTerms] | None = None,
    derive: bool = True,
) -> Assessment:
    """Assess the known years under the terms.

    `actuals` gives the measured figure by tranche number; a number missing is a year unknown. `governed` fixes
    quantities (see `GovernedQuantity`). `terms_for_excess` gives, for a year assessed under another version of the
    terms, that version: it governs that year's own figure and the offsets its excess makes (SPA 11.2: what was
    assessed stays). `derive=False` leaves the derivation out, for thousands of scenarios at once.

    Refuses, with a `TermsError`, an unknown tranche number and a governed quantity beyond the tranche.
    """
    known = {number: _exact_actual(terms, number, amount) for number, amount in actuals.items()}
    run = _Run(terms, known, _fixes(terms, governed or {}, known), terms_for_excess or {}, derive)
    for tranche in terms.tranches:
        run.take(tranche.number)
    return Assessment(
        terms.reference,
        tuple(year.result() for year in run.years.values()),
        tuple(run.offsets),
        tuple(run.credits),
        tuple(run.steps),
    )


def proposal(*, entitled: int, confirmed: int, reserved: int) -> int:
    """What an instruction may still propose: entitled less confirmed less reserved, never below zero."""
    return max(0, entitled - confirmed - reserved)


@dataclass
class _Run:
    """One pass over the years in order; all figures it hands out are exact."""

    terms: AgreementTerms
    actuals: Mapping[int, Fraction]
    fixes: Mapping[int, tuple[tuple[int, Fraction], ...]]
    versions: Mapping[int, AgreementTerms]
    derive: bool
    years: dict[int, _Year] = field(default_factory=dict)
    offsets: list[OffsetResult] = field(default_factory=list)
    credits: list[CreditResult] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    first_gap: int | None = None

    def take(self, number: int) -> None:
        """Assess one year: its own figure, the quantities fixed at it, then what its excess restores."""
        terms = self.versions.get(number, self.terms)
        tranche, actual = terms.tranche(number), self.actuals.get(number)
        fixed_here = self.fixes.get(number, ())
        own_fixes = tuple(fix for fix in fixed_here if fix[0] == number)
        if actual is not None:
            self._open(terms, tranche, actual)
        elif own_fixes:
            self.years[number] = _unreported(tranche)
        elif self.first_gap is None:
            self.first_gap = number
        self._fix(terms, number, own_fixes)
        if actual is not None:
            self._credit(terms, tranche, actual)
        self._fix(terms, number, tuple(fix for fix in fixed_here if fix[0] != number))

    def _open(self, terms: AgreementTerms, tranche: TrancheTerms, actual: Fraction) -> None:
        shortfall = shortfall_of(tranche, actual)
        payout = payout_of(tranche, shortfall)
        entitlement = tranche.shares - payout.deducted
        entitled = whole_shares(entitlement, terms.settings.rounding)
        parts = (
            [Fraction(tranche.shares), -payout.deducted] if payout.deducted else [Fraction(tranche.shares)]
        )
        self.years[tranche.number] = _Year(
            tranche,
            actual,
            shortfall,
            payout.deducted,
            entitled,
            shortfall,
            entitlement,
            entitled,
            parts=parts,
        )
        if self.derive:
            self.steps += own_steps(terms, tranche, actual=actual, payout=payout, entitled=entitled)

    def _fix(self, terms: AgreementTerms, by: int, fixes: tuple[tuple[int, Fraction], ...]) -> None:
        for number, released in fixes:
            year = self.years[number]
            if self.derive:
                self.steps.append(
                    governed_step(terms, year.terms, by=by, released=released, before=year.entitled_exact)
                )
            year.fix(released, terms.settings.rounding, own=by == number)

    def _credit(self, terms: AgreementTerms, tranche: TrancheTerms, actual: Fraction) -> None:
        waits = self.first_gap is not None
        earlier = (
            [] if waits else [year.short for number, year in self.years.items() if number < tranche.number]
        )
        excess = ExcessYear(tranche.number, tranche.shares, tranche.target, actual)
        outcome = OFFSETS[terms.offset].apply(excess, earlier, terms.settings)
        if not outcome.credit:
            if self.derive:
                self.steps += no_credit_steps(terms, tranche, actual=actual)
            return
        self.credits.append(
            CreditResult(tranche.number, outcome.excess, outcome.credit, outcome.used, outcome.unused, waits)
        )
        if self.derive:
            self.steps += credit_steps(terms, tranche, outcome, actual=actual, waits_for=self.first_gap)
        for use in outcome.uses:
            self._restore(terms, tranche, use)

    def _restore(self, terms: AgreementTerms, tranche: TrancheTerms, use: OffsetUse) -> None:
        year = self.years[use.to_number]
        added = year.restore(use, terms.settings.rounding)
        self.offsets.append(OffsetResult(tranche.number, use.to_number, use.restored, added, use.credit_used))
        if self.derive:
            self.steps += offset_steps(
                terms,
                tranche,
                year.terms,
                use,
                parts=tuple(year.parts),
                entitled_exact=year.entitled_exact,
                entitled=year.entitled,
            )


def _unreported(tranche: TrancheTerms) -> _Year:
    """A year fixed by a paper though no figure was ever reported: nothing is entitled before the paper."""
    return _Year(tranche, None, Fraction(0), Fraction(tranche.shares), 0, Fraction(0), Fraction(0), 0)


def _exact_actual(terms: AgreementTerms, number: int, amount: Amount) -> Fraction:
    terms.tranche(number)
    if isinstance(amount, bool) or not isinstance(amount, Fraction | int | Decimal):
        raise TypeError(f"an actual must be exact, not {type(amount).__name__}")
    return Fraction(amount)


def _fixes(
    terms: AgreementTerms, governed: Governed, known: Mapping[int, Fraction]
) -> dict[int, tuple[tuple[int, Fraction], ...]]:
    """The quantities by the year after which they are put in place: `{after: ((number, released), …)}`."""
    by_year: dict[int, tuple[tuple[int, Fraction], ...]] = {}
    for number, given in sorted(governed.items()):
        base = terms.tranche(number).shares
        for each in [given] if isinstance(given, GovernedQuantity) else given:
            after = terms.tranche(number if each.after is None else each.after).number
            if not 0 <= each.released <= base or after < number:
                sentence = (
                    f"The quantity fixed for tranche {number} is {grouped(each.released)} after year {after}; "
                    f"it must be from 0 to {grouped(base)}, and the year not before tranche {number}."
                )
                raise TermsError("governed_out_of_bounds", sentence, f"tranche {number}", str(each.released))
            after = after if number in known else number
            by_year[after] = (*by_year.get(after, ()), (number, Fraction(each.released)))
    return by_year
