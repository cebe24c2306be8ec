"""The deadlines and notices of an agreement as its parties see them."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from documents.actor import Actor
from tranches.notices.selectors.notices import notices_of
from tranches.portal.frame import show
from tranches.portal.guard import portal_page
from tranches.selectors.access import agreement_for, now_for
from tranches.selectors.days import day_of
from tranches.selectors.docket.docket import clocks_of, for_parties
from tranches.selectors.terms import terms_of


@require_safe
@portal_page
def docket(request: HttpRequest, actor: Actor, reference: str) -> HttpResponse:
    """Every clock of the agreement, whose move it is, and when late whose step was missing."""
    agreement = agreement_for(actor, reference)
    today = day_of(now_for(agreement), agreement)
    context = {
        "title": f"Deadlines of {agreement.reference}",
        "entries": for_parties(clocks_of(agreement, today)),
        "today": today,
        "time_zone": terms_of(agreement).time_zone,
    }
    return show(request, actor, "portal/docket.html", context, agreement=agreement)


@require_safe
@portal_page
def notices(request: HttpRequest, actor: Actor, reference: str) -> HttpResponse:
    """The notices by courier, with the day on which each is deemed received."""
    agreement = agreement_for(actor, reference)
    context = {
        "title": f"Notices of {agreement.reference}",
        "rows": notices_of(agreement, day_of(now_for(agreement), agreement)),
        "notice_clause": terms_of(agreement).clause("notices"),
    }
    return show(request, actor, "portal/notices.html", context, agreement=agreement)
