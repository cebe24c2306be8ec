"""The head of each chain: how many events a binder has, and the digest of the newest."""

from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from documents.models import Binder, Event
from tranches.models import AgreementParty, EscrowAgreement


@dataclass(frozen=True)
class ChainHead:
    """A binder's newest event, as the start page lists it."""

    binder: Binder
    count: int
    digest: str


def heads_of(agreements: list[EscrowAgreement]) -> list[ChainHead]:
    """The heads of the agreements' binders and of their parties' binders; one query. Empty chains are left out."""
    wanted = [agreement.binder_id for agreement in agreements]
    parties = AgreementParty.objects.filter(agreement__in=agreements).values("party__binder_id")
    newest = Event.objects.filter(binder=OuterRef("pk")).order_by("-number")
    binders = (Binder.objects.filter(pk__in=wanted) | Binder.objects.filter(pk__in=parties)).annotate(
        head_count=Subquery(newest.values("number")[:1]), head_digest=Subquery(newest.values("digest")[:1])
    )
    rows = [ChainHead(row, row.head_count, row.head_digest) for row in binders if row.head_count]
    return sorted(rows, key=lambda row: (row.binder.pk not in wanted, row.binder.reference))
