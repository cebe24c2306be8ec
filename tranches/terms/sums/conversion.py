"""From one security line to the next: a split, a consolidation or an exchange, exactly, and whole shares at the end.

The terms count in shares of the *first* line, and so does every assessment, whenever it is made. A line that follows has its
ratio `new : old`; the product of the ratios so far is the line's cumulative ratio c (1 for the first line).

1. **The act.** Let X be all shares inside escrow times new ÷ old, exactly. The escrow account holds `whole(X)` by the fraction
   policy: that is the figure the transfer agent states. First every tranche (and what is unallocated) gets its exact part
   rounded down, and the shares left over go one each to the greatest remainders, the earlier tranche first. Then each tranche's
   shares are given to its accounts in the same way, but what is on its way out of escrow (reserved) comes last: what is kept can
   still be released, what was released cannot be called back. So no tranche gains or loses a whole share to another, and every
   account is less than one share away from its exact figure.
2. **Limits.** What may still come into a tranche, what an instruction line still orders, and what a hold keeps back are
   expressed in the new line, too (`converted_limit`): rounded down for a tranche and an instruction line, up for a hold. A limit
   over all that a tranche has inside escrow stays a limit over all of it, whatever the fraction did. An instruction line is
   never less than what is reserved for it.
3. **What is due later.** e is the cumulative entitlement in whole shares of the terms, as the assessment has it (a later year's
   offset has raised it; where a paper fixed it in shares of a later line, the exact figure), rₖ what was confirmed in a line of
   ratio cₖ: in the open line `whole((e − Σ rₖ ÷ cₖ) × c)` less what is reserved, never below zero and never more than stands
   there. So a split makes nothing due by itself, and n for 1 gives n times what would have been released without it. The one
   rounding, by the terms' own `rounding`, is of what is left of the cumulative entitlement, never of an increment. Where nothing
   of the tranche is deducted (e is its base), all that is left of it is due.

Example: of 3,000,000 shares 360,000,000/133 = 2,706,766.9… are entitled and 2,706,766 confirmed; then 10 for 1: the 293,234 kept
become 2,932,340. An offset raises the entitlement to 2,883,785.5…, so 2,883,785: due are (2,883,785 − 2,706,766) × 10 =
1,770,190 new shares, and 1,162,150 stay kept. After 1 for 7 instead, 177,019 ÷ 7 = 25,288.4…, so 25,288.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from tranches.terms.sums.figures import whole_shares

FRACTION_POLICIES = ("down", "half_up", "up")
MOST = 1_000_000
"""The greatest term of a ratio; beyond it a figure is mistyped, and the database's integers would not hold the products."""
MOST_SHARES = 10**12


@dataclass(frozen=True)
class Standing:
    """Whole shares in one account inside escrow. `tranche` is None for unallocated ones; `leaving` marks reserved ones."""

    tranche: int | None
    shares: int
    leaving: bool = False


@dataclass(frozen=True)
class Converted:
    """One account before and after: `exact` is the product with the ratio, `whole` what the account then holds."""

    before: int
    exact: Fraction
    whole: int

    @property
    def fraction(self) -> Fraction:
        """What the account holds more (or, below zero, less) than the exact figure. Always less than one share."""
        return self.whole - self.exact


def converted_total(shares: int, ratio: Fraction, policy: str) -> int:
    """What the whole escrow account holds in the new line: one rounding for all of it."""
    return whole_shares(shares * ratio, policy)


def convert(standings: Sequence[Standing], ratio: Fraction, policy: str) -> list[Converted]:
    """Bring every account across, so that all of them together are `converted_total`. The order is kept."""
    places = list(dict.fromkeys(each.tranche for each in standings))
    together = [sum(each.shares for each in standings if each.tranche == place) for place in places]
    total = converted_total(sum(together), ratio, policy)
    parts = _share_out(total, [shares * ratio for shares in together], [False] * len(places))
    whole = [0] * len(standings)
    for place, part in zip(places, parts, strict=True):
        own = [at for at, each in enumerate(standings) if each.tranche == place]
        given = _share_out(
            part,
            [standings[at].shares * ratio for at in own],
            [standings[at].leaving for at in own],
        )
        for at, shares in zip(own, given, strict=True):
            whole[at] = shares
    return [
        Converted(each.shares, each.shares * ratio, shares)
        for each, shares in zip(standings, whole, strict=True)
    ]


def _share_out(total: int, exact: Sequence[Fraction], last: Sequence[bool]) -> list[int]:
    """Each exact figure rounded down, one more to the greatest remainders; those marked `last` only when no other has one."""
    whole = [floor(part) for part in exact]
    over = total - sum(whole)
    waiting = [at for at, part in enumerate(exact) if part.denominator != 1]
    if not 0 <= over <= len(waiting):
        raise ValueError(f"{total} cannot be shared out over {len(exact)} figures within one share each")
    waiting.sort(key=lambda at: (last[at], whole[at] - exact[at], at))
    for at in waiting[:over]:
        whole[at] += 1
    return whole


def converted_limit(
    before: int, *, ratio: Fraction, inside_before: int, inside_after: int, least: int = 0, up: bool = False
) -> int:
    """A limit on a tranche's shares inside escrow, in the new line. One over all of them stays one over all of them."""
    if before >= inside_before:
        return inside_after if inside_before else 0
    whole = ceil(before * ratio) if up else floor(before * ratio)
    return min(max(whole, least), inside_after)


def cumulative(ratios: Iterable[Fraction]) -> Fraction:
    """The ratio of a line to the first one: how many of its shares one share of the terms has become."""
    product = Fraction(1)
    for ratio in ratios:
        product *= ratio
    return product


def still_due(
    *,
    entitled: Fraction,
    base: int,
    confirmed: Fraction,
    ratio: Fraction,
    reserved: int,
    within: int,
    rounding: str,
) -> int:
    """Whole shares of the open line that are still due of a tranche (rule 3 above).

    `entitled`, `base` and `confirmed` are in the terms' unit; `ratio` is the open line's cumulative one; `reserved` and `within`
    (what is held and kept, and what may still come in) are in the open line's unit.
    """
    if entitled == base:
        return max(0, within)
    left = max(Fraction(0), (entitled - confirmed) * ratio)
    return max(0, min(whole_shares(left, rounding) - reserved, within))
