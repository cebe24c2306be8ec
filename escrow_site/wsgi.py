"""The WSGI entry for gunicorn."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "escrow_site.settings")
desk = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Hand the desk a request whose encoding it can read, or knows that it cannot."""
    from escrow_site.requests import readable

    return desk(readable(environ), start_response)
