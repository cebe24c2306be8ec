"""The transfer agent's desk of one agreement: letters, wrong deliveries, positions and lists, with their acts (EA 3.2, 4.1)."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from tranches.admin.forms import FORMS
from tranches.admin.tranche_page import ShownAct, form_for
from tranches.positions.selectors.positions import (
    count_statements,
    ledger_on,
    statements_of,
    why_not_reconciled,
)
from tranches.positions.selectors.transfer_desk import letters_of, matching_of
from tranches.positions.selectors.transfer_desk_acts import acts_on_transfer_desk
from tranches.selectors.desk.case import Scene
from tranches.selectors.release.claims import claims_of

if TYPE_CHECKING:
    from tranches.admin.views.docket_pages import DocketPages as Base
else:
    Base = object

NEWEST = 6  # the statements the page shows


class TransferDeskPages(Base):
    """Mixed into the agreement's pages, whose doorway, actor, scene and context it uses."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.transfer_desk_view)
        name = "tranches_escrowagreement_transfer_agent"
        return [path("<int:pk>/transfer-agent/", view, name=name), *super().get_urls()]

    def transfer_desk_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Instructed against confirmed, what went wrong, what the transfer agent states, and the acts about all of it."""
        actor = self._reader(request)
        if actor is None:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        scene = self.scene_of(self._object(request, str(pk)))
        lines = acts_on_transfer_desk(scene.agreement, actor)
        shown = [ShownAct(line, form_for(line.event, scene) if line.allowed else None) for line in lines]
        acts = sorted((act for act in shown if act.event in FORMS), key=lambda act: not act.line.allowed)
        context = self._context(request, scene) | desk_context(scene) | {"acts": acts}
        template = "admin/tranches/escrowagreement/transfer_agent.html"
        return TemplateResponse(request, template, context)


def desk_context(scene: Scene) -> dict[str, Any]:
    """What the page shows, as plain values."""
    agreement = scene.agreement
    letters, statements = letters_of(agreement, scene.today), statements_of(agreement, NEWEST)
    agent = next((part.party.name for part in scene.parts if part.part == "transfer_agent"), "")
    return {
        "title": f"Transfer agent of {agreement.reference}",
        "transfer_agent": agent,
        "letters": letters,
        "waiting": [row for row in letters if row.is_waiting],
        "claims": claims_of(agreement),
        "statements": statements,
        "statement_count": count_statements(agreement),
        "newest": statements[0] if statements else None,
        "ledger_today": ledger_on(agreement, scene.today),
        "why_not_reconciled": why_not_reconciled(agreement, scene.today, position_item(scene)),
        "matching": matching_of(agreement, letters),
        "rules": scene.terms.transfer_agent,
        "transfer_clause": scene.terms.clause("transfer"),
        "position_clause": scene.terms.clause("position"),
    }


def position_item(scene: Scene) -> Any:
    """The checklist's item that a reconciled position satisfies, where the deal has one."""
    return next((item for item in scene.terms.checklist if item.evidence == "position"), None)
