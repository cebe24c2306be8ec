"""What was given out of a binder's record: the newest heads with who got them, and its place in the newest checkpoint."""

from dataclasses import dataclass
from datetime import datetime

from documents.database.reader import as_house
from documents.journal.heads import HouseProof, leaf_of, prove_in_house
from documents.models import Anchor, Binder, Checkpoint, OutboxMessage, TimeStamp

SHOWN = 5
MESSAGES = 40  # of the newest; more than SHOWN heads go to


@dataclass(frozen=True)
class Told:
    """Somebody a head was put into the outbox for, and when it went out (None: not yet)."""

    name: str
    sent_at: datetime | None


@dataclass(frozen=True)
class GivenOut:
    """A head that was given out, and to whom."""

    anchor: Anchor
    told: list[Told]


@dataclass(frozen=True)
class InCheckpoint:
    """A binder's head in the newest checkpoint that has it, with the proof that it is under the root."""

    checkpoint: Checkpoint
    count: int
    digest: str
    proof: HouseProof
    time_stamps: list[TimeStamp]


def given_out(binder: Binder) -> list[GivenOut]:
    """The newest heads of the binder that were given out, newest first; three queries."""
    anchors = list(Anchor.objects.filter(binder=binder).order_by("-count")[:SHOWN])
    begins = f"head/{binder.reference}/"
    messages = OutboxMessage.objects.filter(binder=binder, purpose__startswith=begins)
    told: dict[str, list[Told]] = {}
    newest = list(messages.prefetch_related("claims__outcome").order_by("-made_at", "-id")[:MESSAGES])
    for message in reversed(newest):
        count = message.purpose.removeprefix(begins).partition("/")[0]
        told.setdefault(count, []).append(Told(message.to_name or message.to_address, _sent_at(message)))
    return [GivenOut(anchor, told.get(str(anchor.count), [])) for anchor in anchors]


@as_house  # of the heads of all binders the answer holds one, and the way from it to the root
def in_checkpoint(binder: Binder) -> InCheckpoint | None:
    """The binder in the newest checkpoint; None before the first one with an event of it."""
    checkpoint = Checkpoint.objects.prefetch_related("time_stamps").order_by("made_on").last()
    if checkpoint is None:
        return None
    entry = next((head for head in checkpoint.heads if head["binder"] == binder.reference), None)
    if entry is None:
        return None
    proof = prove_in_house([leaf_of(head) for head in checkpoint.heads], leaf_of(entry))
    return InCheckpoint(
        checkpoint, entry["count"], entry["digest"], proof, list(checkpoint.time_stamps.all())
    )


def _sent_at(message: OutboxMessage) -> datetime | None:
    outcomes = [claim.outcome for claim in message.claims.all() if hasattr(claim, "outcome")]
    return next((outcome.sent_at for outcome in outcomes if outcome.sent_at), None)
