"""The two pages of a case, agreement and tranche: shown read-only, with acts that each call one service."""

from datetime import datetime
from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.admin import RelatedOnlyFieldListFilter
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from documents.actor import Actor
from documents.errors import RuleViolation
from documents.guarded_admin import GuardedAdmin
from parties.proof import proof_required
from tranches import policy
from tranches.admin.agreement_page import agreement_context
from tranches.admin.forms import FORMS, ActForm, showing
from tranches.admin.practice_clock_page import PRACTICE_CLOCK, PracticeClockPages
from tranches.admin.sections.corporate_section import corporate_context
from tranches.admin.sections.ending_section import ending_context
from tranches.admin.sections.ways_section import ways_context
from tranches.admin.tranche_page import PORTAL_ACTS, simulation_note, tranche_context
from tranches.admin.views.amendment_pages import AmendmentPages
from tranches.admin.views.authority_pages import AuthorityPages
from tranches.admin.views.clock_page import ClockPages
from tranches.admin.views.docket_pages import DocketPages
from tranches.models import EscrowAgreement, Tranche
from tranches.money.pages.fee_section import fee_context
from tranches.money.pages.penalty_section import penalty_context
from tranches.money.selectors.fee_acts import acts_on_fees
from tranches.money.selectors.penalty import penalty_view
from tranches.money.selectors.penalty_acts import acts_on_penalty
from tranches.notices.selectors.disclosures import acts_on_disclosures
from tranches.notices.selectors.notices import acts_on_notices
from tranches.positions.pages.transfer_desk_pages import TransferDeskPages
from tranches.positions.selectors.transfer_desk_acts import acts_on_transfer_desk
from tranches.rights.pages.rights_pages import RightsPages
from tranches.rights.selectors.rights_acts import acts_on_rights
from tranches.selectors.access import agreements_of, now_for
from tranches.selectors.amendment.amendment_acts import acts_on_terms
from tranches.selectors.conversion.corporate_acts import acts_on_corporate
from tranches.selectors.delivery.ways_acts import acts_on_ways
from tranches.selectors.desk.acts import ActLine, acts_on_agreement, acts_on_tranche
from tranches.selectors.desk.case import Scene
from tranches.selectors.ending.closing import closed_sentence
from tranches.selectors.ending.ending_acts import ON_RETURN, acts_on_ending
from tranches.selectors.read_once import reading_once
from tranches.selectors.release.going_out import going_out
from tranches.supposing.pages.supposing_pages import SupposingPages

ACTING = frozenset({"clerk", "supervisor"})
REFUSED = 422  # the form was understood, and a rule or a typo stands against it

ORDERS_A_LETTER = frozenset({"authorise_release", "authorise_return"})


class CasePages(GuardedAdmin):
    """The pages of one object of a case: `change` shows it, `acts/<event>/` shows and takes the form of one act."""

    case_template: ClassVar[str]
    url_name: ClassVar[str]
    act_url: ClassVar[str]

    # --- What a subclass knows ---

    def scene_of(self, obj: Any) -> Scene:
        raise NotImplementedError

    def lines_of(self, scene: Scene, actor: Actor) -> list[ActLine]:
        raise NotImplementedError

    def page_context(self, scene: Scene, actor: Actor) -> dict[str, Any]:
        raise NotImplementedError

    # --- Addresses ---

    def get_urls(self) -> list[URLPattern]:
        name = self.act_url.removeprefix("admin:")
        view = self.admin_site.admin_view(self.act_view)
        return [path("<int:pk>/acts/<slug:event>/", view, name=name), *super().get_urls()]

    def actor(self, request: HttpRequest) -> Actor:
        """Who acts, with his roles today and the factor by which he proved who he is."""
        actor: Actor | None = self.admin_site.actor(request)
        if actor is None:
            raise PermissionDenied
        return actor

    # --- Showing ---

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        if not self.has_view_permission(request) or object_id is None:
            raise PermissionDenied
        scene = self.scene_of(self._object(request, object_id))
        with reading_once():
            shown = self.page_context(scene, self.actor(request))
            shown["closed"] = closed_sentence(scene.agreement)
            if scene.agreement.is_simulation and not shown["closed"]:
                shown["practice_clock"] = reverse(f"admin:{PRACTICE_CLOCK}", args=[scene.agreement.pk])
        context = self.admin_site.each_context(request) | shown
        context |= {"opts": self.opts, "act_url": self.act_url} | (extra_context or {})
        return TemplateResponse(request, self.case_template, context)

    # --- Acting ---

    def act_view(self, request: HttpRequest, pk: int, event: str) -> HttpResponse:
        """The form of one act, or its POST. A signature first asks for a proof of identity not older than five minutes."""
        form = FORMS.get(event)
        if form is None or event in PORTAL_ACTS:
            raise Http404(f"There is no act “{event}” at the desk.")
        signs = policy.POLICY[event].signs and self._may_act(request)
        view = proof_required(self._act) if signs else self._act
        response: HttpResponse = view(request, pk, form)
        return response

    def _act(self, request: HttpRequest, pk: int, form_class: type[ActForm]) -> HttpResponse:
        if request.method not in ("GET", "HEAD", "POST"):
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        scene = self.scene_of(self._object(request, str(pk)))
        actor = self.actor(request)
        if not self._may_act(request):
            return self._refuse(
                request, scene, form_class, self._who(form_class, actor), may=False, status=403
            )
        if request.method == "POST":
            return self._take(request, scene, form_class, actor)
        line = next((line for line in self.lines_of(scene, actor) if line.event == form_class.event), None)
        if line is None or not line.allowed:
            why = line.why_not if line else "This act does not belong here."
            return self._refuse(request, scene, form_class, why, may=True, status=200)
        return self._render(request, scene, form_class(scene=scene, initial={}))

    def _take(
        self, request: HttpRequest, scene: Scene, form_class: type[ActForm], actor: Actor
    ) -> HttpResponse:
        """POST: the one service, then back to the page with a sentence; or the form again with what was typed."""
        try:
            files = showing.files_of(request)
            form = form_class(request.POST, files, scene=scene)
        except RuleViolation as refusal:
            return self._refuse(request, scene, form_class, refusal.sentence, may=True, status=REFUSED)
        try:
            if form.is_valid() and showing.BACK not in request.POST:
                shown = form.shown_back()
                seal = showing.seal(request, files, shown) if shown else ""
                if shown and not showing.was_seen(request, seal):
                    form.kept = showing.kept(request, files, set())
                    return self._show_back(request, scene, form, shown, seal)
                done = form.by(actor, scene.now).perform()
                showing.drop_kept(request)
                messages.success(request, done)
                return HttpResponseRedirect(self._home(scene, form_class))
        except RuleViolation as refusal:
            form.refuse(refusal)
        form.kept = showing.kept(request, files, set(form.errors))
        form.described()
        return self._render(request, scene, form, status=REFUSED if form.errors else 200)

    def _show_back(
        self, request: HttpRequest, scene: Scene, form: ActForm, shown: showing.ShownBack, seal: str
    ) -> HttpResponse:
        """What was understood and what follows, with all that was typed behind it, for the second click."""
        context = self._act_context(request, scene, type(form)) | {
            "form": form,
            "shown": shown,
            "seal": seal,
            "typed": showing.typed_values(request.POST),
        }
        return TemplateResponse(request, "admin/act.html", context)

    def _render(
        self, request: HttpRequest, scene: Scene, form: ActForm, *, status: int = 200
    ) -> HttpResponse:
        found = scene.instruction if scene.has_tranche or form.event in ON_RETURN else None
        context = self._act_context(request, scene, type(form)) | {
            "form": form,
            "instruction": found,
            "going": going_out(found) if found is not None and form.event in ORDERS_A_LETTER else [],
        }
        return TemplateResponse(request, "admin/act.html", context, status=status)

    def _refuse(
        self,
        request: HttpRequest,
        scene: Scene,
        form_class: type[ActForm],
        why: str,
        *,
        may: bool,
        status: int,
    ) -> HttpResponse:
        context = self._act_context(request, scene, form_class) | {"why_not": why, "may": may}
        return TemplateResponse(request, "admin/act.html", context, status=status)

    def _act_context(self, request: HttpRequest, scene: Scene, form_class: type[ActForm]) -> dict[str, Any]:
        line = policy.POLICY[form_class.event]
        context = self.admin_site.each_context(request) | {
            "title": line.label,
            "line": {"clause": scene.terms.clause(line.clause) if line.clause else ""},
            "agreement": scene.agreement,
            "simulation": simulation_note(scene),
            "action": request.path,
            "cancel": self._home(scene, form_class),
            "opts": self.opts,
            "tz": scene.time_zone,
        }
        if scene.has_tranche:
            context |= {"tranche": scene.tranche, "terms": scene.tranche_terms}
        return context

    # --- Small things ---

    def _may_act(self, request: HttpRequest) -> bool:
        return bool(self.roles(request) & ACTING)

    def _who(self, form_class: type[ActForm], actor: Actor) -> str:
        line = policy.POLICY[form_class.event]
        return f"{line.who} may do this, not {actor.name} ({actor.capacity}). Ask one of them to do it."

    def _object(self, request: HttpRequest, object_id: str) -> Any:
        found = self.get_object(request, object_id)
        if found is None:
            raise Http404
        return found

    def _home(self, scene: Scene, form_class: type[ActForm]) -> str:
        if form_class.lands_on:
            return reverse(form_class.lands_on, args=(scene.agreement.pk,))
        subject = scene.tranche if scene.has_tranche else scene.agreement
        return reverse(self.url_name, args=(subject.pk,))


class TranchePages(CasePages):
    """The case page of a tranche."""

    case_template = "admin/tranches/tranche/case.html"
    url_name = "admin:tranches_tranche_change"
    act_url = "admin:tranches_tranche_act"

    list_display = ("name", "agreement", "shares_held", "state_sign")
    list_display_links = ("name",)
    list_filter = ("state", ("agreement", RelatedOnlyFieldListFilter))
    list_select_related = ("agreement",)
    search_fields = ("agreement__reference", "agreement__title", "=number")
    ordering = ("agreement__reference", "number")

    def get_queryset(self, request: HttpRequest) -> Any:
        mine = agreements_of(self.actor(request))
        return super().get_queryset(request).filter(agreement__in=mine).select_related("agreement__binder")

    def scene_of(self, obj: Tranche) -> Scene:
        return Scene(obj.agreement, now=clock(obj.agreement), tranche=obj)

    def lines_of(self, scene: Scene, actor: Actor) -> list[ActLine]:
        late = acts_on_penalty(scene.tranche, actor, penalty_view(scene.tranche, scene.now))
        return [*acts_on_tranche(scene.tranche, actor, scene.now), *late]

    def page_context(self, scene: Scene, actor: Actor) -> dict[str, Any]:
        late = {"penalty": penalty_context(scene, actor)}
        return tranche_context(scene, actor) | late | {"object": scene.tranche}


class AgreementPages(
    AmendmentPages,
    AuthorityPages,
    TransferDeskPages,
    RightsPages,
    DocketPages,
    ClockPages,
    PracticeClockPages,
    SupposingPages,
    CasePages,
):
    """The page of an agreement."""

    case_template = "admin/tranches/escrowagreement/case.html"
    url_name = "admin:tranches_escrowagreement_change"
    act_url = "admin:tranches_escrowagreement_act"

    list_display = ("reference", "title", "effective_on", "is_simulation")
    list_filter = ("is_simulation",)
    search_fields = ("reference", "title")
    ordering = ("reference",)

    def get_queryset(self, request: HttpRequest) -> Any:
        mine = agreements_of(self.actor(request))
        return super().get_queryset(request).filter(pk__in=mine.values("pk")).select_related("binder")

    def scene_of(self, obj: EscrowAgreement) -> Scene:
        return Scene(obj, now=clock(obj))

    def lines_of(self, scene: Scene, actor: Actor) -> list[ActLine]:
        ending = acts_on_ending(scene.agreement, actor, scene.now)
        fees = acts_on_fees(scene.agreement, actor, scene.today)
        notices = acts_on_notices(scene.agreement, actor)
        terms = acts_on_terms(scene.agreement, actor, scene.today)
        outside = acts_on_disclosures(scene.agreement, actor)
        transfer = acts_on_transfer_desk(scene.agreement, actor)
        rights = acts_on_rights(scene.agreement, actor, scene.today, scene.now)
        ways = acts_on_ways(scene.agreement, actor)
        corporate = acts_on_corporate(scene.agreement, actor)
        ours = [*acts_on_agreement(scene.agreement, actor), *notices, *outside, *corporate]
        return [*ours, *ending, *fees, *transfer, *rights, *terms, *ways]

    def page_context(self, scene: Scene, actor: Actor) -> dict[str, Any]:
        sections = {
            "ending": ending_context(scene, actor),
            "fees": fee_context(scene, actor),
            "corporate": corporate_context(scene, actor),
            "ways": ways_context(scene, actor),
        }
        return agreement_context(scene, actor) | sections | {"object": scene.agreement}


def clock(agreement: EscrowAgreement) -> datetime:
    """The door reads the clock once a page; a simulation's clock stands where its record stands."""
    return now_for(agreement)
