"""Reading the chain as a stranger would: recompute every digest, number and link, and name the first that is wrong."""

from collections.abc import Iterator

from documents.journal.canonical import GENESIS, event_digest
from documents.journal.heads import Head, Verdict, compare
from documents.journal.reading import StoredEvent, stored_events
from documents.models import Binder, Event


def chain_findings(binder: Binder) -> Iterator[str]:
    """A sentence for the first fault of the binder's chain; nothing when it is whole (I6)."""
    previous, expected = GENESIS, 1
    for event in stored_events(binder):
        where = f"Binder {binder.reference}, event {event.number}"
        if event.number != expected:
            yield f"{where}: number {expected} is missing."
            return
        if event.fault:
            yield f"{where}: {event.fault}; it was altered after it was recorded."
            return
        if event.columns["previous_digest"] != previous:
            yield f"{where}: it does not name the digest of event {expected - 1}."
            return
        if not _gives_its_digest(event, binder.reference):
            yield f"{where}: its content does not give its digest; it was altered after it was recorded."
            return
        previous, expected = event.digest, expected + 1


def content_agrees(event: Event, binder: Binder | None = None) -> bool:
    """Whether the event's content, as stored, still gives its digest. What has no canonical form was never recorded by us."""
    stored = next(stored_events(binder or event.binder, number=event.number), None)
    return stored is not None and _gives_its_digest(stored, (binder or event.binder).reference)


def _gives_its_digest(event: StoredEvent, reference: str) -> bool:
    if event.fault:
        return False
    try:
        return event_digest(binder_reference=reference, columns=event.columns) == event.digest
    except (TypeError, ValueError):
        return False


def digests_of(binder: Binder) -> list[str]:
    """The digests of the binder's events, first to last."""
    return list(Event.objects.filter(binder=binder).order_by("number").values_list("digest", flat=True))


def head_matches(binder: Binder, *, count: int, digest: str) -> bool:
    """Whether the binder's event number `count` has this digest: does a head that left the building still stand?"""
    return Event.objects.filter(binder=binder, number=count, digest=digest).exists()


def against(binder: Binder, heads: list[Head]) -> list[tuple[Head, Verdict]]:
    """How kept heads of the binder stand to its record now, lowest number first."""
    digests, agreed = digests_of(binder), 0
    verdicts = []
    for head in sorted(heads, key=lambda head: head.count):
        verdict = compare(head, digests, agreed)
        if verdict.kind == "extends":
            agreed = head.count
        verdicts.append((head, verdict))
    return verdicts
