"""How much of an instruction line the transfer agent has confirmed, over all attempts."""

from django.db.models import Sum

from tranches.models import InstructionLine, Posting


def confirmed_shares(line: InstructionLine) -> int:
    """The sum of the line's release postings."""
    total = Posting.objects.filter(release_line__instruction_line=line, kind=Posting.Kind.RELEASE).aggregate(
        all=Sum("shares")
    )
    return total["all"] or 0
