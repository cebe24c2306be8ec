"""The clock of the machine beside what the record says; where it was set back, a supervisor confirms that it is right again."""

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from documents.acting import Acting
from documents.errors import RuleViolation
from documents.journal.clock import newest_moment
from tranches.selectors.docket.clock_set_back import binders_set_back
from tranches.services.agreement.clock import confirm_clock

if TYPE_CHECKING:
    from tranches.admin.pages import CasePages as Base
else:
    Base = object

CLOCK = "tranches_clock"


class ClockForm(Acting, forms.Form):
    """Why the clock is right."""

    reason = forms.CharField(
        label="How you know that it is right now, and what was wrong",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,  # the service says what is missing
    )


class ClockPages(Base):
    """Mixed into the agreement's pages, whose doorway and actor it uses."""

    def get_urls(self) -> list[URLPattern]:
        return [path("clock/", self.admin_site.admin_view(self.clock_view), name=CLOCK), *super().get_urls()]

    def clock_view(self, request: HttpRequest) -> HttpResponse:
        """Which records go on later than the clock says, and the form of the confirmation."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method not in ("GET", "HEAD", "POST"):
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        actor, now = self.actor(request), timezone.now()
        form = ClockForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                events = form.by(actor, now).do(confirm_clock, reason=form.cleaned_data["reason"])
            except RuleViolation as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
            else:
                count = len(events)
                messages.success(
                    request,
                    f"The clock is confirmed in {count} record{'s' if count != 1 else ''}; work goes on.",
                )
                return HttpResponseRedirect(reverse("admin:index"))
        context = self.admin_site.each_context(request) | {
            "title": "Clock",
            "form": form,
            "now": now,
            "set_back": [(binder, newest_moment(binder.pk)) for binder in binders_set_back(actor, now)],
            "may_confirm": actor.has_role("supervisor"),
            "opts": self.opts,
        }
        status = 400 if form.errors else 200
        return TemplateResponse(request, "admin/tranches/clock.html", context, status=status)
