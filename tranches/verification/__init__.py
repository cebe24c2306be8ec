"""The invariants that hold at every commit (I1–I8, I10, I12–I15), each a function that yields a sentence for every finding.

They read the rows as a stranger would: nothing here calls the services that wrote them. Each is registered where it is written.
"""

from collections.abc import Iterator

from tranches.models import EscrowAgreement
from tranches.verification.known import OVER_ALL, PER_AGREEMENT

__all__ = ["OVER_ALL", "PER_AGREEMENT", "findings"]


def findings(agreements: list[EscrowAgreement]) -> Iterator[tuple[str, str]]:
    """Every finding as (invariant, sentence): the agreements one by one, then what concerns all binders."""
    for agreement in agreements:
        for invariant, check in PER_AGREEMENT:
            for sentence in check(agreement):
                yield invariant, f"{agreement.reference}: {sentence}"
    for invariant, look in OVER_ALL:
        for sentence in look():
            yield invariant, sentence
