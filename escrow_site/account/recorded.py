"""allauth's hooks by which sign-ins, refusals and changed passwords come on record."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from documents.errors import RuleViolation
from escrow_site.account.device import address_of, device_of
from parties.authority import actor_of
from parties.models import SignIn, User
from parties.services.credentials import change_password
from parties.services.sign_ins import record_sign_in

Outcome = SignIn.Outcome


def on_record(
    request: HttpRequest, outcome: str, *, user: User | None = None, typed: str = "", factor: str = ""
) -> None:
    """Write one attempt down with where it came from."""
    record_sign_in(
        outcome=outcome,
        user=user,
        typed=typed,
        address=address_of(request),
        device=device_of(request),
        factor=factor,
        now=timezone.now(),
    )


def factor_refused(request: HttpRequest, user: User, **_: Any) -> None:
    """The receiver of allauth's signal: a code or a passkey was wrong."""
    again = request.user.is_authenticated
    on_record(request, Outcome.PROOF_REFUSED if again else Outcome.WRONG_FACTOR, user=user, factor="mfa")


def named(typed: str) -> User | None:
    """The account of that name. Asked once for a known and for an unknown name: the two must cost the same."""
    return User.objects.filter(username__iexact=typed.strip()).first()


class RecordedSignIns(DefaultAccountAdapter):
    """Every attempt is on record, and a password is set by the one service that records it, ends sessions and tells its owner."""

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            typed = str(credentials.get("username", ""))
            on_record(request, Outcome.LIMITED, user=named(typed), typed=typed)
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        super().authentication_failed(request, **credentials)
        if request.user.is_authenticated:
            on_record(request, Outcome.PROOF_REFUSED, user=request.user, factor="password")
            return
        typed = str(credentials.get("username", ""))
        known = named(typed)
        outcome = Outcome.WRONG_PASSWORD if known else Outcome.UNKNOWN_NAME
        on_record(request, outcome, user=known, typed=typed, factor="password")

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        on_record(request, Outcome.INACTIVE, user=user, factor="password")
        return super().respond_user_inactive(request, user)

    def post_login(self, request: HttpRequest, user: Any, **arguments: Any) -> HttpResponse:
        response = super().post_login(request, user, **arguments)
        on_record(request, Outcome.SIGNED_IN, user=user, factor=factor_of(request, user))
        return response

    def set_password(self, user: Any, password: str) -> None:
        """The hook of all of allauth's password pages: change, and reset by a link."""
        request = self.request
        by_link = not request.user.is_authenticated
        factor = "link by mail and second factor" if by_link else factor_of(request, user)
        now = timezone.now()
        try:
            change_password(
                user=user,
                password=password,
                reason="set anew by a link and a second factor" if by_link else "changed by its owner",
                actor=actor_of(user, now=now, factor=factor),
                now=now,
                but=request.session.session_key,
            )
        except RuleViolation as refusal:
            request.session.flush()
            messages.error(request, refusal.sentence)
            raise ImmediateHttpResponse(HttpResponseRedirect(reverse("account_login"))) from refusal


def factor_of(request: HttpRequest, user: Any) -> str:
    """By what the session was proven, as `password and mfa`."""
    methods = [str(record.get("method", "")) for record in get_authentication_records(request, user)]
    return " and ".join(dict.fromkeys(filter(None, methods)))[:60]
