"""The docket, of one agreement and of all, and the notices of an agreement: pages beside the agreement's own."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from documents.actor import Actor
from tranches.admin.forms import FORMS
from tranches.admin.tranche_page import ShownAct, form_for, simulation_note
from tranches.notices.selectors.notices import acts_on_notices, addresses_of, notices_of
from tranches.selectors.access import agreements_of, today_of_all
from tranches.selectors.desk.case import Scene
from tranches.selectors.desk.messages import messages_of
from tranches.selectors.docket.docket import AHEAD, by_day, clocks_of, clocks_of_all

if TYPE_CHECKING:
    from tranches.admin.pages import CasePages as Base
else:
    Base = object


class DocketPages(Base):
    """Mixed into the agreement's pages, whose doorway, actor and scene it uses."""

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("docket/", wrap(self.all_dockets_view), name="tranches_docket"),
            path("<int:pk>/docket/", wrap(self.docket_view), name="tranches_escrowagreement_docket"),
            path("<int:pk>/notices/", wrap(self.notices_view), name="tranches_escrowagreement_notices"),
            *super().get_urls(),
        ]

    def all_dockets_view(self, request: HttpRequest) -> HttpResponse:
        """What falls due in the next months or is late, over all agreements of the house; simulations apart."""
        actor = self._reader(request)
        if actor is None:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        days = today_of_all(agreements_of(actor))
        found = clocks_of_all(days)
        entries = [
            clock
            for agreement, today in days.items()
            for clock in found[agreement.pk]
            if clock.due_on is None or clock.is_within(AHEAD, today)
        ]
        entries.sort(key=lambda clock: (clock.agreement.is_simulation, by_day(clock)))
        context = {"title": "Docket", "entries": entries, "ahead": AHEAD, "opts": self.opts}
        return TemplateResponse(
            request, "admin/tranches/docket.html", self.admin_site.each_context(request) | context
        )

    def docket_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Every clock of one agreement, and what was told by e-mail."""
        actor = self._reader(request)
        if actor is None:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        scene = self.scene_of(self._object(request, str(pk)))
        context = self._context(request, scene) | {
            "title": f"Docket of {scene.agreement.reference}",
            "entries": clocks_of(scene.agreement, scene.today),
            "messages_out": messages_of(scene.agreement),
        }
        return TemplateResponse(request, "admin/tranches/escrowagreement/docket.html", context)

    def notices_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The notices of one agreement, the addresses of its parties, and the acts about both."""
        actor = self._reader(request)
        if actor is None:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        scene = self.scene_of(self._object(request, str(pk)))
        lines = acts_on_notices(scene.agreement, actor)
        context = self._context(request, scene) | {
            "title": f"Notices of {scene.agreement.reference}",
            "rows": notices_of(scene.agreement, scene.today),
            "addresses": addresses_of(scene.agreement),
            "acts": [
                ShownAct(line, form_for(line.event, scene) if line.allowed else None)
                for line in lines
                if line.event in FORMS
            ],
        }
        return TemplateResponse(request, "admin/tranches/escrowagreement/notices.html", context)

    def _reader(self, request: HttpRequest) -> Actor | None:
        """Who reads; None for a method that is not reading. Refuses who may not see agreements at all."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return self.actor(request) if request.method in ("GET", "HEAD") else None

    def _context(self, request: HttpRequest, scene: Scene) -> dict[str, Any]:
        return self.admin_site.each_context(request) | {
            "agreement": scene.agreement,
            "object": scene.agreement,
            "scene": scene,
            "today": scene.today,
            "simulation": simulation_note(scene),
            "tz": scene.time_zone,
            "opts": self.opts,
            "act_url": self.act_url,
            "notice_clause": scene.terms.clause("notices"),
        }
