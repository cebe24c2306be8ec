"""My account: what a person keeps of his own, and the pages that his session needs."""

from collections.abc import Callable
from typing import Any, cast

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from documents.errors import RuleViolation
from escrow_site.account.middleware import kept_key
from parties.models import User
from parties.selectors.preferences import MAILS, preferences_of
from parties.selectors.sessions import handle_of, live_sessions
from parties.selectors.sign_ins import recent_sign_ins
from parties.services import credentials
from parties.services.kept_forms import forget_form, kept_form
from parties.services.preferences import choose_digested, choose_language
from parties.services.sessions import end_session, end_sessions
from parties.session_store import SessionStore
from tranches.selectors.access import actor_for

TECHNICAL = frozenset({"key", "seen_digest"})  # of a form: for the program, not for the reader


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def my_account(request: HttpRequest) -> HttpResponse:
    """Show everything on one page; a POST changes what its `do` names. A refusal stands where its field is."""
    refusal: RuleViolation | None = None
    if request.method == "POST":
        try:
            return _DOINGS.get(request.POST.get("do", ""), _unknown)(request)
        except RuleViolation as refused:
            refusal = refused
    return _page(request, refusal)


def _page(request: HttpRequest, refusal: RuleViolation | None) -> HttpResponse:
    user, now = cast(User, request.user), timezone.now()
    actor, wishes = actor_for(request), preferences_of(user)
    current = request.session.session_key
    context = {
        "title": _("My account"),
        "account": user,
        "capacity": actor.capacity,
        "refusal": refusal,
        "typed_email": request.POST.get("email", "")[:254] if refusal else "",
        "is_confirmed": bool(user.email) and credentials.confirmed_address(user.pk) == user.email,
        "waiting_address": credentials.waiting_address(user, now=now),
        "languages": settings.LANGUAGES,
        "language": wishes.language or settings.LANGUAGE_CODE,
        "mails": [(mail, mail.key in wishes.digested) for mail in MAILS],
        "factors_url": _factors_url(),
        "sessions": [
            (row, handle_of(row), row.session_key == current) for row in live_sessions(user, now=now)
        ],
        "sign_ins": recent_sign_ins(user),
    }
    return render(request, "site/my_account.html", context, status=400 if refusal else 200)


def _factors_url() -> str:
    try:
        return reverse("mfa_index")
    except NoReverseMatch:
        return ""


@reauthentication_required
def _email(request: HttpRequest) -> HttpResponse:
    address = request.POST.get("email", "")[:320]
    mail = credentials.ask_for_email(user=cast(User, request.user), address=address, now=timezone.now())
    return _done(
        request,
        _("A link was sent to %(address)s. Your address changes when you follow it, within one day.")
        % {"address": mail.address},
    )


def _language(request: HttpRequest) -> HttpResponse:
    choose_language(cast(User, request.user), request.POST.get("language", ""))
    return _done(request, _("The language is stored."))


def _notices(request: HttpRequest) -> HttpResponse:
    choose_digested(cast(User, request.user), request.POST.getlist("digested"))
    return _done(request, _("Your choice of notices is stored."))


def _end_session(request: HttpRequest) -> HttpResponse:
    end_session(cast(User, request.user), request.POST.get("session", ""), now=timezone.now())
    return _done(request, _("The session is ended."))


def _end_others(request: HttpRequest) -> HttpResponse:
    end_sessions(cast(User, request.user), but=request.session.session_key)
    return _done(request, _("Your other sessions are ended. If one was not yours, change your password now."))


def _unknown(_request: HttpRequest) -> HttpResponse:
    raise RuleViolation("no_such_act", "Choose one of the buttons of this page. Nothing was changed.")


def _done(request: HttpRequest, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("my_account")


_DOINGS: dict[str, Callable[[HttpRequest], HttpResponse]] = {
    "email": _email,
    "language": _language,
    "notices": _notices,
    "end_session": _end_session,
    "end_others": _end_others,
}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def confirm_email(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link to an address; a POST gives the account that address. Opening it changes nothing."""
    user, now = cast(User, request.user), timezone.now()
    try:
        if request.method == "POST":
            credentials.confirm_email(user=user, token=token, actor=actor_for(request), now=now)
            messages.success(request, _("Your e-mail address is confirmed."))
            return redirect("my_account")
        mail = credentials.asked_by(token, user, now=now)
    except RuleViolation as refusal:
        messages.error(request, refusal.sentence)
        return redirect("my_account")
    context = {"title": _("Confirm your e-mail address"), "address": mail.address}
    return render(request, "site/confirm_email.html", context)


@require_safe
@login_required
def no_password(request: HttpRequest) -> HttpResponse:
    """Where allauth leads an account without a password, which opens with a passkey alone and has none to change."""
    messages.error(
        request,
        _(
            "Your account has no password, so there is none to change. Two persons of the escrow agent can set one."
        ),
    )
    return redirect("my_account")


@require_safe
@login_required
@never_cache
def session_left(request: HttpRequest) -> HttpResponse:
    """How long the session still lives, in seconds. Asking does not prolong it."""
    return JsonResponse({"ends_in": cast(SessionStore, request.session).ends_in(timezone.now())})


@require_POST
@login_required
@never_cache
def session_stay(request: HttpRequest) -> HttpResponse:
    """Stay signed in: being here was noted already."""
    return JsonResponse({"ends_in": cast(SessionStore, request.session).ends_in(timezone.now())})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def kept(request: HttpRequest) -> HttpResponse:
    """The form that came after the session had ended, to be sent again to its own address; a POST here throws it away."""
    user, key = cast(User, request.user), kept_key(request)
    if request.method == "POST":
        forget_form(user=user, key=key)
        messages.success(request, _("What you had typed was thrown away."))
        answer = HttpResponseRedirect(reverse("home"))
        answer.delete_cookie(settings.KEPT_FORM_COOKIE_NAME)
        return answer
    form = kept_form(user=user, key=key, now=timezone.now()) if key else None
    fields = form.fields if form else []
    context: dict[str, Any] = {
        "title": _("What you had typed"),
        "capacity": actor_for(request).capacity,
        "kept": form,
        "shown": [(_words(name), text) for name, text in fields if text and name not in TECHNICAL],
        "left_out": [_words(name) for name in form.left_out] if form else [],
        "files": [(_words(name), file) for name, file in form.files] if form else [],
    }
    return render(request, "site/kept_form.html", context)


def _words(name: str) -> str:
    return name.replace("_", " ").replace("-", " ").strip().capitalize()
