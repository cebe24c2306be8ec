"""The clock of a practice case: its next deadlines, and the form by which a supervisor goes on to one of them."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from documents.days import day_words
from documents.errors import RuleViolation
from tranches.admin.tranche_page import simulation_note
from tranches.fields import DayField
from tranches.selectors.docket.docket import docket_of
from tranches.services.practice_clock import move_practice_clock

if TYPE_CHECKING:
    from tranches.admin.pages import CasePages as Base
else:
    Base = object

PRACTICE_CLOCK = "tranches_escrowagreement_practice_clock"
SHOWN = 8  # deadlines offered


class PracticeClockForm(forms.Form):
    """The day to go on to."""

    day = DayField(label="Go on to this day")


class PracticeClockPages(Base):
    """Mixed into the agreement's pages, whose doorway and actor it uses."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.practice_clock_view)
        return [path("<int:pk>/practice-clock/", view, name=PRACTICE_CLOCK), *super().get_urls()]

    def practice_clock_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """GET shows the deadlines ahead; POST moves the clock and goes back to the agreement."""
        if request.method not in ("GET", "HEAD", "POST"):
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        scene = self.scene_of(self._object(request, str(pk)))
        agreement, actor = scene.agreement, self.actor(request)
        if not agreement.is_simulation:
            raise Http404("A real agreement goes by the calendar.")
        form = PracticeClockForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                move_practice_clock(agreement=agreement, to=form.cleaned_data["day"], actor=actor)
            except RuleViolation as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
            else:
                messages.success(
                    request,
                    f"It is {day_words(form.cleaned_data['day'])} in {agreement.reference} now. Nothing else has changed.",
                )
                return HttpResponseRedirect(reverse(self.url_name, args=[pk]))
        context: dict[str, Any] = self.admin_site.each_context(request) | {
            "title": f"Clock of {agreement.reference}",
            "agreement": agreement,
            "scene": scene,
            "form": form,
            "clocks": [clock for clock in docket_of(agreement, scene.today) if clock.day > scene.today][
                :SHOWN
            ],
            "may_move": actor.has_role("supervisor"),
            "simulation": simulation_note(scene),
            "opts": self.opts,
        }
        status = 422 if form.errors else 200
        return TemplateResponse(
            request, "admin/tranches/escrowagreement/practice_clock.html", context, status=status
        )
