"""Giving out heads: the anchor of one binder after an act, and the daily checkpoint over all of them."""

from typing import Any

from django.db import IntegrityError, transaction

from documents.days import house_day
from documents.journal.canonical import GENESIS
from documents.journal.heads import Head, log_kept, log_leaf, root_over
from documents.journal.merkle import Growing
from documents.models import Anchor, Binder, Checkpoint, Event
from documents.services.deed import BinderDeed, Deed


def anchor_head(deed: BinderDeed[Any]) -> Anchor | None:
    """Write down the binder's head, to be given out; None when it has no event, or this head was given out before.

    The caller holds the lock of the chain: it is the transaction of the act that wrote the newest event. A record that no longer
    extends the head given out last was cut off or rewritten behind our back: nothing goes on upon it (ours, not the user's).
    """
    binder = deed.binder
    last = _last_anchor(binder)
    head, log = _head_and_log(binder, last, must_extend=True)
    if head.count == 0 or (last is not None and last.count == head.count):
        return None
    row = Anchor(
        binder=binder,
        count=head.count,
        digest=head.digest,
        log_root=log.root().hex(),
        whole=b"".join(log.whole).hex(),
        made_at=deed.now,
    )
    return deed.create(row, why=f"head {head.count} given out")


def make_checkpoint(deed: Deed) -> tuple[Checkpoint, bool]:
    """The checkpoint of the day over the heads of all binders, and whether it was made now: there is one a day (UTC).

    Nothing is locked: each binder's head is the newest that was committed when it was read, and a later one extends it.
    """
    today = house_day(deed.now)
    earlier = Checkpoint.objects.filter(made_on=today).first()
    if earlier is not None:
        return earlier, False
    heads = []
    for binder in Binder.objects.order_by("pk"):
        head, log = _head_and_log(binder, _last_anchor(binder), must_extend=False)
        if head.count:
            heads.append(
                {
                    "binder": head.binder_reference,
                    "count": head.count,
                    "digest": head.digest,
                    "log_root": log.root().hex(),
                }
            )
    made = Checkpoint(made_on=today, made_at=deed.now, root=root_over(heads), heads=heads)
    try:
        with transaction.atomic():
            return deed.create(made, why="checkpoint of the day"), True
    except IntegrityError:
        return Checkpoint.objects.get(made_on=today), False  # another process was quicker


def _last_anchor(binder: Binder) -> Anchor | None:
    return Anchor.objects.filter(binder=binder).order_by("-count").first()


def _head_and_log(binder: Binder, last: Anchor | None, *, must_extend: bool) -> tuple[Head, Growing]:
    """The binder's head and the log up to it, gone on from the head given out last: only what came after it is read.

    Where nothing was given out, or what was kept with it does not give its root, the log is made from the first event; so it is
    where the record does not extend the head, unless it must: then RuntimeError.
    """
    log = log_kept(last.count, last.whole, last.log_root) if last is not None else None
    log = log or Growing()
    # The event of the last head is read again, too: it must still be there, and be the one that was given out.
    since = Event.objects.filter(binder=binder, number__gte=max(log.size, 1)).order_by("number")
    digests = dict(since.values_list("number", "digest"))
    if last is not None and digests.get(last.count) != last.digest:
        if must_extend:
            raise RuntimeError(
                f"the record of {binder.reference} does not extend its head {last.count}, which was given out"
            )
        return _head_and_log(binder, None, must_extend=False)
    for number, digest in digests.items():
        if number > log.size:
            log.add(log_leaf(digest))
    count = max(digests, default=0)
    return Head(binder.reference, count, digests.get(count, GENESIS)), log
