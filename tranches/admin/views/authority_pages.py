"""Pages beside an agreement's own: who could sign on a day, and what went to outsiders."""

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from tranches.admin.forms import FORMS
from tranches.admin.tranche_page import ShownAct, form_for
from tranches.notices.selectors.disclosures import acts_on_disclosures, disclosures_of
from tranches.selectors.release.authority_register import asked_day, authority_register

if TYPE_CHECKING:
    from tranches.admin.views.docket_pages import DocketPages as Base
else:
    Base = object


class AuthorityPages(Base):
    """Mixed into the agreement's pages beside the docket, whose reader and context it uses."""

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/authority/", wrap(self.authority_view), name="tranches_escrowagreement_authority"),
            path(
                "<int:pk>/disclosures/",
                wrap(self.disclosures_view),
                name="tranches_escrowagreement_disclosures",
            ),
            *super().get_urls(),
        ]

    def authority_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Who could sign for whom on the day asked for, as known now and then; today when none is asked for."""
        if self._reader(request) is None:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        scene = self.scene_of(self._object(request, str(pk)))
        typed = request.GET.get("on", "")
        day, wrong = asked_day(typed, scene.today)
        context = self._context(request, scene) | {
            "title": f"Authority in {scene.agreement.reference}",
            "register": authority_register(scene.agreement, day, scene.now),
            "typed": typed if wrong else day.isoformat(),
            "wrong": wrong,
            "firm_clause": scene.terms.clause("report"),
            "clause": scene.terms.clause("instruction"),
        }
        template = "admin/tranches/escrowagreement/authority.html"
        return TemplateResponse(request, template, context, status=400 if wrong else 200)

    def disclosures_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What was to go to outsiders, whose consent is on file, what went; and the acts about it (SPA 9.2)."""
        actor = self._reader(request)
        if actor is None:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        scene = self.scene_of(self._object(request, str(pk)))
        lines = acts_on_disclosures(scene.agreement, actor)
        context = self._context(request, scene) | {
            "title": f"Disclosures of {scene.agreement.reference}",
            "rows": disclosures_of(scene.agreement),
            "clause": scene.terms.clause("confidentiality"),
            "acts": [
                ShownAct(line, form_for(line.event, scene) if line.allowed else None)
                for line in lines
                if line.event in FORMS
            ],
        }
        return TemplateResponse(request, "admin/tranches/escrowagreement/disclosures.html", context)
