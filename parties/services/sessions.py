"""Ending sessions. A session that is ended is deleted: its next request comes from a stranger."""

from datetime import datetime

from documents.errors import RuleViolation
from parties.models import AccountSession, User
from parties.selectors.sessions import handle_of, live_sessions


def end_sessions(user: User, but: str | None = None) -> int:
    """End all sessions of the account, except the one with the key `but`; return how many there were.

    For whoever changes a credential, a second factor, or closes the account.
    """
    ended, _ = AccountSession.objects.filter(user=user).exclude(session_key=but or "").delete()
    return ended


def end_session(user: User, handle: str, *, now: datetime) -> None:
    """End one session of the account by its handle. Refuses one that is over, or another account's, which look the same."""
    for session in live_sessions(user, now=now):
        if handle_of(session) == handle:
            session.delete()
            return
    raise RuleViolation("no_such_session", "There is no such session any more. Nothing was changed.")
