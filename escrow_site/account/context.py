"""What the frame of every page needs to warn before the session ends."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from parties.session_store import SessionStore


def session_end(request: HttpRequest) -> dict[str, Any]:
    """`session_ends_in`: whole seconds; nothing where nobody is signed in."""
    store = getattr(request, "session", None)
    left = store.ends_in(timezone.now()) if isinstance(store, SessionStore) else None
    return {"session_ends_in": left}
