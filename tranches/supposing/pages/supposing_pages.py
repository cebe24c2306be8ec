"""Readings and what-if at the desk: pages of an agreement beside its acts. Clerks and supervisors save; compliance looks."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from documents.errors import RuleViolation
from tranches.admin.tranche_page import simulation_note
from tranches.models import EscrowAgreement
from tranches.supposing.pages.flow import Answer, answer_readings, answer_set_aside, answer_what_if
from tranches.supposing.selectors import scenario_for

if TYPE_CHECKING:
    from tranches.admin.pages import CasePages as Pages
else:
    Pages = object

READINGS, WHAT_IF = "tranches_escrowagreement_readings", "tranches_escrowagreement_what_if"
SAVED, SET_ASIDE = "tranches_escrowagreement_saved_what_if", "tranches_escrowagreement_set_aside"
METHODS = ("GET", "HEAD", "POST")


class SupposingPages(Pages):
    """Mixed into the pages of an agreement: their doorway, their actor, their frame."""

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/readings/", wrap(self.readings_view), name=READINGS),
            path("<int:pk>/what-if/", wrap(self.what_if_view), name=WHAT_IF),
            path("<int:pk>/what-if/<uuid:public_id>/", wrap(self.what_if_view), name=SAVED),
            path("<int:pk>/what-if/<uuid:public_id>/set-aside/", wrap(self.set_aside_view), name=SET_ASIDE),
            *super().get_urls(),
        ]

    def readings_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What each reading gives for the figures on record, or for figures typed in; as a paper if asked."""
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        scene = self.scene_of(self._object(request, str(pk)))
        answer = answer_readings(request, self.actor(request), scene.agreement, scene.now)
        here = reverse(f"admin:{READINGS}", args=(pk,))
        if answer.done:
            messages.success(request, answer.done)
            return HttpResponseRedirect(here)
        return self._page(request, scene.agreement, answer, "readings", {"title": "Readings", "here": here})

    def what_if_view(self, request: HttpRequest, pk: int, public_id: UUID | None = None) -> HttpResponse:
        """What becomes of the shares if the years to come bring these figures; nothing is stored unless saved under a name."""
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        scene, actor = self.scene_of(self._object(request, str(pk))), self.actor(request)
        opened = scenario_for(actor, scene.agreement, public_id) if public_id else None
        answer = answer_what_if(request, actor, scene.agreement, scene.now, opened)
        if answer.done:
            messages.success(request, answer.done)
            saved = answer.saved.public_id if answer.saved else None
            return HttpResponseRedirect(reverse(f"admin:{SAVED}", args=(pk, saved)))
        links = [
            (
                row,
                reverse(f"admin:{SAVED}", args=(pk, row.public_id)),
                reverse(f"admin:{SET_ASIDE}", args=(pk, row.public_id)),
            )
            for row in answer.context["saved"]
        ]
        here = reverse(f"admin:{WHAT_IF}", args=(pk,))
        return self._page(
            request, scene.agreement, answer, "what_if", {"title": "What if", "here": here, "links": links}
        )

    def set_aside_view(self, request: HttpRequest, pk: int, public_id: UUID) -> HttpResponse:
        """List a saved supposition no longer."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        scene, actor = self.scene_of(self._object(request, str(pk))), self.actor(request)
        scenario = scenario_for(actor, scene.agreement, public_id)
        try:
            messages.success(request, answer_set_aside(actor, scenario, scene.now))
        except RuleViolation as refusal:
            messages.error(request, refusal.sentence)
        return HttpResponseRedirect(reverse(f"admin:{WHAT_IF}", args=(pk,)))

    def _page(
        self,
        request: HttpRequest,
        agreement: EscrowAgreement,
        answer: Answer,
        name: str,
        more: dict[str, Any],
    ) -> HttpResponse:
        scene = self.scene_of(agreement)
        context = self.admin_site.each_context(request) | answer.context | more
        context |= {"opts": self.opts, "simulation": simulation_note(scene)}
        template = f"admin/tranches/escrowagreement/{name}.html"
        return TemplateResponse(request, template, context, status=answer.status)
