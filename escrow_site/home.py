"""The front step: the way to one's door, and the check of a paper that needs no door."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from documents.journal.heads import parse_head
from documents.selectors.heads import head_stands, kept_head_stands
from tranches.selectors.access import actor_for

LONGEST_HEAD = 200  # of what was asked, as far as it is shown again


@dataclass(frozen=True)
class Door:
    """A door of the house and who goes through it."""

    roles: frozenset[str]
    label: str
    note: str
    url_name: str


DOORS = (
    Door(frozenset({"clerk", "supervisor"}), "Desk", "Reports, instructions, releases, holds", "admin:index"),
    Door(
        frozenset({"officer", "seller"}), "Portal", "What you sign, and where the shares are", "portal:home"
    ),
    Door(frozenset({"compliance"}), "Review", "Journal and history, before and after", "review:journal"),
)


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Lead a person to his door; one who has several is asked, one who has none is told whom to ask."""
    actor = actor_for(request)
    found = [door for door in DOORS if door.roles & actor.role_names]
    if len(found) == 1:
        return HttpResponseRedirect(reverse(found[0].url_name))
    context = {
        "title": "Which door?" if found else "No door is open to you",
        "choice": [(door, reverse(door.url_name)) for door in found],
        "capacity": actor.capacity,
    }
    return render(request, "site/home.html", context, status=200 if found else 403)


@require_safe
def check(request: HttpRequest, binder: UUID, count: str, digest: str) -> HttpResponse:
    """Whether a head printed on a paper is part of our record; an unknown binder and a wrong head get the same answer."""
    context = {
        "title": "Check of a paper",
        "stands": head_stands(binder=binder, count=count, digest=digest),
        "count": count,
        "digest": digest,
    }
    return render(request, "site/check.html", context)


@require_safe
def check_explained(request: HttpRequest) -> HttpResponse:
    """What the check says and where on a paper its address stands; or, asked with `head`, how the head of a message stands."""
    asked = request.GET.get("head", "").strip()
    if not asked:
        return render(request, "site/check.html", {"title": "Check of a paper"})
    head = parse_head(asked)
    context = {
        "title": "Check of a head",
        "stands": kept_head_stands(head),
        "count": head.count if head else "",
        "digest": head.digest if head else "",
        "asked": asked[:LONGEST_HEAD],
        "unreadable": head is None,
    }
    return render(request, "site/check.html", context)
