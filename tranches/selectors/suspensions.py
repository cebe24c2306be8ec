"""The issuer's suspensions (SPA 8.1): whose they are, and which of them that party may lift itself."""

from collections.abc import Iterable

from django.db.models import QuerySet

from tranches.models import AgreementParty, EscrowAgreement, Hold
from tranches.selectors.holds import standing_holds
from tranches.selectors.terms import terms_of


def suspending_party(
    agreement: EscrowAgreement, parts: Iterable[AgreementParty] | None = None
) -> AgreementParty:
    """The party that may suspend the release: the issuer of the instrument. Of `parts`, where they are read already."""
    issuer = terms_of(agreement).instrument.issuer
    if parts is not None:
        return next(part for part in parts if part.key == issuer)
    return AgreementParty.objects.select_related("party").get(agreement=agreement, key=issuer)


def standing_suspensions(agreement: EscrowAgreement) -> QuerySet[Hold]:
    """The suspensions that stand, in their order."""
    return standing_holds(agreement).filter(ground=Hold.Ground.SUSPENSION).order_by("number")
