"""The desk: the stock admin as the clerks' door."""

from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils import timezone
from django.views.generic import RedirectView

from documents.actor import Actor
from documents.guarded_admin import GuardedAdmin
from documents.models import Binder
from escrow_site.demo.progress import being_played
from tranches.selectors.access import actor_for
from tranches.selectors.agreement.binders import binders_of
from tranches.selectors.docket.practice import ASKED

OURS = frozenset({"documents", "parties", "tranches"})
ELSEWHERE = frozenset({"autocomplete", "view_on_site", "password_change", "password_change_done", "logout"})
DESK_ROLES = frozenset({"clerk", "supervisor", "compliance"})


class DeskSite(AdminSite):
    """The admin for the escrow agent's own people: roles decide, never Django's permission rows or `is_superuser`."""

    site_header = "Escrow Desk"
    site_title = "Escrow Desk"
    index_title = "Desk"
    enable_nav_sidebar = False
    site_url = None
    empty_value_display = "–"

    def register(self, model_or_iterable: Any, admin_class: type | None = None, **options: Any) -> None:
        """Only guarded registers: those that libraries bring along (groups, addresses, second factors) obey permission rows alone.

        One of ours that is not guarded is a mistake (`TypeError`).
        """
        if admin_class is not None and issubclass(admin_class, GuardedAdmin):
            super().register(model_or_iterable, admin_class, **options)
            return
        models: list[Any] = (
            [model_or_iterable] if isinstance(model_or_iterable, type) else list(model_or_iterable)
        )
        for model in models:
            if model._meta.app_label in OURS:
                raise TypeError(f"{model.__name__} stands on the desk behind GuardedAdmin only.")

    def actor(self, request: HttpRequest) -> Actor | None:
        """Who asks, with the roles he has today; read once a request. Nobody for an anonymous or inactive account."""
        if not hasattr(request, "desk_actor"):
            user = request.user
            known = user.is_authenticated and user.is_active
            request.desk_actor = actor_for(request) if known else None  # type: ignore[attr-defined]
        found: Actor | None = request.desk_actor  # type: ignore[attr-defined]
        return found

    def roles_of(self, request: HttpRequest) -> frozenset[str]:
        """The desk's roles of whoever asks; none for an account that is not the agent's staff."""
        actor = self.actor(request)
        if actor is None or not getattr(request.user, "is_staff", False):
            return frozenset()
        return actor.role_names & DESK_ROLES

    def binders_of(self, request: HttpRequest) -> QuerySet[Binder]:
        """The binders whoever asks may look into; none for a stranger. The evidence's own registers are scoped by it."""
        actor = self.actor(request)
        return binders_of(actor) if actor else Binder.objects.none()

    def has_permission(self, request: HttpRequest) -> bool:
        """The desk is for the escrow agent's own people; `is_superuser` alone opens nothing."""
        return bool(self.roles_of(request))

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        from tranches.admin.frame import (
            frame_context,  # the admin of an app loads after the site that registers it
        )

        return super().each_context(request) | frame_context(request, self.actor(request))

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The start page: what waits, for whom, until when; and whether the record is sound."""
        from tranches.admin.start import start_context

        actor = self.actor(request)
        context = (
            start_context(actor, now=timezone.now(), practice=request.GET.get(ASKED, "")) if actor else {}
        )
        context["being_played"] = being_played() if settings.DEMO else ""
        return super().index(request, context | (extra_context or {}))

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Without the stock addresses that look rows up past the registers, and those of passwords and of signing out.

        allauth's pages are the only ones, with their limits and their record.
        """
        from escrow_site.state.pages import state_of_the_desk

        stock = [url for url in super().get_urls() if getattr(url, "name", None) not in ELSEWHERE]
        return [
            path("logout/", RedirectView.as_view(pattern_name="account_logout"), name="logout"),
            path("state/", self.admin_view(state_of_the_desk), name="desk_state"),
            *stock,
        ]

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Sign in by allauth's page alone: one door to guard, with its rate limits and factors."""
        start = reverse("admin:index", current_app=self.name)
        if not request.user.is_authenticated:
            return redirect_to_login(request.GET.get("next") or start)
        if not self.has_permission(request):
            raise PermissionDenied(
                "The desk is for the escrow agent's clerks, supervisors and compliance officers."
            )
        return HttpResponseRedirect(start)
