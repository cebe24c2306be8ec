"""What an assessment gives: immutable, comparable, with plain data for JSON."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from tranches.terms.sums.derivation import Step
from tranches.terms.sums.figures import exact, plain_decimal


@dataclass(frozen=True)
class TrancheResult:
    """One known year. Shares are whole but for `deducted` (before offsets) and `entitled_exact`."""

    number: int
    shares: int
    target: Fraction
    actual: Fraction | None
    shortfall: Fraction
    deducted: Fraction
    own_release: int
    entitled_exact: Fraction
    entitled: int
    kept: int
    governed: bool


@dataclass(frozen=True)
class OffsetResult:
    """One restoration, in the order applied. `shares` is the difference of the rounded cumulative entitlements."""

    from_number: int
    to_number: int
    exact: Fraction
    shares: int
    credit_used: Fraction


@dataclass(frozen=True)
class CreditResult:
    """The credit of one year's excess; `unused` lapses, unless the credit is `waiting` for an earlier year."""

    number: int
    excess: Fraction
    credit: Fraction
    used: Fraction
    unused: Fraction
    waiting: bool


@dataclass(frozen=True)
class Assessment:
    """What the terms give for the actuals known."""

    reference: str
    tranches: tuple[TrancheResult, ...]
    offsets: tuple[OffsetResult, ...]
    credit: tuple[CreditResult, ...]
    derivation: tuple[Step, ...]

    @property
    def released(self) -> int:
        """The whole shares that the known years entitle to."""
        return sum(result.entitled for result in self.tranches)

    @property
    def kept(self) -> int:
        """The rest of the bases of the known years."""
        return sum(result.kept for result in self.tranches)

    @property
    def waiting_credits(self) -> tuple[int, ...]:
        """The years whose credit waits because an earlier year is unknown."""
        return tuple(credit.number for credit in self.credit if credit.waiting)

    def tranche(self, number: int) -> TrancheResult | None:
        """The result of one year; `None` while it is unknown."""
        return next((result for result in self.tranches if result.number == number), None)

    def offsets_by(self, number: int) -> tuple[OffsetResult, ...]:
        """What the excess of one year restores, in the order applied."""
        return tuple(offset for offset in self.offsets if offset.from_number == number)

    def steps_of(self, number: int) -> tuple[Step, ...]:
        """The derivation of one tranche's figure: its own year and all that was restored to it."""
        return tuple(step for step in self.derivation if step.tranche == number)

    def steps_by(self, number: int) -> tuple[Step, ...]:
        """What one year's report brings about: its own figure and what it restores to earlier years."""
        return tuple(step for step in self.derivation if step.by == number)

    def to_plain(self) -> dict[str, Any]:
        """Canonical plain data: share counts are integers, exact values `p/q`, amounts decimal text."""
        return {
            "reference": self.reference,
            "tranches": [_plain_tranche(result) for result in self.tranches],
            "offsets": [_plain_offset(offset) for offset in self.offsets],
            "credit": [_plain_credit(credit) for credit in self.credit],
            "waiting_credits": list(self.waiting_credits),
            "released": self.released,
            "kept": self.kept,
            "derivation": [dict(vars(step)) for step in self.derivation],
        }


def _plain_tranche(result: TrancheResult) -> dict[str, Any]:
    return {
        "number": result.number,
        "shares": result.shares,
        "target": plain_decimal(result.target),
        "actual": None if result.actual is None else plain_decimal(result.actual),
        "shortfall": plain_decimal(result.shortfall),
        "deducted": exact(result.deducted),
        "own_release": result.own_release,
        "entitled_exact": exact(result.entitled_exact),
        "entitled": result.entitled,
        "kept": result.kept,
        "governed": result.governed,
    }


def _plain_offset(offset: OffsetResult) -> dict[str, Any]:
    return {
        "from": offset.from_number,
        "to": offset.to_number,
        "exact": exact(offset.exact),
        "shares": offset.shares,
        "credit_used": plain_decimal(offset.credit_used),
    }


def _plain_credit(credit: CreditResult) -> dict[str, Any]:
    return {
        "number": credit.number,
        "excess": plain_decimal(credit.excess),
        "credit": plain_decimal(credit.credit),
        "used": plain_decimal(credit.used),
        "unused": plain_decimal(credit.unused),
        "waiting": credit.waiting,
    }
