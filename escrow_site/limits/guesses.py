"""A password is compared only when its guesser may be heard; a code only with a password that was right."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from allauth.account.models import Login
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext

from escrow_site.limits import rules
from escrow_site.limits.address import client_address
from escrow_site.limits.counters import Limit, forget, give_back, take
from escrow_site.limits.devices import account_key, device_of
from parties.models import User

SLOWED = "slowed"
Compare = Callable[[], Any]


def heard(request: HttpRequest, name: str, compare: Compare) -> Any:
    """The account whose password it is, or None. Raises a `slowed` error, by the same words for every name, when not heard.

    From a known device, or by whoever is signed in, only his own wrong guesses count. Otherwise the name and the address count;
    when one of them is slowed, the right password together with the right code is still heard.
    """
    now, whose = timezone.now(), account_key(name)
    if own := _own_side(request, name):
        _let_through(rules.DEVICE, whose, own, now=now)
        if user := compare():
            forget(rules.DEVICE, whose, own)
        return user
    address = client_address(request)
    until = take(rules.ADDRESS, address, now=now) or take(rules.STRANGER, whose, now=now)
    if until:
        return _by_both(request, whose, address, compare, now=now, until=until)
    if user := compare():
        forget(rules.STRANGER, whose)
        give_back(rules.ADDRESS, address, now=now)
    return user


def code_heard(request: HttpRequest, user: Any) -> tuple[Limit, str, str]:
    """Count a code of the account before it is compared; returns whose count it was, to be forgotten when the code is right.

    Of an account that is known on this device, or signed in, the count is its own: a thief of the password has another one.
    """
    name = user.get_username()
    counted = (rules.CODE, account_key(name), _own_side(request, name) or "unknown device")
    _let_through(*counted, now=timezone.now())
    return counted


def slowed(until: datetime) -> ValidationError:
    return ValidationError(
        gettext(
            "Too many wrong answers. The next one is heard after %(until)s UTC. From a device that you have signed in with before, "
            "with a passkey, or with your password and a code of your second factor together, you need not wait."
        )
        % {"until": f"{until:%H:%M:%S}"},
        code=SLOWED,
    )


def _own_side(request: HttpRequest, name: str) -> str:
    """What sets the owner's guesses apart from a stranger's: his session or his device; empty for a stranger."""
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated and user.get_username() == name:
        return f"session {request.session.session_key}"
    device = device_of(request, name)
    return f"device {device}" if device else ""


def _let_through(limit: Limit, *whose: str, now: datetime) -> None:
    if until := take(limit, *whose, now=now):
        raise slowed(until)


def _by_both(
    request: HttpRequest, whose: str, address: str, compare: Compare, *, now: datetime, until: datetime
) -> Any:
    """Password and code together. A wrong one of either gets the same answer, so neither can be guessed by itself."""
    from escrow_site.factors.forms import CodeForm  # the forms count their codes here

    if not (code := request.POST.get("code", "")):
        raise slowed(until)
    _let_through(rules.ADDRESS_WITH_CODE, address, now=now)
    user = compare()
    # Where the password was wrong the same is done for an account that has no factor.
    form = CodeForm({"code": code}, user=user or User(pk=0, username=f"\0{whose}"))
    if not form.is_valid() or user is None:
        return None
    forget(rules.STRANGER, whose)
    request.code_shown = form  # type: ignore[attr-defined]
    return user


def shown_already(request: HttpRequest, login: Login) -> bool:
    """Whether the code was given beside the password, for this very account; then it is recorded and not asked again."""
    form = getattr(request, "code_shown", None)
    if form is None or form.user != login.user:
        return False
    form.save()
    return True
