"""The entries of the register: what waits for a second person, and the page on which he compares and decides."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from documents.acting import Acting
from documents.actor import Actor
from documents.errors import RuleViolation
from documents.guarded_admin import GuardedAdmin
from parties.admin.base import ActorSite
from parties.models import ContactNumber, Entry, User
from parties.policy import STANDING
from parties.proof import proof_required
from parties.services.entries import confirm_entry, numbers_before, refuse_entry, withdraw_entry
from parties.services.entry_shown import EntryShown, shown_entry

REFUSED = 422


class WaitingFilter(admin.SimpleListFilter):
    """Entries that wait, and those that were decided."""

    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("open", gettext("waits for a second person")), ("decided", gettext("decided"))]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Entry]) -> models.QuerySet[Entry]:
        if self.value() == "open":
            return queryset.filter(needs_second=True, decision__isnull=True)
        return queryset.filter(decision__isnull=False) if self.value() == "decided" else queryset


class ActFilter(admin.SimpleListFilter):
    """Entries of one kind, by the words of the table."""

    title = gettext_lazy("kind")
    parameter_name = "act"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        there = Entry.objects.order_by().values_list("act", flat=True).distinct()
        return sorted(((act, kind_in_words(act)) for act in there), key=lambda pair: pair[1])

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Entry]) -> models.QuerySet[Entry]:
        return queryset.filter(act=self.value()) if self.value() else queryset


def kind_in_words(act: str) -> str:
    return STANDING[act].label if act in STANDING else gettext("Opening of the register")


class DecisionForm(Acting, forms.Form):
    """What the second person says: how he compared it, and where its kind asks for a call, on which number."""

    seen_digest = forms.CharField(widget=forms.HiddenInput)
    number: forms.ModelChoiceField[ContactNumber] = forms.ModelChoiceField(
        None,
        required=False,
        label=gettext_lazy("Number you called"),
        help_text=gettext_lazy("One that stood on the register before this entry was made."),
    )
    how = forms.CharField(
        max_length=400,
        label=gettext_lazy("How you compared it"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy(
            "With which paper, or whom you reached and what he read out. It is kept for good."
        ),
    )

    def __init__(self, *args: Any, entry: Entry, shown: EntryShown, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        numbers = numbers_before(shown.party, entry)
        if shown.calls and numbers.exists():
            field = cast("forms.ModelChoiceField", self.fields["number"])
            field.queryset = numbers
        else:
            del self.fields["number"]


@admin.register(Entry)
class EntryAdmin(GuardedAdmin):
    """What was entered, by whom; where it waits, who may confirm it and what he compares."""

    list_display = ("title", "kind", "person", "recorded_at", "state")
    list_filter = (WaitingFilter, ActFilter)
    list_select_related = ("person", "decision__person")
    search_fields = ("title", "person__name")

    @admin.display(description=gettext_lazy("kind"), ordering="act")
    def kind(self, row: Entry) -> str:
        return kind_in_words(row.act)

    @admin.display(description=gettext_lazy("state"))
    def state(self, row: Entry) -> str:
        if row.is_open:
            return gettext("waits for a second person")
        decision = getattr(row, "decision", None)
        return f"{decision}, {decision.person}" if decision else gettext("took effect at once")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.decide)
        return [path("<int:pk>/decide/<str:answer>/", view, name="parties_entry_decide"), *super().get_urls()]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if object_id is None or request.method not in ("GET", "HEAD"):
            raise PermissionDenied
        entry = self.get_object(request, object_id)
        if entry is None:
            return cast(
                "HttpResponse", self._get_obj_does_not_exist_redirect(request, self.opts, object_id or "")
            )
        return self._page(request, entry)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """An entry never changes: it is its own history, and the page that shows it shows all there is."""
        return HttpResponseRedirect(reverse("admin:parties_entry_change", args=(object_id,)))

    def decide(self, request: HttpRequest, pk: int, answer: str) -> HttpResponse:
        """Take one answer. Confirming is a signature: it asks for a proof of identity not older than five minutes."""
        if request.method != "POST":
            return HttpResponseRedirect(reverse("admin:parties_entry_change", args=(pk,)))
        if not self.has_view_permission(request) or answer not in ("confirm", "refuse", "withdraw"):
            raise PermissionDenied
        take = proof_required(self._take) if answer == "confirm" else self._take
        return take(request, pk, answer)

    def _take(self, request: HttpRequest, pk: int, answer: str) -> HttpResponse:
        entry = self.get_object(request, str(pk))
        if entry is None:
            return cast("HttpResponse", self._get_obj_does_not_exist_redirect(request, self.opts, str(pk)))
        shown = shown_entry(entry, self._actor(request), timezone.now())
        form = DecisionForm(request.POST, entry=entry, shown=shown)
        if not form.is_valid():
            return self._page(request, entry, form, status=REFUSED)
        given = form.by(self._actor(request), timezone.now()).cleaned_data
        try:
            if answer == "confirm":
                row = form.do(
                    confirm_entry,
                    entry=entry,
                    seen_digest=given["seen_digest"],
                    how=given["how"],
                    number=given.get("number"),
                )
                return self._confirmed(request, entry, row)
            decide = refuse_entry if answer == "refuse" else withdraw_entry
            form.do(decide, entry=entry, how=given["how"])
        except RuleViolation as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
            return self._page(request, cast("Entry", self.get_object(request, str(pk))), form, status=REFUSED)
        messages.success(request, gettext("Recorded. Nothing of the entry took effect."))
        return HttpResponseRedirect(reverse("admin:parties_entry_changelist") + "?state=open")

    def _confirmed(self, request: HttpRequest, entry: Entry, row: Any) -> HttpResponse:
        """Back to the entry; a new account's first password, once, in this very answer: it passes through no message or session."""
        account = row if isinstance(row, User) else getattr(row, "account", None)
        word = getattr(account, "first_password", "")
        if not word:
            messages.success(request, gettext("Confirmed. It is in force."))
            return HttpResponseRedirect(reverse("admin:parties_entry_change", args=(entry.pk,)))
        context = self.admin_site.each_context(request) | {
            "title": gettext("Account with its first password"),
            "account": account,
            "first_password": word,
        }
        return TemplateResponse(request, "admin/parties/user/opened.html", context)

    def _page(
        self, request: HttpRequest, entry: Entry, form: DecisionForm | None = None, *, status: int = 200
    ) -> HttpResponse:
        shown = shown_entry(entry, self._actor(request), timezone.now())
        if form is None and entry.is_open:
            form = DecisionForm(initial={"seen_digest": entry.digest}, entry=entry, shown=shown)
        context = self.admin_site.each_context(request) | {
            "title": shown.label,
            "opts": self.opts,
            "entry": entry,
            "shown": shown,
            "form": form,
            "standing": STANDING.values(),
        }
        return TemplateResponse(request, "admin/parties/entry/change_form.html", context, status=status)

    def _actor(self, request: HttpRequest) -> Actor:
        actor = cast("ActorSite", self.admin_site).actor(request)
        if actor is None:
            raise PermissionDenied
        return actor
