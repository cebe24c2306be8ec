"""Consents to signing in the portal that wait for a second person."""

from documents.actor import Actor
from tranches.models import EscrowAgreement, PortalConsent


def unchecked_consents(agreement: EscrowAgreement) -> list[PortalConsent]:
    """The consents on file that nobody has compared yet, the newest first."""
    rows = PortalConsent.objects.filter(agreement=agreement, check_record__isnull=True)
    return list(rows.select_related("document", "person").order_by("-id"))


def why_no_consent_to_check(agreement: EscrowAgreement, actor: Actor) -> str:
    """Why the actor has none to check, as the end of a sentence; empty when he has."""
    waiting = unchecked_consents(agreement)
    if not waiting:
        return "no consent waits for its check."
    if all(consent.person_id == actor.person_id for consent in waiting):
        return "you filed it yourself; a second person checks it."
    return ""
