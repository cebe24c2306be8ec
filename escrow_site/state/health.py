"""What a load balancer or a watchdog asks: does the process answer, and can it serve?

Answered before anything else looks at the request: it names no host, signs in as nobody, and opens no session.
"""

import os
from collections.abc import Callable, Iterator

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from escrow_site.state.conditions import migrations_missing

ALIVE, READY = "/healthz", "/readyz"


class Health:
    """200 at `/healthz` while the process answers; at `/readyz` 200 or 503 with what is missing, in one word each."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.migrated = False  # once the tables fit, they fit as long as this process runs

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == ALIVE:
            return JsonResponse({"alive": True})
        if request.path_info == READY:
            missing = list(self._missing())
            answer = {"ready": not missing} | ({"missing": missing} if missing else {})
            return JsonResponse(answer, status=503 if missing else 200)
        return self.get_response(request)

    def _missing(self) -> Iterator[str]:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            self.migrated = self.migrated or not migrations_missing()
            if not self.migrated:
                yield "migrations"
        except DatabaseError:
            yield "database"
        vault = settings.VAULT_ROOT
        if not os.access(vault if vault.exists() else vault.parent, os.W_OK):
            yield "vault"
