"""The sessions of an account other than the one at hand."""

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone


def end_other_sessions(request: HttpRequest) -> int:
    """End every other session of whoever asks; the number that was ended."""
    mine, kept = str(request.user.pk), request.session.session_key
    ended = [
        row.pk
        for row in Session.objects.filter(expire_date__gt=timezone.now()).exclude(pk=kept or "")
        if row.get_decoded().get(SESSION_KEY) == mine
    ]
    Session.objects.filter(pk__in=ended).delete()
    return len(ended)
