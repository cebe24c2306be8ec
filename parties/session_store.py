"""The session engine: an idle and an absolute end that no view can pass, whose session it is, and few writes.

`SESSION_ENGINE` names this module. Django's own engine knows one end and is kept alive by a write at each request, which took
SQLite's write lock for each page read. Here the ends are checked where a session is loaded, and "last seen" is written once a
minute at most (`touch`).
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from parties.models import AccountSession, KeptForm

TOUCHED_EACH = timedelta(minutes=1)


def idle() -> timedelta:
    """How long a session lives without a request."""
    return timedelta(seconds=settings.SESSION_COOKIE_AGE)


def absolute() -> timedelta:
    """How long it lives from the sign-in, whatever happens."""
    return timedelta(seconds=settings.SESSION_ABSOLUTE_AGE)


def kept_for() -> timedelta:
    """How long a form that came too late is kept, and the row that says whose it was."""
    return timedelta(seconds=settings.KEPT_FORM_AGE)


def end_of(row: AccountSession) -> datetime:
    """The moment from which the session is over: idle since it was last seen, or absolutely since it began."""
    return min(row.seen_at + idle(), row.began_at + absolute())


class SessionStore(DatabaseStore):
    """`lapsed_user_id` is the account of a session that ran out a moment ago; it opens nothing, and a form may be kept for it.

    `address` and `device` are set by the middleware and written with the row.
    """

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self.lapsed_user_id: int | None = None
        self.address: str | None = None
        self.device = ""
        self._row: AccountSession | None = None

    @classmethod
    def get_model_class(cls) -> type[AccountSession]:
        return AccountSession

    def load(self) -> dict[str, Any]:
        now = timezone.now()
        row = AccountSession.objects.filter(session_key=self.session_key, expire_date__gt=now).first()
        if row is None or (row.user_id is not None and now >= end_of(row)):
            self.lapsed_user_id = row.user_id if row else None
            self._session_key = None
            return {}
        self._row = row
        return self.decode(row.session_data)

    def flush(self) -> None:
        super().flush()
        self._row = None

    def create_model_instance(self, data: dict[str, Any]) -> AccountSession:
        """The row to be saved. A new key for the same account (a changed password) does not begin its time anew."""
        now = timezone.now()
        owner = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        known = self._row if self._row is not None and self._row.user_id == owner else None
        row = AccountSession(
            session_key=self._get_or_create_session_key(),  # type: ignore[attr-defined]
            session_data=self.encode(data),
            user_id=owner,
            began_at=known.began_at if known else now,
            seen_at=now,
            address=self.address or (known.address if known else None),
            device=self.device or (known.device if known else ""),
        )
        row.expire_date = end_of(row) + (kept_for() if owner else timedelta())
        if data:
            self._row = row
        return row

    def ends_in(self, now: datetime) -> int | None:
        """Whole seconds until the session of an account ends; None where nobody is signed in."""
        if SESSION_KEY not in self or self._row is None:
            return None
        return max(0, int((end_of(self._row) - now).total_seconds()))

    def touch(self, now: datetime) -> None:
        """Note that its owner was seen, once a minute at most and without writing what the session holds."""
        if SESSION_KEY not in self or self._row is None or now - self._row.seen_at < TOUCHED_EACH:
            return
        self._row.seen_at = now
        self._row.expire_date = end_of(self._row) + kept_for()
        AccountSession.objects.filter(pk=self._row.pk).update(
            seen_at=now, expire_date=self._row.expire_date, address=self.address or self._row.address
        )

    @classmethod
    def clear_expired(cls) -> None:
        """`manage.py clearsessions`: sessions that are over, and forms that nobody came back for."""
        super().clear_expired()
        KeptForm.objects.filter(kept_at__lt=timezone.now() - kept_for()).delete()
