"""No door opens to an account without a second factor, where one is required."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse

from escrow_site.factors.rule import is_required
from parties.proof import has_factor

# What leads to a factor, out of the house, or is open to strangers anyway.
OPEN = frozenset(
    {
        "account_login",
        "account_logout",
        "account_inactive",
        "account_reauthenticate",
        "account_change_password",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "check",
        "check_paper",
        "check_head",
        "calendar_feed",
    }
)


class FactorFirst:
    """Lead a signed-in account without a factor to the page that sets one up, whatever it asked for. Nothing is done before."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            is_required()
            and request.user.is_authenticated
            and not _open(request)
            and not has_factor(request.user)
        ):
            return HttpResponseRedirect(reverse("mfa_index"))
        return self.get_response(request)


def _open(request: HttpRequest) -> bool:
    try:
        return resolve(request.path_info).view_name in OPEN
    except Resolver404:
        return True  # there is nothing behind it
