"""Readings and what-if in the portal: officers and the seller compare readings; officers look at the years to come."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from documents.actor import Actor
from documents.errors import RuleViolation
from tranches.models import EscrowAgreement
from tranches.portal.frame import show
from tranches.portal.guard import portal_page
from tranches.selectors.access import agreement_for, now_for
from tranches.supposing.pages.flow import answer_readings, answer_set_aside, answer_what_if
from tranches.supposing.selectors import scenario_for

ALLOWED = ["GET", "HEAD", "POST"]


@require_http_methods(ALLOWED)
@portal_page
def readings(request: HttpRequest, actor: Actor, reference: str) -> HttpResponse:
    """What each reading gives for the figures on record, or for figures typed in; as a paper if asked."""
    agreement = agreement_for(actor, reference)
    answer = answer_readings(request, actor, agreement, now_for(agreement))
    here = reverse("portal:readings", args=[reference])
    if answer.done:
        messages.success(request, answer.done)
        return HttpResponseRedirect(here)
    context = answer.context | {"title": f"Readings, {reference}", "here": here}
    return show(request, actor, "portal/readings.html", context, agreement=agreement, status=answer.status)


@require_http_methods(ALLOWED)
@portal_page
def what_if(
    request: HttpRequest, actor: Actor, reference: str, public_id: UUID | None = None
) -> HttpResponse:
    """What becomes of the shares if the years to come bring these figures; nothing is stored unless saved under a name."""
    agreement = _for_officers(actor, reference)
    opened = scenario_for(actor, agreement, public_id) if public_id else None
    answer = answer_what_if(request, actor, agreement, now_for(agreement), opened)
    if answer.done:
        messages.success(request, answer.done)
        saved = answer.saved.public_id if answer.saved else None
        return HttpResponseRedirect(reverse("portal:saved_what_if", args=[reference, saved]))
    links = [
        (
            row,
            reverse("portal:saved_what_if", args=[reference, row.public_id]),
            reverse("portal:set_aside", args=[reference, row.public_id]),
        )
        for row in answer.context["saved"]
    ]
    context = answer.context | {
        "title": f"What if, {reference}",
        "here": reverse("portal:what_if", args=[reference]),
        "links": links,
    }
    return show(request, actor, "portal/what_if.html", context, agreement=agreement, status=answer.status)


@require_POST
@portal_page
def set_aside(request: HttpRequest, actor: Actor, reference: str, public_id: UUID) -> HttpResponse:
    """List a saved supposition no longer."""
    agreement = _for_officers(actor, reference)
    scenario = scenario_for(actor, agreement, public_id)
    try:
        messages.success(request, answer_set_aside(actor, scenario, now_for(agreement)))
    except RuleViolation as refusal:
        messages.error(request, refusal.sentence)
    return HttpResponseRedirect(reverse("portal:what_if", args=[reference]))


def _for_officers(actor: Actor, reference: str) -> EscrowAgreement:
    agreement = agreement_for(actor, reference)
    if not actor.has_role("officer"):
        raise PermissionDenied(
            "Suppositions are made by the officers of the companies and by the escrow agent. You can compare the readings."
        )
    return agreement
