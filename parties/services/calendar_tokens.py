"""The secret address of an account's calendar feed: made, shown once, revoked."""

import hashlib
import secrets
from datetime import datetime

from django.db import transaction

from documents.actor import Actor
from documents.database.reader import as_house
from documents.errors import RuleViolation
from documents.services.deed import Deed
from parties.models import CalendarToken, User


@transaction.atomic
def make_token(*, user: User, actor: Actor, now: datetime) -> tuple[CalendarToken, str]:
    """A new secret for the account, and the row that knows its digest; the one before it ends. The secret is not kept."""
    deed = Deed("make_token", actor, now)
    User.objects.select_for_update().get(pk=user.pk)
    for live in CalendarToken.objects.filter(user=user, revoked_at__isnull=True):
        _end(deed, live, why="replaced by a new one")
    secret = secrets.token_urlsafe(32)
    token = deed.create(CalendarToken(user=user, digest=digest_of(secret), made_at=now), why="made")
    return token, secret


@transaction.atomic
def revoke_token(*, user: User, actor: Actor, now: datetime) -> CalendarToken:
    """End the account's secret: its address is gone from this moment on. Refuses where there is none."""
    live = CalendarToken.objects.select_for_update().filter(user=user, revoked_at__isnull=True).first()
    if live is None:
        raise RuleViolation("no_token", "This account has no calendar address. Nothing was changed.")
    return _end(Deed("revoke_token", actor, now), live, why="revoked")


def live_token(user: User) -> CalendarToken | None:
    return CalendarToken.objects.filter(user=user, revoked_at__isnull=True).first()


@as_house  # the secret alone says who asks
def owner_of(secret: str) -> User | None:
    """The active account that a live secret belongs to."""
    token = (
        CalendarToken.objects.filter(digest=digest_of(secret), revoked_at__isnull=True, user__is_active=True)
        .select_related("user__person")
        .first()
    )
    return token.user if token else None


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _end(deed: Deed, token: CalendarToken, *, why: str) -> CalendarToken:
    token.revoked_at = deed.now
    return deed.update(token, "revoked_at", why=why)
