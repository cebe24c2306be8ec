"""Known devices: a browser that an account was fully signed in with. It opens nothing; it is counted by itself."""

import secrets
import unicodedata
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac

SALT = "escrow_site.limits.devices"
LONGEST = 365 * 24 * 3600
MOST_ACCOUNTS = 16  # of one browser; the oldest is forgotten


def cookie_name() -> str:
    return "__Host-known_device" if settings.BEHIND_TLS else "known_device"


def account_key(name: str) -> str:
    """The form of a user name under which it is counted: letters of either case and of any width are one."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def device_of(request: HttpRequest, name: str) -> str:
    """The device's number when this account was signed in with it, else empty. No statement: a name nobody has costs the same."""
    device, accounts = _read(request)
    return device if _mark(name) in accounts else ""


def remember(request: HttpRequest, response: HttpResponseBase, name: str) -> None:
    """Bind the browser to the account, after a full sign-in."""
    device, accounts = _read(request)
    mark = _mark(name)
    kept = [mark, *(entry for entry in accounts if entry != mark)][:MOST_ACCOUNTS]
    value = signing.dumps([device or secrets.token_urlsafe(12), kept], salt=SALT, compress=True)
    response.set_cookie(
        cookie_name(),
        value,
        max_age=LONGEST,
        httponly=True,
        secure=settings.BEHIND_TLS,
        samesite="Lax",
        path="/",
    )


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    try:
        found: Any = signing.loads(request.COOKIES.get(cookie_name(), ""), salt=SALT, max_age=LONGEST)
    except signing.BadSignature:
        return "", []
    return str(found[0]), [str(entry) for entry in found[1]]


def _mark(name: str) -> str:
    return salted_hmac(SALT, account_key(name)).hexdigest()[:16]
