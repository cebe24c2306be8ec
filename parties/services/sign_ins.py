"""Putting sign-ins and refusals on record."""

from datetime import datetime

from django.utils.crypto import salted_hmac

from parties.models import SignIn, User


def record_sign_in(
    *,
    outcome: str,
    user: User | None = None,
    typed: str = "",
    address: str | None = None,
    device: str = "",
    factor: str = "",
    now: datetime,
) -> SignIn:
    """Write one attempt down. `typed` is kept as a keyed digest, and only where it names no account."""
    return SignIn.objects.create(
        at=now,
        user=user,
        typed_digest="" if user or not typed else digest_of(typed),
        address=address,
        device=device,
        outcome=outcome,
        factor=factor,
    )


def digest_of(typed: str) -> str:
    """The same for the same word in this installation, and nothing that can be tried out elsewhere."""
    return salted_hmac("parties.sign_ins.typed", typed.strip().lower(), algorithm="sha256").hexdigest()
