"""Explain this state: how a tranche came to where it stands, on one page that can be printed."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from documents.actor import Actor
from tranches.review.frame import show
from tranches.review.guard import review_page
from tranches.selectors.access import tranche_for
from tranches.selectors.agreement.binders import time_zone_of
from tranches.selectors.record.explanation import explain


@require_safe
@review_page
def page(request: HttpRequest, actor: Actor, reference: str, number: int) -> HttpResponse:
    """The path of one tranche; 404 for one that is not the reader's, as for a missing one."""
    tranche = tranche_for(actor, reference, number)
    binder = tranche.agreement.binder
    context = {
        "title": f"Why tranche {number} of {reference} is {tranche.get_state_display().lower()}",
        "tranche": tranche,
        "binder": binder,
        "told": explain(tranche),
        "tz": time_zone_of(actor, binder),
    }
    return show(request, actor, "review/explain.html", context, here="Timeline", binders=[binder])
