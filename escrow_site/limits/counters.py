"""Count guesses, and say when the next one is heard.

The rows are nobody's cache: a row ends when it has expired, never because another one came. What a stranger can add is bounded by
what his address may try.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.db.models import F

from escrow_site.models import Counter

SWEPT_AT_ONCE = 4
MOST_DOUBLINGS = 20


@dataclass(frozen=True)
class Limit:
    """`free` guesses at once; then one after `first`, doubled each time up to `longest`. Forgotten after `memory` without one."""

    name: str
    free: int
    first: timedelta
    longest: timedelta
    memory: timedelta

    def pause(self, count: int) -> timedelta:
        """How long nothing more is heard after guess number `count`."""
        if count < self.free:
            return timedelta(0)
        return min(self.first * 2 ** min(count - self.free, MOST_DOUBLINGS), self.longest)


def take(limit: Limit, *whose: str, now: datetime) -> datetime | None:
    """Count one guess before it is compared: None when it may be compared, else the moment when the next one is heard.

    A guess that is not heard is not counted: nobody lengthens another's pause by knocking on.
    """
    key = _key(limit, whose)
    _sweep(now)
    with transaction.atomic():
        fresh = Counter(key=key, opens_at=now, expires_at=now)
        Counter.objects.bulk_create([fresh], ignore_conflicts=True)
        row = Counter.objects.select_for_update().get(pk=key)
        if row.expires_at <= now:
            row.count = 0
        elif row.opens_at > now:
            return row.opens_at
        row.count += 1
        row.opens_at = now + limit.pause(row.count)
        row.expires_at = max(row.opens_at, now) + limit.memory
        row.save(update_fields=["count", "opens_at", "expires_at"])
    return None


def give_back(limit: Limit, *whose: str, now: datetime) -> None:
    """The guess was right: it does not count. Wrong ones before it do, or a right one now and then would hide them."""
    row = Counter.objects.filter(pk=_key(limit, whose), count__gt=0)
    row.update(count=F("count") - 1, opens_at=now)


def forget(limit: Limit, *whose: str) -> None:
    """Whoever was counted has shown who he is: his wrong guesses are forgotten."""
    Counter.objects.filter(pk=_key(limit, whose)).delete()


def once(name: str, *whose: str, now: datetime, until: datetime) -> bool:
    """Whether this is the first time: a code that was used does not open again before it has run out."""
    used = Limit(name, 1, until - now, until - now, timedelta(0))
    return take(used, *whose, now=now) is None


def _key(limit: Limit, whose: tuple[str, ...]) -> str:
    return sha256("\0".join((limit.name, *whose)).encode("utf-8", "surrogatepass")).hexdigest()


def _sweep(now: datetime) -> None:
    """Take away a few rows that have expired, each by itself: two sweepers never wait for each other crosswise."""
    expired = Counter.objects.filter(expires_at__lte=now).order_by("expires_at")
    for key in list(expired.values_list("pk", flat=True)[:SWEPT_AT_ONCE]):
        Counter.objects.filter(pk=key, expires_at__lte=now).delete()
