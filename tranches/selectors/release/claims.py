"""Wrong deliveries as they stand: what of a claim came back, what waits for its check, what is open (EA 3.2, 4.1)."""

from dataclasses import dataclass

from django.db.models import Sum

from tranches.models import (
    Account,
    ClaimRecovery,
    ClaimSettlement,
    DeliveryClaim,
    EscrowAgreement,
    InstructionState,
    Posting,
    ReleaseLine,
    Tranche,
    TrancheState,
)
from tranches.selectors.ledger.balances import balances


@dataclass(frozen=True)
class ClaimRow:
    """A claim with its recoveries in order; all figures in shares."""

    claim: DeliveryClaim
    recoveries: tuple[ClaimRecovery, ...]
    settlement: ClaimSettlement | None

    @property
    def tranche(self) -> Tranche:
        found: Tranche = self.claim.release_line.instruction_line.tranche
        return found

    @property
    def recovered(self) -> int:
        """What came back and is posted."""
        return sum(row.shares for row in self.recoveries if _is_accepted(row))

    @property
    def unchecked(self) -> tuple[ClaimRecovery, ...]:
        """Recoveries that wait for a second person."""
        return tuple(row for row in self.recoveries if not hasattr(row, "check_record"))

    @property
    def open_shares(self) -> int:
        """Neither back nor settled."""
        return self.claim.shares - self.recovered - (self.settlement.shares if self.settlement else 0)

    @property
    def free_shares(self) -> int:
        """What a further recovery can be about: open, less what waits for its check."""
        return self.open_shares - sum(row.shares for row in self.unchecked)

    @property
    def is_open(self) -> bool:
        return self.open_shares > 0

    @property
    def word(self) -> str:
        if self.settlement is not None:
            return "settled without return" if not self.recovered else "came back in part, the rest settled"
        if not self.is_open:
            return "came back"
        return "came back in part" if self.recovered else "open"


def claims_of(agreement: EscrowAgreement, tranche: Tranche | None = None) -> list[ClaimRow]:
    """The claims of an agreement, or of one of its tranches, the newest first."""
    rows = DeliveryClaim.objects.filter(agreement=agreement)
    if tranche is not None:
        rows = rows.filter(release_line__instruction_line__tranche=tranche)
    rows = (
        rows.select_related(
            "release",
            "release_line__instruction_line__tranche",
            "document",
            "person",
            "settlement__document",
            "settlement__person",
        )
        .prefetch_related("recoveries__check_record__person", "recoveries__document", "recoveries__person")
        .order_by("-number")
    )
    found = []
    for claim in rows:
        claim.agreement = claim.release.agreement = agreement
        found.append(ClaimRow(claim, tuple(claim.recoveries.all()), getattr(claim, "settlement", None)))
    return found


def open_claims(agreement: EscrowAgreement) -> list[ClaimRow]:
    """The claims of which something is open."""
    return [row for row in claims_of(agreement) if row.is_open]


def row_of_claim(claim: DeliveryClaim) -> ClaimRow:
    """One claim as it stands now."""
    return next(row for row in claims_of(claim.agreement) if row.claim.pk == claim.pk)


def claimable(line: ReleaseLine) -> int:
    """The confirmed shares of a release line that no claim is about: those of a settled claim count as delivered again."""
    confirmed = _sum(Posting.objects.filter(release_line=line, kind=Posting.Kind.RELEASE))
    claimed = _sum(DeliveryClaim.objects.filter(release_line=line))
    settled = _sum(ClaimSettlement.objects.filter(claim__release_line=line))
    return confirmed - claimed + settled


def claimable_lines(agreement: EscrowAgreement) -> list[tuple[ReleaseLine, int]]:
    """The confirmed deliveries of which something can be claimed, the newest letter first, with how much."""
    lines = (
        ReleaseLine.objects.filter(release__agreement=agreement, postings__kind=Posting.Kind.RELEASE)
        .select_related("release__agreement", "instruction_line__tranche")
        .distinct()
        .order_by("-release__number", "id")
    )
    return [(line, shares) for line in lines if (shares := claimable(line))]


def is_open_again(tranche: Tranche) -> bool:
    """Whether a deducted tranche holds shares again that came back while it was disputed, with an instruction to deliver them."""
    stands = tranche.instruction_lines.filter(
        instruction__state=InstructionState.APPROVED, origin__in=("own", "governed")
    ).exists()
    held = balances(tranche.agreement).of(Account.HELD, tranche.number)
    return tranche.state == TrancheState.DEDUCTED and stands and bool(held)


def _sum(rows: object) -> int:
    return rows.aggregate(all=Sum("shares"))["all"] or 0  # type: ignore[attr-defined]


def _is_accepted(recovery: ClaimRecovery) -> bool:
    return hasattr(recovery, "check_record") and recovery.check_record.is_accepted
