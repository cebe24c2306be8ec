"""What holds for every request of a person who is signed in, and for a form that came after his session had ended."""

from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import urlencode

from documents.errors import RuleViolation
from escrow_site.account.device import address_of, device_of
from parties.selectors.preferences import preferences_of
from parties.services.kept_forms import forget_form, keep_form, kept_form
from parties.session_store import SessionStore, kept_for

# Asks how long a session still lives; asking does not prolong it.
UNTOUCHED = "session_left"
# What is open to an account whose password others know.
OPEN_BEFORE_THE_CHANGE = frozenset({"account_change_password", "account_logout", "account_login", UNTOUCHED})
# Pages whose forms prove who somebody is; what is typed there is never kept.
NEVER_KEPT = ("account_", "mfa_", "confirm_email", "session_", "kept_form")
LOST = "Your session had ended, so nothing was recorded. What you typed is kept for half an hour: sign in, and it is offered again."

View = Callable[..., HttpResponseBase]


class DeskSessions(SessionMiddleware):
    """Django's own, with where the request comes from, and a sentence where the session was ended while a request was under way."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        store = cast(SessionStore, request.session)
        store.address, store.device = address_of(request), device_of(request)

    def process_response(self, request: HttpRequest, response: Any) -> HttpResponse:
        try:
            return super().process_response(request, response)
        except SessionInterrupted:
            ended = render(request, "site/ended.html", {"title": "Your session was ended"}, status=409)
            ended.delete_cookie(settings.SESSION_COOKIE_NAME, path=settings.SESSION_COOKIE_PATH)
            return ended


class AccountRules:
    """A person seen is noted; his language is spoken; a password that others know is changed before anything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: View, _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        if not request.user.is_authenticated:
            return None
        user = request.user
        if name != UNTOUCHED:
            cast(SessionStore, request.session).touch(timezone.now())
        if user.must_change_password and name not in OPEN_BEFORE_THE_CHANGE:
            return redirect("account_change_password")
        if len(settings.LANGUAGES) > 1 and (language := preferences_of(user).language):
            translation.activate(language)
            request.LANGUAGE_CODE = translation.get_language() or language
        return None


class KeptForms:
    """Keep the text of a form that was posted after its session had run out, and lead its owner by the sign-in back to it.

    It stands below the check against forged forms, so only a form of ours comes here. Whose the session was is known for as long
    as a form is kept; one that was ended by hand, or by a new password, leaves nothing to know it by.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        key = kept_key(request) if request.method == "POST" else ""
        if key and request.user.is_authenticated and response.status_code < 400:
            user = request.user
            kept = kept_form(user=user, key=key, now=timezone.now())
            if kept is not None and kept.path == request.get_full_path():
                forget_form(user=user, key=key)
                response.delete_cookie(settings.KEPT_FORM_COOKIE_NAME)
        return response

    def process_view(self, request: HttpRequest, view: View, _args: Any, _kwargs: Any) -> HttpResponse | None:
        if request.method != "POST" or request.user.is_authenticated or getattr(view, "csrf_exempt", False):
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        lapsed = cast(SessionStore, request.session).lapsed_user_id
        if lapsed is None or name.startswith(NEVER_KEPT):
            return None
        try:
            key = keep_form(
                user_id=lapsed,
                path=request.get_full_path(),
                fields=[(name, text) for name, texts in request.POST.lists() for text in texts],
                files=[(name, file.name or "") for name, some in request.FILES.lists() for file in some],
                now=timezone.now(),
            )
        except RuleViolation as refusal:
            messages.error(request, refusal.sentence)
            return redirect("account_login")
        messages.warning(request, LOST)
        answer = redirect(f"{reverse('account_login')}?{urlencode({'next': reverse('kept_form')})}")
        answer.set_signed_cookie(
            settings.KEPT_FORM_COOKIE_NAME,
            key,
            max_age=int(kept_for().total_seconds()),
            httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Lax",
        )
        return answer


def kept_key(request: HttpRequest) -> str:
    """The key of a kept form that the browser brings; empty for none and for one that was tampered with."""
    age = int(kept_for().total_seconds())
    return request.get_signed_cookie(settings.KEPT_FORM_COOKIE_NAME, default="", max_age=age) or ""
