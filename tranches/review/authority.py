"""Who could sign for whom on a day: the register as compliance reads it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from documents.actor import Actor
from tranches.review.frame import show
from tranches.review.guard import review_page
from tranches.selectors.access import agreement_for, agreements_of, now_for
from tranches.selectors.days import day_of
from tranches.selectors.release.authority_register import asked_day, authority_register
from tranches.selectors.terms import terms_of


@require_safe
@review_page
def page(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The register of one agreement on a day; the first agreement and today when nothing is asked for."""
    agreements = list(agreements_of(actor).order_by("is_simulation", "reference"))
    asked = request.GET.get("agreement", "")
    context: dict[str, Any] = {"title": "Authority", "agreements": agreements, "agreement": None}
    if asked or agreements:
        agreement = agreement_for(actor, asked) if asked else agreements[0]
        now, typed = now_for(agreement), request.GET.get("on", "")
        day, wrong = asked_day(typed, day_of(now, agreement))
        terms = terms_of(agreement)
        context |= {
            "agreement": agreement,
            "register": authority_register(agreement, day, now),
            "typed": typed if wrong else day.isoformat(),
            "wrong": wrong,
            "firm_clause": terms.clause("report"),
            "clause": terms.clause("instruction"),
            "tz": terms.time_zone,
        }
        status, binders = 400 if wrong else 200, [agreement.binder]
        return show(
            request, actor, "review/authority.html", context, here="Authority", binders=binders, status=status
        )
    return show(request, actor, "review/authority.html", context, here="Authority")
