"""Reading the chain as a stranger would: recompute every digest, number and link, and name the first that is wrong."""

from collections.abc import Iterator, Sequence

from documents.journal.canonical import GENESIS, stored_digest
from documents.journal.heads import Head, Verdict, compare
from documents.journal.reading import StoredEvent, stored_events, stored_events_of
from documents.models import Binder, Event


def chain_findings(binder: Binder) -> Iterator[str]:
    """A sentence for the first fault of the binder's chain; nothing when it is whole (I6)."""
    found = first_findings([binder]).get(binder.pk)
    if found is not None:
        yield found


def first_findings(binders: Sequence[Binder]) -> dict[int, str]:
    """By binder (primary key), the sentence of the first fault of its chain; those that are whole are left out. One query."""
    references = {binder.pk: binder.reference for binder in binders}
    found: dict[int, str] = {}
    current, previous, expected = 0, GENESIS, 1
    for pk, event in stored_events_of(binders):
        if pk != current:
            current, previous, expected = pk, GENESIS, 1
        elif pk in found:
            continue
        fault = _fault_of(event, references[pk], previous, expected)
        if fault:
            found[pk] = f"Binder {references[pk]}, event {event.number}: {fault}"
        previous, expected = event.digest, expected + 1
    return found


def _fault_of(event: StoredEvent, reference: str, previous: str, expected: int) -> str:
    """What is wrong with an event that should have this number and name this digest before it; nothing, as a rule."""
    if event.number != expected:
        return f"number {expected} is missing."
    if event.fault:
        return f"{event.fault}; it was altered after it was recorded."
    if event.columns["previous_digest"] != previous:
        return f"it does not name the digest of event {expected - 1}."
    if not _gives_its_digest(event, reference):
        return "its content does not give its digest; it was altered after it was recorded."
    return ""


def content_agrees(event: Event, binder: Binder | None = None) -> bool:
    """Whether the event's content, as stored, still gives its digest. What has no canonical form was never recorded by us."""
    stored = next(stored_events(binder or event.binder, number=event.number), None)
    return stored is not None and _gives_its_digest(stored, (binder or event.binder).reference)


def _gives_its_digest(event: StoredEvent, reference: str) -> bool:
    if event.fault:
        return False
    try:
        return stored_digest(reference, event.columns) == event.digest
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
