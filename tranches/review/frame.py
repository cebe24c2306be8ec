"""What every page of the review carries: its navigation, the simulation's banner, who is reading."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from documents.actor import Actor
from documents.models import Binder
from tranches.review.guard import TAKERS

SIMULATED = "Binders marked so hold invented figures, dates and acts. No share exists or moves."


def show(
    request: HttpRequest,
    actor: Actor,
    template: str,
    context: dict[str, Any],
    *,
    here: str,
    binders: Iterable[Binder] = (),
    status: int = 200,
) -> HttpResponse:
    """Render a page in the review's frame. `here` names the entry of the navigation that is current."""
    doors = [
        {"url": reverse(name), "label": label, "current": label == here}
        for label, name in (
            ("Journal", "review:journal"),
            ("Timeline", "review:timeline"),
            ("Authority", "review:authority"),
            ("Statements", "review:statements"),
            ("Dossier", "review:dossier"),
            ("History", "review:registers"),
            ("Reads", "review:reads"),
            ("Sign-ins", "review:sign_ins"),
            ("Retention", "review:retention"),
            ("Desk", "admin:index"),
        )
    ]
    frame = {
        "doors": doors,
        "capacity": actor.capacity,
        "may_take": bool(actor.role_names & TAKERS),
        "simulation": SIMULATED if any(binder.is_simulation for binder in binders) else "",
    }
    return render(request, template, frame | context, status=status)
