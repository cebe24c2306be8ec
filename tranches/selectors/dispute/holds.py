"""Which holds stand, and how many shares they keep back."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from tranches.models import CarriedLimit, EscrowAgreement, Hold, Tranche
from tranches.selectors.ledger.as_of import AsOf
from tranches.selectors.ledger.balances import line_then
from tranches.selectors.read_once import read_once


def standing_holds(agreement: EscrowAgreement, seen: AsOf | None = None) -> QuerySet[Hold]:
    """Holds confirmed by a second person and not lifted; of `seen` those that stood then."""
    holds = Hold.objects.filter(agreement=agreement)
    if seen is None:
        return holds.filter(confirmation__isnull=False, lift__isnull=True)
    confirmed = seen.where("confirmation__confirmed_on", "confirmation__recorded_at")
    return holds.filter(confirmed & _known(seen)).exclude(pk__in=_lifted(agreement, seen))


def proposed_holds(agreement: EscrowAgreement, seen: AsOf | None = None) -> QuerySet[Hold]:
    """Holds that wait for their second person; of `seen` those that waited then."""
    holds = Hold.objects.filter(agreement=agreement)
    if seen is None:
        return holds.filter(confirmation__isnull=True, lift__isnull=True)
    standing = standing_holds(agreement, seen).values("pk")
    return holds.filter(_known(seen)).exclude(pk__in=_lifted(agreement, seen)).exclude(pk__in=standing)


def _known(seen: AsOf) -> Q:
    return seen.where("opened_on")


def _lifted(agreement: EscrowAgreement, seen: AsOf) -> QuerySet[Hold]:
    lifted = Hold.objects.filter(seen.where("lift__lifted_on", "lift__recorded_at"), agreement=agreement)
    return lifted.values("pk")  # type: ignore[return-value]


@read_once
def held_back(tranche: Tranche) -> int:
    """Shares of the tranche that standing holds on part of it keep in escrow, in the open unit. A hold on the whole is its state."""
    holds = list(standing_holds(tranche.agreement).filter(tranche=tranche, shares__isnull=False))
    return sum(shares_now(tranche.agreement, holds).values())


def shares_now(agreement: EscrowAgreement, holds: Sequence[Hold]) -> dict[int, int]:
    """By hold on a number of shares, what it keeps back in the open unit; one lifted before a corporate action stays as recorded."""
    parts = {hold.pk: hold.shares for hold in holds if hold.shares is not None}
    return parts | carried_holds(agreement, list(parts))


def carried_holds(agreement: EscrowAgreement, holds: list[int], seen: AsOf | None = None) -> dict[int, int]:
    """By hold, what those of an earlier security line keep back in the unit of the open one (of `seen`, the one open then)."""
    if not holds:
        return {}
    carried = CarriedLimit.objects.filter(action=line_then(agreement, seen).opened_by_id, hold__in=holds)
    return dict(carried.values_list("hold_id", "shares_after"))
