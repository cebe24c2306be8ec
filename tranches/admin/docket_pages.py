"""The docket, of one agreement and of all, and the notices of an agreement: pages beside the agreement's own."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from documents.actor import Actor
from tranches.admin.forms import FORMS
from tranches.admin.tranche_page import ShownAct, form_for, simulation_note
from tranches.selectors.access import agreements_of, now_for
from tranches.selectors.case import Scene
from tranches.selectors.days import day_of
from tranches.selectors.docket import Entry, docket_of
from tranches.selectors.messages import messages_of
from tranches.selectors.notices import acts_on_notices, addresses_of, notices_of

if TYPE_CHECKING:
    from tranches.admin.pages import CasePages as Base
else:
    Base = object

AHEAD = 120  # calendar days that the list of all agreements looks ahead


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
        entries: list[Entry] = []
        for agreement in agreements_of(actor):
            today = day_of(now_for(agreement), agreement)
            entries += [
                entry for entry in docket_of(agreement, today) if (entry.due_on - today).days <= AHEAD
            ]
        entries.sort(key=lambda entry: (entry.agreement.is_simulation, entry.due_on))
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
            "entries": docket_of(scene.agreement, scene.today),
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
            "acts": [ShownAct(line, form_for(line.event, scene) if line.allowed else None) for line in lines
                     if line.event in FORMS],
        }  # fmt: skip
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
