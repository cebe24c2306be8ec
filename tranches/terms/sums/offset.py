"""How a good year makes up for earlier short ones (SPA 5.2(2)), as pure functions on plain figures.

A rule sees the year of the excess, the earlier years with what is still open in each, and the settings; it says who gets
what. It applies nothing: `assessment` does, so a rule cannot restore the same share twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tranches.terms.deal.settings import Settings

NOTHING = Fraction(0)


@dataclass(frozen=True)
class ExcessYear:
    """The year whose figure may be credited: base in shares, target and actual in the target's unit."""

    number: int
    shares: int
    target: Fraction
    actual: Fraction


@dataclass(frozen=True)
class ShortYear:
    """An earlier year: `open_shares` not yet restored, `open_shortfall` not yet offset (the target's unit)."""

    number: int
    shares: int
    target: Fraction
    open_shares: Fraction
    open_shortfall: Fraction


@dataclass(frozen=True)
class OffsetUse:
    """Credit used for one earlier year and the exact shares it restores there.

    `credit_left` is what was left before it, `wanted` what the year could take; the smaller of the two is used.
    """

    to_number: int
    credit_left: Fraction
    wanted: Fraction
    credit_used: Fraction
    restored: Fraction
    open_shares: Fraction
    open_shortfall: Fraction
    divisor: Fraction
    base: int


@dataclass(frozen=True)
class OffsetOutcome:
    """The excess that counts, the credit it gives, and its uses in the order applied."""

    excess: Fraction
    credit: Fraction
    uses: tuple[OffsetUse, ...]

    @property
    def used(self) -> Fraction:
        """Credit spent on earlier years."""
        return sum((use.credit_used for use in self.uses), NOTHING)

    @property
    def unused(self) -> Fraction:
        """Credit left over; it lapses, since nothing carries forward to later years."""
        return self.credit - self.used


@dataclass(frozen=True)
class OffsetRule:
    """An offset between tranches, by name."""

    name: str
    label: str
    label_zh: str
    apply: Callable[[ExcessYear, Sequence[ShortYear], Settings], OffsetOutcome]
    carries: bool = True  # whether the figure of one year moves shares of another


def excess_of(year: ExcessYear, settings: Settings) -> Fraction:
    """The excess that counts: zero unless the actual is strictly more than the threshold above the target."""
    over = year.actual - year.target
    threshold = settings.excess_threshold * year.target
    if over <= threshold:
        return NOTHING
    return over if settings.excess_base == "over_target" else over - threshold


def apply_excess_credit(year: ExcessYear, earlier: Sequence[ShortYear], settings: Settings) -> OffsetOutcome:
    """Credit a part of the excess to earlier years one after the other, until it or what they lack is used up.

    Exact throughout. A year never gets back more than was deducted; under `offset_limit = revenue` it also never gets
    more credit than its shortfall, which under another year's divisor may leave it short of whole.
    """
    excess = excess_of(year, settings)
    left = credit = settings.credit_rate * excess
    share_of_excess = settings.credit_rate if settings.offset_numerator == "full_excess" else Fraction(1)
    uses = []
    for short in sorted(
        earlier, key=lambda each: each.number, reverse=settings.offset_order == "newest_first"
    ):
        divides = year if settings.offset_denominator == "excess_period" else short
        per_share = divides.target / divides.shares * share_of_excess
        wanted = short.open_shares * per_share
        if settings.offset_limit == "revenue":
            wanted = min(wanted, short.open_shortfall)
        use = min(left, wanted)
        if use > 0:
            restored = use / per_share
            uses.append(
                OffsetUse(
                    short.number,
                    left,
                    wanted,
                    use,
                    restored,
                    short.open_shares,
                    short.open_shortfall,
                    divides.target,
                    divides.shares,
                )
            )
            left -= use
    return OffsetOutcome(excess, credit, tuple(uses))


def apply_nothing(_year: ExcessYear, _earlier: Sequence[ShortYear], _settings: Settings) -> OffsetOutcome:
    """An excess restores nothing."""
    return OffsetOutcome(NOTHING, NOTHING, ())


excess_credit = OffsetRule(
    "excess_credit",
    "part of an excess may offset earlier years",
    "部分超额可抵补以前年度",
    apply_excess_credit,
)
no_offset = OffsetRule("none", "an excess offsets nothing", "超额不抵补", apply_nothing, carries=False)
