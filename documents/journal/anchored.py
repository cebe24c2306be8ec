"""Holding the record against the heads that were given out: anchors, daily checkpoints, and the time stamps on them (I6)."""

from collections.abc import Iterator, Sequence

from asn1crypto import x509

from documents.journal.heads import Head, compare, log_leaf, root_over
from documents.journal.merkle import Growing
from documents.journal.time_stamps import TokenRefused, read_token
from documents.journal.verify import digests_of
from documents.models import Anchor, Binder, Checkpoint, TimeStamp


def anchor_findings(binder: Binder) -> Iterator[str]:
    """A sentence for the first anchor that the binder's record does not extend; nothing when it extends them all."""
    digests, log = digests_of(binder), Growing()
    anchors = Anchor.objects.filter(binder=binder).order_by("count")
    for count, digest, log_root in anchors.values_list("count", "digest", "log_root").iterator():
        verdict = compare(Head(binder.reference, count, digest), digests)
        if verdict.kind != "extends":
            yield f"Binder {binder.reference}: {verdict.sentence} An anchor was given out for it."
            return
        while log.size < count:
            log.add(_leaf(digests[log.size]))
        if log.root().hex() != log_root:
            yield f"Binder {binder.reference}: the log up to event {count} has another root than its anchor says."
            return


def checkpoint_findings(binders: Sequence[Binder]) -> Iterator[str]:
    """A sentence for each checkpoint whose root is not that of its heads, or whose heads the record does not extend."""
    digests = {binder.reference: digests_of(binder) for binder in binders}
    for checkpoint in Checkpoint.objects.order_by("made_on").iterator():
        if not _gives_its_root(checkpoint):
            yield f"The {checkpoint}: its heads do not give its root; it was altered."
            continue
        for entry in checkpoint.heads:
            head = Head(entry["binder"], entry["count"], entry["digest"])
            if head.binder_reference not in digests:
                yield f"The {checkpoint}: binder {head.binder_reference} with {head.count:,} events is gone."
                continue
            verdict = compare(head, digests[head.binder_reference])
            if verdict.kind != "extends":
                yield f"The {checkpoint}: binder {head.binder_reference}: {verdict.sentence}"


def time_stamp_findings(roots: Sequence[x509.Certificate]) -> Iterator[str]:
    """A sentence for each token that is no trusted authority's word for the root of its checkpoint."""
    for row in TimeStamp.objects.select_related("checkpoint").order_by("id").iterator():
        where = f"The time stamp {row.serial} on the {row.checkpoint}"
        try:
            found = read_token(bytes(row.token), root=row.checkpoint.root, roots=roots)
        except TokenRefused as trouble:
            yield f"{where}: {trouble}."
            continue
        if (found.serial[:80], found.stamped_at) != (row.serial, row.stamped_at):
            yield f"{where}: its token names another serial number or moment."


def _leaf(digest: str) -> bytes:
    """The leaf of a digest; of what is no digest, a leaf that no anchor was ever made over."""
    try:
        return log_leaf(digest)
    except ValueError:
        return b""


def _gives_its_root(checkpoint: Checkpoint) -> bool:
    try:
        return root_over(checkpoint.heads) == checkpoint.root
    except (KeyError, TypeError, ValueError):
        return False
