"""Who asks the database during a request: nobody until it is known, and nobody again when the request ends."""

from collections.abc import Callable

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from documents.database.reader import HOUSE, VISITOR, Reader, reading_as
from tranches.selectors.access import actor_for, reader_for


class WhoAsks:
    """Tell the database who asks, as his roles stand at this moment (documents/database/reader.py); only PostgreSQL listens."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if connection.vendor != "postgresql":
            return self.get_response(request)
        with reading_as(_reader_of(request)):
            return self.get_response(request)


def _reader_of(request: HttpRequest) -> Reader:
    """Without a session nobody has signed in; the house finds out who did."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return VISITOR
    with reading_as(HOUSE):
        if not request.user.is_authenticated:
            return VISITOR
        return reader_for(actor_for(request))
