from documents.models.binder import Binder
from documents.models.document import Document
from documents.models.event import Event
from documents.models.idempotency import IdempotencyKey
from documents.models.outbox import OutboxClaim, OutboxMessage, OutboxSend

__all__ = [
    "Binder", "Document", "Event", "IdempotencyKey", "OutboxClaim", "OutboxMessage", "OutboxSend",
]  # fmt: skip
