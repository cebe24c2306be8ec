"""The client's address: what the proxies we trust say of it, and never what the client says of itself."""

from ipaddress import IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.http import HttpRequest

IPV6_PREFIX = 64  # what one customer of a provider holds
UNKNOWN = "unknown"


def client_address(request: HttpRequest) -> str:
    """The address a request came from, with `ESCROW_TRUSTED_PROXIES` proxies between it and the desk.

    Each proxy writes at the end of `X-Forwarded-For` from whom it took the request, so the entry that the outermost of ours wrote
    is the last but so many; what stands before it was written by the client. With no proxy the header is not read at all. An entry
    that is no address, or a header shorter than our proxies would make it, leaves the address of the connection.
    """
    direct = str(request.META.get("REMOTE_ADDR") or "")
    trusted: int = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    said = str(request.META.get("HTTP_X_FORWARDED_FOR") or "").split(",")
    if trusted and len(said) >= trusted:
        return _network(said[-trusted]) or _network(direct) or UNKNOWN
    return _network(direct) or UNKNOWN


def _network(text: str) -> str:
    """The address in one form; of IPv6 the network, of which one client owns every address. Empty for what is none."""
    bare = text.strip()
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        found = ip_address(bare.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(IPv6Network((found, IPV6_PREFIX), strict=False).network_address)
    return str(found)
