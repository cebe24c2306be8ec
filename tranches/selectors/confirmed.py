"""How much of an instruction line the transfer agent has confirmed, over all attempts."""

from django.db.models import Sum

from tranches.models import InstructionLine, Posting


def confirmed_shares(line: InstructionLine) -> int:
    """The sum of the line's release postings; of a return's line, of its return postings."""
    confirmed = (Posting.Kind.RELEASE, Posting.Kind.RETURN)
    total = Posting.objects.filter(release_line__instruction_line=line, kind__in=confirmed).aggregate(
        all=Sum("shares")
    )
    return total["all"] or 0
