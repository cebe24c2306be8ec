"""Giving out heads: the anchor of one binder after an act, and the daily checkpoint over all of them."""

from datetime import datetime

from django.db import IntegrityError, transaction

from documents.actor import Actor
from documents.days import house_day
from documents.journal.heads import Head, log_root, root_over
from documents.models import Anchor, Binder, Checkpoint, Event
from documents.services.recorded import create


def anchor_head(binder: Binder, *, actor: Actor, now: datetime) -> Anchor | None:
    """Write down the binder's head, to be given out; None when it has no event, or this head was given out before.

    The caller holds the lock of the chain: it is the transaction of the act that wrote the newest event. A record that no longer
    extends the head given out last was cut off or rewritten behind our back: nothing goes on upon it (ours, not the user's).
    """
    digests = _digests(binder)
    if not digests:
        return None
    count, digest = digests[-1]
    last = Anchor.objects.filter(binder=binder).order_by("count").last()
    if last is not None and (last.count, last.digest) not in digests:
        raise RuntimeError(
            f"the record of {binder.reference} does not extend its head {last.count}, which was given out"
        )
    if last is not None and last.count == count:
        return None
    row = Anchor(
        binder=binder,
        count=count,
        digest=digest,
        log_root=log_root(digest for _, digest in digests),
        made_at=now,
    )
    return create(row, actor=actor, now=now, reason=f"head {count} given out")


def make_checkpoint(*, actor: Actor, now: datetime) -> tuple[Checkpoint, bool]:
    """The checkpoint of the day over the heads of all binders, and whether it was made now: there is one a day (UTC).

    Nothing is locked: each binder's head is the newest that was committed when it was read, and a later one extends it.
    """
    today = house_day(now)
    earlier = Checkpoint.objects.filter(made_on=today).first()
    if earlier is not None:
        return earlier, False
    heads = []
    for binder in Binder.objects.order_by("pk"):
        digests = _digests(binder)
        if digests:
            head = Head(binder.reference, *digests[-1])
            root = log_root(digest for _, digest in digests)
            heads.append(
                {
                    "binder": head.binder_reference,
                    "count": head.count,
                    "digest": head.digest,
                    "log_root": root,
                }
            )
    made = Checkpoint(made_on=today, made_at=now, root=root_over(heads), heads=heads)
    try:
        with transaction.atomic():
            return create(made, actor=actor, now=now, reason="checkpoint of the day"), True
    except IntegrityError:
        return Checkpoint.objects.get(made_on=today), False  # another process was quicker


def _digests(binder: Binder) -> list[tuple[int, str]]:
    """Number and digest of each of the binder's events, first to last."""
    return list(Event.objects.filter(binder=binder).order_by("number").values_list("number", "digest"))
