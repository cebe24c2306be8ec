from documents.models.anchor import Anchor, Checkpoint, TimeStamp
from documents.models.binder import Binder
from documents.models.document import Document
from documents.models.event import Event
from documents.models.idempotency import IdempotencyKey
from documents.models.outbox import OutboxClaim, OutboxMessage, OutboxSend
from documents.models.read_entry import ReadEntry
from documents.models.rendition import SignedRendition

__all__ = [
    "Anchor", "Binder", "Checkpoint", "Document", "Event", "IdempotencyKey", "OutboxClaim", "OutboxMessage", "OutboxSend",
    "ReadEntry", "SignedRendition", "TimeStamp",
]  # fmt: skip
