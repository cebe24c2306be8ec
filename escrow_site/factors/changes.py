"""A factor that comes or goes: one transaction with its event, the mail to its owner and the end of his other sessions."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from documents.services.deed import Deed
from escrow_site.factors import kinds
from escrow_site.factors.rule import is_required
from parties.models import User
from parties.proof import FACTORS, WORDS
from parties.services.common import note_about, parties_of
from parties.services.deed import Deed as PartyDeed
from parties.services.sessions import end_sessions
from tranches.selectors.access import actor_for

View = Callable[..., HttpResponseBase]
Factors = dict[int, str]


def changes_factors(view: View, *, removes: bool = False) -> View:
    """A view of allauth that adds or removes a factor, done as one act: what it changed is what is recorded.

    The account's row is locked, so two changes at once are one after the other. Where a factor is required, the last one stays.
    """

    @wraps(view)
    def changing(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST" or not request.user.is_authenticated:
            return view(request, *args, **kwargs)
        with transaction.atomic():
            user = User.objects.select_for_update().get(pk=request.user.pk)
            before = _factors(user)
            if removes and is_required() and _own(before) == 1:
                messages.error(
                    request,
                    gettext("This is your only second factor. Add another one first; then remove this one."),
                )
                return HttpResponseRedirect(reverse("mfa_index"))
            response = view(request, *args, **kwargs)
            after = _factors(user)
            if before != after:
                _record(Deed("change_factors", actor_for(request), timezone.now()), user, before, after)
                end_sessions(user, but=request.session.session_key)
        return response

    return changing


def _factors(user: User) -> Factors:
    return dict(Authenticator.objects.filter(user=user).values_list("pk", "type"))


def _own(factors: Factors) -> int:
    return sum(kind in FACTORS for kind in factors.values())


def _record(deed: Deed, user: User, before: Factors, after: Factors) -> None:
    """One event for each factor that came or went, and one mail about all of them. The secrets are in neither."""
    changes = [(kinds.REMOVED, _name(kind)) for pk, kind in before.items() if pk not in after]
    changes += [(kinds.ADDED, _name(kind)) for pk, kind in after.items() if pk not in before]
    if user.person is None:
        return
    for kind, name in changes:
        entry = {"account": user.username, "factor": name}
        gone = kind == kinds.REMOVED
        note_about(deed, user.person, kind, entry if gone else {}, {} if gone else entry, "by its owner")
    parties = parties_of(user.person)
    if user.email and parties:
        did = {kinds.REMOVED: gettext("removed"), kinds.ADDED: gettext("added")}
        PartyDeed(deed.act, deed.actor, deed.now, parties[0]).tell(
            purpose=f"factor {user.pk} {deed.now.isoformat()}",
            to_address=user.email,
            to_name=str(user.person),
            subject=gettext("A second factor of your account was changed"),
            body=gettext(
                "Account %(account)s, %(at)s UTC:\n\n%(changes)s\n\nYour other sessions were ended. If this was not you, call the "
                "escrow agent at once on the number you know.\n"
            )
            % {
                "account": user.username,
                "at": f"{deed.now:%Y-%m-%d %H:%M}",
                "changes": "\n".join(f"- {name}: {did[kind]}" for kind, name in changes),
            },
        )


def _name(kind: str) -> str:
    return {"recovery_codes": "recovery codes"}.get(kind, WORDS.get(kind, kind))
