"""The amendments of an agreement at the desk: the open one, what it changes and moves, who has signed; and all versions."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from documents.errors import RuleViolation
from tranches.admin.forms import FORMS
from tranches.admin.tranche_page import ShownAct, form_for, simulation_note
from tranches.models import Amendment
from tranches.selectors.amendment.amendment_acts import acts_on_terms
from tranches.selectors.amendment.amendment_effects import Effects, effects_of
from tranches.selectors.amendment.amendments import OPEN, amendments_of, signers_of, terms_in, versions_of
from tranches.selectors.amendment.terminations import check_still_fits
from tranches.selectors.amendment.versions import chosen_versions
from tranches.selectors.desk.case import Scene

if TYPE_CHECKING:
    from tranches.admin.pages import CasePages as Pages
else:
    Pages = object

AMENDMENTS = "tranches_escrowagreement_amendments"


class AmendmentPages(Pages):
    """Mixed into the pages of an agreement: their doorway, their actor, their frame."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.amendments_view)
        return [path("<int:pk>/amendments/", view, name=AMENDMENTS), *super().get_urls()]

    def amendments_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Where the terms stand: the open amendment first, its acts, then every version and what differs between two."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        scene, actor = self.scene_of(self._object(request, str(pk))), self.actor(request)
        agreement = scene.agreement
        rows = amendments_of(agreement)
        found = next((row for row in rows if row.state in OPEN), None)
        lines = [line for line in acts_on_terms(agreement, actor, scene.today) if line.event in FORMS]
        acts = [ShownAct(line, form_for(line.event, scene) if line.allowed else None) for line in lines]
        context: dict[str, Any] = self.admin_site.each_context(request) | {
            "title": "Amendments",
            "agreement": agreement,
            "simulation": simulation_note(scene),
            "tz": scene.time_zone,
            "opts": self.opts,
            "act_url": self.act_url,
            "object": agreement,
            "clause": scene.terms.clause("amendment"),
            "amendment": found,
            "ended": [row for row in rows if row.state not in OPEN],
            "acts": sorted(acts, key=lambda act: not act.line.allowed),
        }
        if found is not None:
            context |= {"signers": signers_of(found, scene.today)} | _moves(scene, found)
        context |= chosen_versions(
            versions_of(agreement), request.GET.get("from", ""), request.GET.get("to", "")
        )
        return TemplateResponse(request, "admin/tranches/escrowagreement/amendments.html", context)


def _moves(scene: Scene, amendment: Amendment) -> dict[str, Any]:
    """What would move if it came into force now, or the sentence why it could not."""
    try:
        effects = effects_of(scene.agreement, scene.terms, terms_in(amendment))
        if amendment.is_termination:
            check_still_fits(amendment)
        return {"effects": effects, "why_not_now": ""}
    except RuleViolation as refusal:
        return {"effects": Effects(), "why_not_now": refusal.sentence}
