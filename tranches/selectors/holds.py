"""Which holds stand, and how many shares they keep back."""

from django.db.models import Q, QuerySet, Sum

from tranches.models import EscrowAgreement, Hold, Tranche
from tranches.selectors.as_of import AsOf


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


def held_back(tranche: Tranche) -> int:
    """Shares of the tranche that standing holds on part of it keep in escrow. A hold on the whole is its state."""
    holds = standing_holds(tranche.agreement).filter(tranche=tranche, shares__isnull=False)
    return holds.aggregate(all=Sum("shares"))["all"] or 0
