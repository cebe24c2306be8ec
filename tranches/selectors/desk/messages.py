"""What was told by e-mail about an agreement, and whether it went out."""

from dataclasses import dataclass

from documents.models import OutboxMessage
from tranches.models import EscrowAgreement

SHOWN = 50


@dataclass(frozen=True)
class Told:
    """A message of the outbox with where it stands, in words."""

    message: OutboxMessage
    stands: str
    failed: bool = False


def messages_of(agreement: EscrowAgreement) -> list[Told]:
    """The newest messages about the agreement, each with its last outcome."""
    rows = OutboxMessage.objects.filter(binder_id=agreement.binder_id).order_by("-made_at", "-id")
    return [_told(message) for message in rows.prefetch_related("claims__outcome")[:SHOWN]]


def _told(message: OutboxMessage) -> Told:
    outcomes = [claim.outcome for claim in message.claims.all() if hasattr(claim, "outcome")]
    if any(outcome.sent_at for outcome in outcomes):
        return Told(message, "sent")
    if outcomes:
        tries = f"{len(outcomes)} tries" if len(outcomes) > 1 else "once tried"
        return Told(message, f"failed, {tries}: {outcomes[-1].reason}", failed=True)
    return Told(message, "waits to be sent")
