"""Keeping a filter under a name, and forgetting it. A convenience of one account: no event, no history."""

from datetime import datetime

from django.db import IntegrityError, transaction

from documents.errors import RuleViolation
from documents.models import SavedFilter

MOST = 30


def save_filter(*, user_id: int, page: str, name: str, query: str, now: datetime) -> SavedFilter:
    """Keep what is asked of a list. Refuses an empty or taken name, an empty filter, and more than thirty a list."""
    name = " ".join(name.split())
    if not name or len(name) > 60 or not name.isprintable():
        raise RuleViolation("filter_name", "Give the filter a name of at most 60 characters.", field="name")
    if not query:
        raise RuleViolation(
            "filter_empty", "This list is not filtered. Choose what to look for, then save it."
        )
    if len(query) > 1000:
        raise RuleViolation("filter_long", "This filter is too long to be kept. Shorten its words.")
    kept = SavedFilter.objects.filter(user_id=user_id, page=page)
    if kept.count() >= MOST:
        raise RuleViolation(
            "filters_full", f"{MOST} filters of this list are kept. Delete one you no longer use."
        )
    try:
        with transaction.atomic():
            return SavedFilter.objects.create(
                user_id=user_id, page=page, name=name, query=query, saved_at=now
            )
    except IntegrityError:
        raise RuleViolation(
            "filter_name_taken",
            f"A filter of yours is called “{name}” already. Choose another name, or delete that one.",
            field="name",
        ) from None


def forget_filter(*, user_id: int, pk: int) -> SavedFilter | None:
    """Delete one of the account's own; nothing for a missing one or another's."""
    found = SavedFilter.objects.filter(user_id=user_id, pk=pk).first()
    if found is not None:
        found.delete()
    return found


def filters_of(user_id: int | None, page: str) -> list[SavedFilter]:
    """The account's own filters of a list, by name."""
    return list(SavedFilter.objects.filter(user_id=user_id, page=page)) if user_id else []
