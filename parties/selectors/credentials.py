"""Who had a hand in somebody's power to sign lately: his account, his role, his entry as a signatory (I10)."""

from collections.abc import Iterable
from datetime import datetime

from parties.models import Membership, Signatory, User


def hands_since(person_ids: Iterable[int], since: datetime, until: datetime) -> dict[int, int]:
    """Who (by person) opened, changed or granted something to one of these persons in that time, and to whom.

    Read from the append-only histories, which name the account of every change. What the person did himself, such as a sign-in,
    is no hand of another.
    """
    wanted = set(person_ids)
    found: dict[int, int] = {}
    for model in (User, Membership, Signatory):
        rows = model.history.filter(
            person_id__in=wanted,
            history_date__gte=since,
            history_date__lte=until,
            history_user__person__isnull=False,
        )
        for doer, whose in rows.values_list("history_user__person_id", "person_id"):
            if doer != whose:
                found[doer] = whose
    return found
