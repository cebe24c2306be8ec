"""Pages whose address holds a secret."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from escrow_site.limits import rules
from escrow_site.limits.address import client_address
from escrow_site.limits.counters import take

View = Callable[..., HttpResponseBase]


def misses_limited(view: View) -> View:
    """Count the addresses that open nothing, by client; beyond the limit the answer is 429. A right one always opens.

    The secret is too long to be guessed: the limit ends a search that would find nothing, and never a subscriber's calendar.
    """

    @wraps(view)
    def limited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except Http404:
            now = timezone.now()
            until = take(rules.CALENDAR, client_address(request), now=now)
            if until is None:
                raise
            wait = str(max(1, int((until - now).total_seconds())))
            return HttpResponse("Too many requests.\n", "text/plain", 429, headers={"Retry-After": wait})

    return limited
