"""Which holds stand, and how many shares they keep back."""

from django.db.models import QuerySet, Sum

from tranches.models import EscrowAgreement, Hold, Tranche


def standing_holds(agreement: EscrowAgreement) -> QuerySet[Hold]:
    """Holds confirmed by a second person and not lifted."""
    return Hold.objects.filter(agreement=agreement, confirmation__isnull=False, lift__isnull=True)


def proposed_holds(agreement: EscrowAgreement) -> QuerySet[Hold]:
    """Holds that wait for their second person."""
    return Hold.objects.filter(agreement=agreement, confirmation__isnull=True, lift__isnull=True)


def held_back(tranche: Tranche) -> int:
    """Shares of the tranche that standing holds on part of it keep in escrow. A hold on the whole is its state."""
    holds = standing_holds(tranche.agreement).filter(tranche=tranche, shares__isnull=False)
    return holds.aggregate(all=Sum("shares"))["all"] or 0
