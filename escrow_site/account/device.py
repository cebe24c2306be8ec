"""Where a request comes from, in words for its owner."""

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_ipv46_address
from django.http import HttpRequest

# Each browser names the ones before it too, so the order counts.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("MicroMessenger", "WeChat"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


def device_words(user_agent: str) -> str:
    """`Firefox on Windows`: what the browser says of itself, which may be untrue. Its own text is never repeated."""
    browser = next((word for mark, word in BROWSERS if mark in user_agent), "")
    system = next((word for mark, word in SYSTEMS if mark in user_agent), "")
    return " on ".join(filter(None, (browser, system))) or "Another program"


def device_of(request: HttpRequest) -> str:
    return device_words(request.headers.get("user-agent", ""))


def address_of(request: HttpRequest) -> str | None:
    """The client's address as the limits count it; None where it cannot be told."""
    try:
        address = str(get_adapter(request).get_client_ip(request))
        validate_ipv46_address(address)
    except (PermissionDenied, ValidationError):
        return None
    return address
