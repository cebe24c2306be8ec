"""Sign-in rules on top of django-allauth: nobody registers himself, guesses are counted, and a proof is asked for once."""

from typing import Any

from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse

from escrow_site.account.recorded import RecordedSignIns, named, on_record
from escrow_site.factors.rule import is_required
from escrow_site.limits.address import client_address
from escrow_site.limits.devices import remember
from escrow_site.limits.guesses import heard
from parties.models import SignIn
from parties.proof import has_factor, is_proven


class ClosedAccountAdapter(RecordedSignIns):
    """Accounts are made by the agent for people on the register; the sign-up pages stay shut."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Compare a password, at sign-in and when it is asked for again; its guesser is counted first."""
        name = str(credentials.get("username", ""))
        try:
            return heard(
                request, name, lambda: super(ClosedAccountAdapter, self).authenticate(request, **credentials)
            )
        except ValidationError:
            on_record(request, SignIn.Outcome.LIMITED, user=named(name), typed=name)
            raise

    def get_login_stages(self) -> list[str]:
        ours = {"allauth.mfa.stages.AuthenticateStage": "escrow_site.factors.stages.FactorStage"}
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """The sign-in is complete: remember the device, unless a factor is still to be set up."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        if not is_required() or has_factor(user):
            remember(request, response, user.get_username())
        return response

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """A fresh sign-in is a proof: nobody is asked twice within five minutes (`parties.proof`)."""
        return not is_proven(context.request)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Whoever has a second factor proves himself by it; the password alone is the way of those who have none."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if user.is_authenticated and has_factor(user):
            methods = [method for method in methods if method["id"] != "reauthenticate"]
            if not is_mfa_enabled(user, types=[Authenticator.Type.TOTP]):
                methods.sort(
                    key=lambda method: method["id"] == "mfa_reauthenticate"
                )  # the key before its recovery codes
        return methods
