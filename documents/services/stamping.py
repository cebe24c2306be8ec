"""Having the root of a checkpoint stamped by a time-stamp authority (RFC 3161), outside of any act's transaction."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from urllib.request import Request, urlopen

from asn1crypto import x509
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from documents.journal.time_stamps import TokenRefused, certificates_in, read_token, request_for, token_in
from documents.models import Checkpoint, TimeStamp
from documents.services.deed import Deed

WAIT_SECONDS = 20
LARGEST_ANSWER = 64 * 1024
CLOCKS_MAY_DIFFER = timedelta(hours=1)


def trusted_roots() -> list[x509.Certificate]:
    """The certificates of `ESCROW_TSA_ROOTS`; none where no authority is configured. Refuses a file without any."""
    if not settings.TSA_ROOTS:
        return []
    try:
        return certificates_in(Path(settings.TSA_ROOTS).read_bytes())
    except (ValueError, TypeError) as trouble:
        raise ImproperlyConfigured(
            f"ESCROW_TSA_ROOTS: {settings.TSA_ROOTS} holds no certificate ({trouble})."
        ) from None


def unstamped() -> list[Checkpoint]:
    """The checkpoints without a time stamp, oldest first."""
    return list(Checkpoint.objects.filter(time_stamps__isnull=True).order_by("made_on"))


def stamp(deed: Deed, checkpoint: Checkpoint, *, ask: Callable[[bytes], bytes] | None = None) -> TimeStamp:
    """Ask the configured authority for a stamp over the checkpoint's root, verify the token, and keep it.

    Refuses (TokenRefused) an answer that is not a trusted authority's token for this request, and one whose clock is an hour off.
    OSError when the authority cannot be reached. Then nothing is kept, and the next run asks again.
    """
    nonce, roots = secrets.randbits(63) | 1, trusted_roots()
    token = token_in((ask or ask_authority)(request_for(checkpoint.root, nonce=nonce)))
    found = read_token(token, root=checkpoint.root, roots=roots, nonce=nonce)
    if trouble := clock_trouble(found.stamped_at, deed.now):
        raise TokenRefused(trouble)
    return deed.create(
        TimeStamp(
            checkpoint=checkpoint,
            authority=found.authority[:200],
            serial=found.serial[:80],
            stamped_at=found.stamped_at,
            token=token,
            received_at=deed.now,
        ),
        why="time stamp received",
    )


def clock_trouble(stamped_at: datetime, now: datetime) -> str:
    """Says how the authority's clock and ours differ when it is by more than an hour, else nothing."""
    if abs(stamped_at - now) <= CLOCKS_MAY_DIFFER:
        return ""
    return (
        f"it says {stamped_at:%Y-%m-%d %H:%M} UTC, the clock here {now:%Y-%m-%d %H:%M}; one of them is wrong"
    )


def ask_authority(request: bytes) -> bytes:
    """Send the request to the authority's address, which the settings have found to be http or https."""
    sent = Request(  # noqa: S310 (the reader of the environment takes no other scheme)
        settings.TSA_URL, data=request, headers={"Content-Type": "application/timestamp-query"}
    )
    with urlopen(sent, timeout=WAIT_SECONDS) as answer:  # noqa: S310
        content = bytes(answer.read(LARGEST_ANSWER + 1))
    if len(content) > LARGEST_ANSWER:
        raise TokenRefused(f"the answer is longer than {LARGEST_ANSWER:,} bytes")
    return content
