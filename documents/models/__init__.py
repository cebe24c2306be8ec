from documents.models.anchor import Anchor, Checkpoint, TimeStamp
from documents.models.binder import Binder
from documents.models.document import Document
from documents.models.event import Event
from documents.models.idempotency import IdempotencyKey
from documents.models.outbox import OutboxClaim, OutboxMessage, OutboxSend
from documents.models.read_entry import ReadEntry
from documents.models.rendition import SignedRendition
from documents.models.saved_filter import SavedFilter
from documents.models.task_run import TaskRun
from documents.models.verification import VerificationRun
from documents.models.written_once import WrittenOnce

__all__ = [
    "Anchor",
    "Binder",
    "Checkpoint",
    "Document",
    "Event",
    "IdempotencyKey",
    "OutboxClaim",
    "OutboxMessage",
    "OutboxSend",
    "ReadEntry",
    "SavedFilter",
    "SignedRendition",
    "TaskRun",
    "TimeStamp",
    "VerificationRun",
    "WrittenOnce",
]
