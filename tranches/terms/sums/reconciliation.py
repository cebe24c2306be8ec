"""What may explain that a stated position differs from the ledger: pure, exact, and never more than a likelihood."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

MOST_CAUSES = 12  # of more, the first ones are tried: two to the power of them are looked at


@dataclass(frozen=True)
class Cause:
    """Something on record that would make the statement differ: by so many shares, fewer stated being negative."""

    kind: str
    shares: int
    text: str


def likely(difference: int, causes: Sequence[Cause]) -> tuple[Cause, ...]:
    """The fewest causes that add up to the difference exactly; nothing where none do. Of equally many the first ones."""
    tried = [cause for cause in causes if cause.shares][:MOST_CAUSES]
    for count in range(1, len(tried) + 1):
        for chosen in combinations(tried, count):
            if sum(cause.shares for cause in chosen) == difference:
                return chosen
    return ()


def same_name(one: str, other: str) -> bool:
    """Whether two texts name the same holder or security: letters, their marks and digits alone count, in any width and case."""
    return bool(_bare(one)) and _bare(one) == _bare(other)


def _bare(text: str) -> str:
    # A vowel mark is part of its letter: without marks “हिन्दी” and “हिन्दू” would be one name.
    return "".join(
        c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c)[0] in "LMN"
    ).casefold()
