"""What every page of the portal carries: its navigation, the simulation's banner, who is acting."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from documents.actor import Actor
from documents.models import ReadEntry
from documents.services.reading import Handed, hand_out
from tranches.models import EscrowAgreement
from tranches.selectors.desk.outside import parts_of
from tranches.selectors.terms import terms_of

SIMULATED = "Parties, terms and clauses are those of the agreement; figures, dates, acts and digests are invented. 模拟数据。"


def show(
    request: HttpRequest,
    actor: Actor,
    template: str,
    context: dict[str, Any],
    *,
    here: str = "",
    agreement: EscrowAgreement | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render a page in the portal's frame. `here` names the entry of the navigation that is current.

    A page about an agreement is confidential (SPA 9): the party's look at it goes into the read log.
    """
    doors = [
        {"url": reverse(f"portal:{name}"), "label": label, "current": name == here}
        for name, label in (("home", "Inbox"), ("answers", "Answers"))
        if name == "home" or actor.has_role("officer")
    ]
    clause = terms_of(agreement).clause("confidentiality") if agreement is not None else ""
    simulation = SIMULATED if agreement is not None and agreement.is_simulation else ""
    frame = {
        "doors": doors,
        "simulation": simulation,
        "capacity": _capacity(actor, agreement),
        "agreement": agreement,
        "confidentiality": clause,
    }
    response = render(request, template, frame | context, status=status)
    if agreement is not None:
        title = str(context.get("title", agreement.reference))
        hand_out(response, Handed(ReadEntry.What.PAGE, title, (agreement.binder,), actor=actor))
    return response


def _capacity(actor: Actor, agreement: EscrowAgreement | None) -> str:
    """`officer of A` where the page is about one agreement, else the role alone; the register has the whole sentence."""
    role = "officer" if actor.has_role("officer") else "recipient"
    if agreement is None:
        return role
    letters = [part.letter for part in parts_of(agreement, {party_id for _, party_id in actor.roles})]
    return f"{role} of {' and '.join(letters)}" if role == "officer" else f"{role}, {' and '.join(letters)}"
