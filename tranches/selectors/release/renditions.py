"""Which papers the agent signs with its key, and which of an agreement still wait for it."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.models import QuerySet

from documents.models import Document, SignedRendition
from documents.papers.sheets import paper_kinds
from documents.signing.key import SigningKey, signing_key
from tranches.models import EscrowAgreement

NO_KEY = "no signing key is set up (ESCROW_SIGNING_KEY), so papers stay unsigned."


def issued_kinds() -> frozenset[str]:
    """What the agent issues in its own name. A proposal is for the parties to sign, and what somebody else filed is not ours."""
    return frozenset(kind.name for kind in paper_kinds().values() if kind.issued)


def key_or_none() -> SigningKey | None:
    """The key, or None also where what is configured opens none: a page says then that papers stay unsigned."""
    try:
        return signing_key()
    except ImproperlyConfigured:
        return None


def with_signed(documents: QuerySet[Document]) -> QuerySet[Document]:
    """The documents, each with its signed rendition; that is shown beside its paper, and not as a row of its own."""
    return documents.filter(rendition_of__isnull=True).select_related("signed_rendition__document")


def missing_stamp(rendition: SignedRendition) -> str:
    """Says that a signature has no time stamp though an authority is configured, and what to do; else nothing."""
    if rendition.is_time_stamped or not settings.TSA_URL or rendition.paper.binder.is_simulation:
        return ""
    return (
        "It has no time stamp: the authority gave none that holds, and the record says why. Have the operator look at "
        "ESCROW_TSA_URL and ESCROW_TSA_ROOTS; the day’s stamped checkpoint proves the time in its place."
    )


def unsigned_papers(agreement: EscrowAgreement) -> QuerySet[Document]:
    """The agreement's papers that the agent issued and did not sign, the newest first."""
    rows = Document.objects.filter(binder=agreement.binder_id, kind__in=issued_kinds(), made_here=True)
    return rows.filter(signed_rendition__isnull=True).order_by("-filed_at", "-id")


def why_not_signable(agreement: EscrowAgreement) -> str:
    """Why no paper of the agreement can be signed now, or an empty string."""
    if key_or_none() is None:
        return NO_KEY
    return "" if unsigned_papers(agreement).exists() else "every paper that was issued is signed."
