"""The page “State of the desk”, for supervisors and compliance."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.utils import timezone

from escrow_site.state.conditions import Standing, conditions

SEEN_BY = frozenset({"supervisor", "compliance"})


def state_of_the_desk(request: HttpRequest) -> HttpResponse:
    """Every condition with what to do about it; the ones that are not well first."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    actor = admin.site.actor(request)  # type: ignore[attr-defined]  # the desk's own site
    if actor is None or not actor.has_role(*SEEN_BY):
        raise PermissionDenied("The state of the desk is shown to its supervisors and compliance officers.")
    found = conditions(timezone.now())
    context = admin.site.each_context(request) | {
        "title": "State of the desk",
        "rows": sorted(found, key=lambda row: row.standing == Standing.WELL),
        "unwell": sum(row.standing != Standing.WELL for row in found),
    }
    return TemplateResponse(request, "admin/state.html", context)
