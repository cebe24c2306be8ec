"""Who comes in by this door."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from documents.actor import Actor
from tranches.selectors.access import actor_for

P = ParamSpec("P")
READERS = frozenset({"compliance", "supervisor"})
TAKERS = frozenset({"compliance"})

Page = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def review_page(view: Callable[Concatenate[HttpRequest, Actor, P], HttpResponseBase]) -> Page[P]:
    """Let compliance and supervisors of the escrow agent in, with the actor as the view's second argument; others get 403."""

    @login_required
    @wraps(view)
    def page(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        actor = actor_for(request)
        if not actor.role_names & READERS:
            raise PermissionDenied(
                "The review is for the escrow agent's compliance officers and, to read, its supervisors. "
                "Go to the front page for your own door."
            )
        return view(request, actor, *args, **kwargs)

    return page


def require_taker(actor: Actor) -> None:
    """A copy that leaves the house is compliance's; a supervisor reads here (403)."""
    if not actor.role_names & TAKERS:
        raise PermissionDenied(
            "A copy of the journal is taken by a compliance officer. You may read all of it here; ask one of them for the file."
        )
