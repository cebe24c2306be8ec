"""What the admin may do with a model: show it, and nothing else unless a role is named.

Django's own permission rows and `is_superuser` say nothing here: the roles an account has today decide
(style.md: superuser is not a business role). The site tells the roles, so that this module needs no higher app.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, cast

from django.contrib.admin import ModelAdmin, ShowFacets, display
from django.contrib.admin.options import BaseModelAdmin, IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.paginator import Paginator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext
from simple_history.admin import SimpleHistoryAdmin

from documents.models import WrittenOnce
from documents.rows_shown import rows_of, value_words
from documents.selectors.history import Versions
from documents.tables import lists

READERS = frozenset({"clerk", "supervisor", "compliance"})
EDITORS = frozenset({"clerk", "supervisor"})


class RoleSite(Protocol):
    """An admin site that knows the roles of whoever asks."""

    def roles_of(self, request: HttpRequest) -> frozenset[str]: ...


def reading_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer every method but GET and HEAD with 405: nothing on this page can be posted, not even to a viewer.

    simple_history's own history form saves a posted form whatever its settings say; this is what stops it.
    """

    @wraps(view)
    def guarded(self: BaseModelAdmin, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        return view(self, request, *args, **kwargs)

    return guarded


class GuardedAdmin(SimpleHistoryAdmin):
    """Read-only for the roles in `readers`, without actions, inlines or editable lists; its history can be read, never posted.

    A register names the roles that may add or change in `adders` and `changers`. Nothing is ever deleted.
    """

    readers: frozenset[str] = READERS
    adders: frozenset[str] = frozenset()
    changers: frozenset[str] = frozenset()
    # Fields of a new entry that a link may fill in beforehand.
    prefilled: tuple[str, ...] = ()

    actions = None
    list_per_page = 50
    show_full_result_count = True
    show_facets = ShowFacets.NEVER
    list_max_show_all = 0
    object_history_template = "admin/object_history.html"
    change_form_template = "admin/guarded_change_form.html"

    def roles(self, request: HttpRequest) -> frozenset[str]:
        """The roles of whoever asks, today."""
        return cast("RoleSite", self.admin_site).roles_of(request)

    # --- Permissions come from roles ---

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(self.roles(request) & self.readers)

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return bool(self.roles(request) & self.readers)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(self.roles(request) & self.adders)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return bool(self.roles(request) & self.changers)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return {}

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> Any:
        if obj is None or self.has_change_permission(request, obj):
            return super().get_readonly_fields(request, obj)
        return [
            self._read_only(field)
            for field in self.model._meta.fields
            if field.name != "id" and not isinstance(field, models.UUIDField)
        ]

    def get_exclude(self, request: HttpRequest, obj: models.Model | None = None) -> Any:
        """On a page that is only read, what no person reads as it is kept: JSON, shown as rows instead, and identifiers."""
        exclude = tuple(super().get_exclude(request, obj) or ())
        if obj is None or self.has_change_permission(request, obj):
            return exclude
        kept = (models.JSONField, models.UUIDField)
        return exclude + tuple(field.name for field in self.model._meta.fields if isinstance(field, kept))

    def _read_only(self, field: models.Field) -> str | Callable[[models.Model], Any]:
        """A field by its name; one that keeps JSON by a function that shows it as rows."""
        if not isinstance(field, models.JSONField):
            return field.name

        @display(description=field.verbose_name)
        def rows(row: models.Model) -> Any:
            return rows_of(getattr(row, field.attname), self.value_words, field.name)

        rows.__name__ = field.name
        return rows

    def value_words(self, name: str, value: Any) -> str:
        """A plain value that stands in a record under a name; a register that knows its codes says their words."""
        return value_words(name, value)

    # --- What an address may ask ---

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Only what the list's own filters send; the stock admin lets every column of the model be compared."""
        return lookup in lists.allowed_lookups(self, self.get_list_filter(request))

    def to_field_allowed(self, request: HttpRequest, to_field: str) -> bool:
        """A row is found by its key alone."""
        return False

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """The list, if that is what was asked for; otherwise 400, where the stock admin would ask the database first."""
        lists.check_list(self, request.GET, self.get_list_filter(request))
        try:
            return super().get_changelist_instance(request)
        except IncorrectLookupParameters:
            raise BadRequest(
                gettext("That is no value of this filter. Choose one beside the list.")
            ) from None

    # --- Pages that can only be read ---

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        title = {"title": capfirst(str(self.opts.verbose_name_plural))}
        return super().changelist_view(request, title | (extra_context or {}))

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Add and change pages. Whoever may not write gets 403 for a POST before any form is looked at."""
        may_write = self.has_change_permission(request) if object_id else self.has_add_permission(request)
        if request.method not in ("GET", "HEAD") and not may_write:
            raise PermissionDenied
        lists.check_form_page(request.GET, frozenset(() if object_id else self.prefilled))
        return super().changeform_view(request, object_id, form_url, extra_context)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        raise PermissionDenied

    def get_urls(self) -> list[Any]:
        """The pages of single versions only where there are several: what is written once is its own."""
        if issubclass(self.model, WrittenOnce):
            return ModelAdmin.get_urls(self)
        return super().get_urls()

    @reading_only
    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Every version of the row, from → to of every field, whether they are kept beside it or it is its own."""
        row = self._row_or_404(request, object_id)
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        versions: Any = Versions(row)
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("View history: %s") % row,
            "object": row,
            "opts": self.opts,
            "module_name": capfirst(str(self.opts.verbose_name_plural)),
            "page_obj": Paginator(versions, self.history_list_per_page).get_page(request.GET.get("page")),
        }
        return render(request, self.object_history_template, context | (extra_context or {}))

    @reading_only
    def history_form_view(
        self,
        request: HttpRequest,
        object_id: str,
        version_id: str,
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        self._row_or_404(request, object_id)
        return super().history_form_view(request, object_id, version_id, extra_context)

    def _row_or_404(self, request: HttpRequest, object_id: str) -> models.Model:
        """A history is shown only of a row the reader may see; simple_history itself would look past `get_queryset`."""
        row: models.Model | None = self.get_object(request, object_id)
        if row is None:
            raise Http404
        return row
