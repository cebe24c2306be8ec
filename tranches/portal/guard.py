"""Who comes in by this door."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from documents.actor import Actor
from tranches.selectors.access import actor_for

P = ParamSpec("P")
PORTAL_ROLES = frozenset({"officer", "seller"})

Page = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def portal_page(view: Callable[Concatenate[HttpRequest, Actor, P], HttpResponseBase]) -> Page[P]:
    """Let officers and sellers in, with the actor as the view's second argument.

    The actor carries only the roles of this door: what a person may see as a clerk he sees at the desk. Refuses (403) who has
    neither role.
    """

    @login_required
    @wraps(view)
    def page(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        actor = actor_for(request)
        roles = frozenset(pair for pair in actor.roles if pair[0] in PORTAL_ROLES)
        if not roles:
            raise PermissionDenied(
                "The portal is for the officers of the companies and for the recipient. Go to the front page for your own door."
            )
        return view(request, replace(actor, roles=roles), *args, **kwargs)

    return page
