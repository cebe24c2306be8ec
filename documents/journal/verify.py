"""Reading the chain as a stranger would: recompute every digest, number and link, and name the first that is wrong."""

from collections.abc import Iterator

from documents.journal.canonical import COLUMNS, GENESIS, event_digest
from documents.models import Binder, Event


def chain_findings(binder: Binder) -> Iterator[str]:
    """A sentence for the first fault of the binder's chain; nothing when it is whole (I6)."""
    previous, expected = GENESIS, 1
    for event in Event.objects.filter(binder=binder).order_by("number").iterator(chunk_size=2000):
        where = f"Binder {binder.reference}, event {event.number}"
        if event.number != expected:
            yield f"{where}: number {expected} is missing."
            return
        if event.previous_digest != previous:
            yield f"{where}: it does not name the digest of event {expected - 1}."
            return
        if not content_agrees(event, binder):
            yield f"{where}: its content does not give its digest; it was altered after it was recorded."
            return
        previous, expected = event.digest, expected + 1


def content_agrees(event: Event, binder: Binder | None = None) -> bool:
    """Whether the event's content still gives its digest. What has no canonical form was never recorded by us."""
    columns = {name: getattr(event, name) for name in COLUMNS}
    reference = (binder or event.binder).reference
    try:
        return event_digest(binder_reference=reference, columns=columns) == event.digest
    except TypeError:
        return False


def head_matches(binder: Binder, *, count: int, digest: str) -> bool:
    """Whether the binder's event number `count` has this digest: does a head that left the building still stand?"""
    return Event.objects.filter(binder=binder, number=count, digest=digest).exists()
