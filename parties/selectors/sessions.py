"""The sessions of an account."""

from datetime import datetime

from django.utils.crypto import salted_hmac

from parties.models import AccountSession, User
from parties.session_store import end_of


def live_sessions(user: User, *, now: datetime) -> list[AccountSession]:
    """Those that are not over, the one seen last first."""
    return [row for row in AccountSession.objects.filter(user=user) if now < end_of(row)]


def handle_of(session: AccountSession) -> str:
    """A name for a page that gives the key itself to nobody."""
    return salted_hmac("parties.sessions.handle", session.session_key, algorithm="sha256").hexdigest()[:24]
