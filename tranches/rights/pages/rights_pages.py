"""Dividends and votes of one agreement: a page beside the agreement's own, with the acts about both (SPA 3.2, EA 1.3)."""

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from tranches.admin.tranche_page import ShownAct, form_for
from tranches.rights.selectors.dividends import dividend_rows
from tranches.rights.selectors.meetings import meeting_rows
from tranches.rights.selectors.rights import READING, recipient_of, rights_on
from tranches.rights.selectors.rights_acts import ON_DIVIDENDS, acts_on_rights

if TYPE_CHECKING:
    from tranches.admin.views.docket_pages import DocketPages as Base
else:
    Base = object


class RightsPages(Base):
    """Mixed into the agreement's pages, whose doorway, actor and scene it uses."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.rights_view)
        return [path("<int:pk>/rights/", view, name="tranches_escrowagreement_rights"), *super().get_urls()]

    def rights_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Every dividend and every meeting, what is open of each, and the acts about them."""
        actor = self._reader(request)
        if actor is None:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        scene = self.scene_of(self._object(request, str(pk)))
        agreement = scene.agreement
        dividends = dividend_rows(agreement, scene.today)
        meetings = meeting_rows(agreement, scene.today, scene.now)
        lines = acts_on_rights(
            agreement, actor, scene.today, scene.now, dividends=dividends, meetings=meetings
        )
        acts = [ShownAct(line, form_for(line.event, scene) if line.allowed else None) for line in lines]
        context = self._context(request, scene) | {
            "title": f"Dividends and votes of {agreement.reference}",
            "dividends": list(reversed(dividends)),
            "meetings": meetings,
            "standing": rights_on(agreement, scene.today),
            "recipient": recipient_of(agreement),
            "reading": scene.terms.settings.chosen(READING).label,
            "scrip": scene.terms.settings.chosen("scrip_dividend").label,
            "clause": scene.terms.clause("rights"),
            "dividend_acts": _possible_first([act for act in acts if act.event in ON_DIVIDENDS]),
            "meeting_acts": _possible_first([act for act in acts if act.event not in ON_DIVIDENDS]),
            "with_votes": True,
        }
        return TemplateResponse(request, "admin/tranches/escrowagreement/rights.html", context)


def _possible_first(acts: list[ShownAct]) -> list[ShownAct]:
    return sorted(acts, key=lambda act: not act.line.allowed)
