"""Does a head that left the building still stand?"""

import re
from uuid import UUID

from documents.database.reader import as_house
from documents.journal.heads import Head
from documents.models import Event

_COUNT = re.compile(r"[1-9][0-9]{0,8}\Z", re.ASCII)
_DIGEST = re.compile(r"[0-9a-f]{64}\Z")


@as_house
def head_stands(*, binder: UUID, count: str, digest: str) -> bool:
    """Whether event number `count` of the binder has this digest.

    Takes text as it stands in an address. One query, whatever the answer: an unknown binder, a number beyond the chain, a
    malformed digest and a wrong one cannot be told apart.
    """
    well_formed = bool(_COUNT.match(count) and _DIGEST.match(digest))
    found = Event.objects.filter(
        binder__public_id=binder,
        number=int(count) if well_formed else 0,
        digest=digest if well_formed else "",
    ).exists()
    return well_formed and found


@as_house
def kept_head_stands(head: Head | None) -> bool:
    """Whether a kept head, named by its binder's reference, stands. One query, also for what is no head."""
    return Event.objects.filter(
        binder__reference=head.binder_reference if head else "",
        number=head.count if head else 0,
        digest=head.digest if head else "",
    ).exists()
