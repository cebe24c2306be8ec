"""Whole shares for each tranche, where a deal gives parts of the total instead (`share = "1/5"`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import floor
from types import MappingProxyType

from tranches.terms.errors import TermsError
from tranches.terms.sums.figures import grouped


def exactly(portions: Sequence[Fraction]) -> list[int]:
    """Portions that are whole already; `ValueError` for the first that is not."""
    for portion in portions:
        if portion.denominator != 1:
            raise ValueError(str(portion))
    return [portion.numerator for portion in portions]


def equal_floor_last(portions: Sequence[Fraction]) -> list[int]:
    """Round each portion down; the last one takes what is over."""
    whole = [floor(portion) for portion in portions]
    whole[-1] += floor(sum(portions)) - sum(whole)
    return whole


def largest_remainder(portions: Sequence[Fraction]) -> list[int]:
    """Round each down and give one more share to the largest remainders, the earlier tranche first on a tie."""
    whole = [floor(portion) for portion in portions]
    over = floor(sum(portions)) - sum(whole)
    order = sorted(range(len(portions)), key=lambda at: (whole[at] - portions[at], at))
    for at in order[:over]:
        whole[at] += 1
    return whole


ALLOCATIONS: MappingProxyType[str, Callable[[Sequence[Fraction]], list[int]]] = MappingProxyType(
    {"exact": exactly, "equal_floor_last": equal_floor_last, "largest_remainder": largest_remainder}
)


def allocate(total: int, shares: Sequence[Fraction], rule: str) -> list[int]:
    """Split `total` by parts that make one; refuses parts that don't, and what the rule cannot make whole."""
    if sum(shares) != 1:
        parts = " + ".join(str(share) for share in shares)
        sentence = f"tranches.share is {parts}, which makes {sum(shares)}; the parts must make 1."
        raise TermsError("shares_do_not_add_up", sentence, "tranches.share", str(sum(shares)))
    portions = [total * share for share in shares]
    try:
        return ALLOCATIONS[rule](portions)
    except ValueError as fraction:
        sentence = (
            f"tranches.share gives {fraction} of {grouped(total)} shares, which is not whole; "
            f"set allocation to equal_floor_last or largest_remainder, or give whole shares."
        )
        raise TermsError("not_whole", sentence, "tranches.share", str(fraction)) from None
