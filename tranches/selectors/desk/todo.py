"""What the start page shows of a case: something that waits, and an agreement at a glance."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tranches.models import EscrowAgreement, Tranche
from tranches.selectors.clocks.clock import Clock
from tranches.selectors.ledger.balances import Balances
from tranches.selectors.ledger.units import expected_shares, missing_deposit
from tranches.terms.agreement_terms import AgreementTerms


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
    due: Clock | None = None
    page: str = "admin:tranches_escrowagreement_change"


@dataclass(frozen=True)
class Glance:
    """An agreement on the start page."""

    agreement: EscrowAgreement
    terms: AgreementTerms
    standing: Balances
    current: Tranche | None
    count: int

    @property
    def missing(self) -> int:
        return missing_deposit(self.agreement, self.standing)

    @property
    def expected(self) -> Fraction:
        return expected_shares(self.agreement, self.standing)
