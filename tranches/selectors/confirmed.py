"""How much of an instruction line the transfer agent has confirmed, over all attempts, and what of it came back."""

from datetime import datetime

from django.db.models import Q, Sum

from tranches.models import InstructionLine, Posting

BACK = Posting.Kind.RECOVERY
COUNTED = (Posting.Kind.RELEASE, Posting.Kind.RETURN, BACK)


def confirmed_shares(line: InstructionLine, *, back_until: datetime | None = None) -> int:
    """The sum of the line's release postings (of a return's line, of its return postings), less the wrong deliveries that came back.

    With `back_until` only what had come back by then is taken off.
    """
    postings = Posting.objects.filter(release_line__instruction_line=line, kind__in=COUNTED)
    if back_until is not None:
        postings = postings.exclude(kind=BACK, recorded_at__gt=back_until)
    sums = postings.aggregate(
        out=Sum("shares", filter=~Q(kind=BACK)), back=Sum("shares", filter=Q(kind=BACK))
    )
    return int((sums["out"] or 0) - (sums["back"] or 0))
