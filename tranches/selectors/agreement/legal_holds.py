"""Legal holds as they stand: what bars the destruction of a deal's record."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from tranches.models import EscrowAgreement, LegalHold


def legal_holds_of(agreements: Iterable[EscrowAgreement] | QuerySet[EscrowAgreement]) -> QuerySet[LegalHold]:
    """Every legal hold of these agreements, the newest first."""
    rows = LegalHold.objects.filter(agreement__in=agreements)
    return rows.select_related("agreement", "person", "document", "lift__person", "lift__document").order_by(
        "-pk"
    )


def standing_legal_holds(
    agreements: Iterable[EscrowAgreement] | QuerySet[EscrowAgreement], on: date | None = None
) -> list[LegalHold]:
    """Those that are not lifted, the oldest first; with `on`, those that bar on that day.

    On the day of its lift a hold still bars.
    """
    rows = LegalHold.objects.filter(agreement__in=agreements).select_related(
        "agreement", "person", "document"
    )
    still = Q(lift__isnull=True)
    if on is not None:
        # A hold on record bars whatever its day, which is the deal's and may be ahead of UTC; and nobody can know of a lift to come.
        still |= Q(lift__lifted_on__gte=on)
    return list(rows.filter(still).order_by("pk"))
