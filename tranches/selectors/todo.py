"""Something that waits on somebody, as the start page lists it."""

from dataclasses import dataclass
from datetime import date

from tranches.models import EscrowAgreement, Tranche
from tranches.selectors.dues import Due


@dataclass(frozen=True)
class Todo:
    """Something that waits: what, about which case, since when, and the clock that runs for it, if one does.

    `page` is the page of the agreement that has its act, where it is about no tranche.
    """

    title: str
    note: str
    agreement: EscrowAgreement
    tranche: Tranche | None
    event: str = ""
    since: date | None = None
    due: Due | None = None
    page: str = "admin:tranches_escrowagreement_change"
