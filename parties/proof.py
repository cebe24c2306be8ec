"""The proof of identity behind a request: by what, when, and whether it is fresh enough for a signature.

One piece for every door. A signature needs a proof not older than five minutes; the sign-in itself is one. Of somebody with a second
factor only a proof by that factor counts: whoever found an open session, or a password, signs nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext

P = ParamSpec("P")
Answer = TypeVar("Answer")

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""What stands for itself. Recovery codes stand in for one of these."""
WORDS = {"totp": "authenticator app", "webauthn": "passkey", "recovery_codes": "recovery code"}


@dataclass(frozen=True)
class Proof:
    """The newest proof of a session: its methods in order, the moment, and whether a second factor was among them."""

    methods: tuple[str, ...] = ()
    at: datetime | None = None
    by_factor: bool = False

    def __str__(self) -> str:
        """As it is recorded with an act: `password and authenticator app at 2026-12-21T02:00:00Z`, at most 60 characters."""
        if self.at is None:
            return "session"
        return f"{' and '.join(self.methods)} at {self.at:%Y-%m-%dT%H:%M:%SZ}"


def has_factor(user: Any) -> bool:
    """Whether the account has a second factor of its own (recovery codes alone are none)."""
    return bool(is_mfa_enabled(user, types=list(FACTORS)))


def proof_of(request: HttpRequest) -> Proof:
    """The newest proof of whoever asks: the last time he proved himself again, else how he signed in."""
    user = request.user
    records: list[dict[str, Any]] = get_authentication_records(request, user) if user.is_authenticated else []
    if not records:
        return Proof()
    newest = records[-1]
    of_it = (
        [newest]
        if newest.get("reauthenticated")
        else [row for row in records if not row.get("reauthenticated")]
    )
    methods = dict.fromkeys(_word(record) for record in of_it)
    by_factor = newest.get("method") == "mfa"
    return Proof(tuple(methods)[-2:], datetime.fromtimestamp(newest["at"], tz=UTC), by_factor)


def is_proven(request: HttpRequest) -> bool:
    """Whether the proof is fresh enough to sign: five minutes, and by the second factor of whoever had one then."""
    proof = proof_of(request)
    if proof.at is None:
        return False
    if (timezone.now() - proof.at).total_seconds() >= settings.ACCOUNT_REAUTHENTICATION_TIMEOUT:
        return False
    had_one = Authenticator.objects.filter(user=request.user, type__in=FACTORS, created_at__lte=proof.at)
    return proof.by_factor or not had_one.exists()


def proof_required(
    view: Callable[Concatenate[HttpRequest, P], Answer],
) -> Callable[Concatenate[HttpRequest, P], Answer]:
    """Ask for a fresh proof before a view that signs. What was posted is kept and goes on by itself; files are named, not kept."""

    @wraps(view)
    def asked(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> Answer:
        if not is_proven(request):
            for name in (str(file) for file in request.FILES.values()):
                messages.warning(
                    request, gettext("Choose the file again: “%(name)s” was not kept.") % {"name": name}
                )
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    return asked


def _word(record: dict[str, Any]) -> str:
    return WORDS.get(str(record.get("type")), str(record.get("method")))
