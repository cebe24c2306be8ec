"""Practice beside the real thing: lists of what has happened leave simulated agreements out where there are real ones.

What waits for somebody is never left out: it is marked. A list that leaves something out says how much, and shows it when asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from tranches.models import EscrowAgreement

ASKED = "practice"
"""The name in a page's address that asks for all: `?practice=shown`."""


@dataclass(frozen=True)
class Shown:
    """The agreements a list is about, and how many simulated ones it leaves out."""

    agreements: list[EscrowAgreement]
    hidden: int

    def __contains__(self, agreement: EscrowAgreement) -> bool:
        return agreement.pk in self._pks

    @cached_property
    def _pks(self) -> frozenset[int]:
        return frozenset(row.pk for row in self.agreements)


def shown_of(agreements: Iterable[EscrowAgreement], asked: str = "") -> Shown:
    """All of them where he asked for all, or where none is real; else the real ones."""
    every = list(agreements)
    real = [agreement for agreement in every if not agreement.is_simulation]
    if asked == "shown" or not real:
        return Shown(every, 0)
    return Shown(real, len(every) - len(real))
