from documents.models.binder import Binder
from documents.models.document import Document
from documents.models.event import Event
from documents.models.idempotency import IdempotencyKey

__all__ = ["Binder", "Document", "Event", "IdempotencyKey"]
