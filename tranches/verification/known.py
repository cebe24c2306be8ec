"""The invariants by their names, each registered where it is written."""

from bisect import insort
from collections.abc import Callable, Iterator

from tranches.models import EscrowAgreement

Check = Callable[[EscrowAgreement], Iterator[str]]
Look = Callable[[], Iterator[str]]

# In the order of assurance: what each is, and the function that looks.
PER_AGREEMENT: list[tuple[str, Check]] = []
OVER_ALL: list[tuple[str, Look]] = []


def per_agreement(invariant: str) -> Callable[[Check], Check]:
    """Make the check below known, which looks at one agreement: `I3 no line is exceeded`. Two functions may look at one invariant."""

    def known(check: Check) -> Check:
        if (invariant, check) not in PER_AGREEMENT:
            insort(PER_AGREEMENT, (invariant, check), key=_place)
        return check

    return known


def over_all(invariant: str) -> Callable[[Look], Look]:
    """Make the check below known, which looks at what belongs to no agreement or to all."""

    def known(look: Look) -> Look:
        if (invariant, look) not in OVER_ALL:
            insort(OVER_ALL, (invariant, look), key=_place)
        return look

    return known


def _place(entry: tuple[str, object]) -> int:
    """The number of the invariant: `I12 …` is the twelfth. Raises ValueError for a name without one."""
    return int(entry[0].split(" ", 1)[0].removeprefix("I"))
