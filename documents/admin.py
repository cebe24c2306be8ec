"""The evidence on the desk: binders, documents, journal and spent keys, to look at, search and filter; nothing is written."""

from typing import Any, Protocol, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from documents.guarded_admin import GuardedAdmin
from documents.journal.kinds import title_of
from documents.models import Binder, Document, Event, IdempotencyKey
from documents.subjects import kind_words, subject_of_event


class BinderSite(Protocol):
    """An admin site that knows the binders whoever asks may look into."""

    def binders_of(self, request: HttpRequest) -> QuerySet[Binder]: ...


class EvidenceAdmin(GuardedAdmin):
    """Rows of the binders the reader may look into; another house's are not even counted."""

    to_binder = "binder"

    def get_queryset(self, request: HttpRequest) -> Any:
        mine = cast("BinderSite", self.admin_site).binders_of(request)
        return super().get_queryset(request).filter(**{f"{self.to_binder}__in": mine})


@admin.register(Binder)
class BinderAdmin(EvidenceAdmin):
    to_binder = "pk"
    list_display = ("called", "title", "is_simulation")
    list_filter = ("is_simulation",)
    search_fields = ("reference", "title")


class CodeFilter(admin.SimpleListFilter):
    """The codes that stand in the column `parameter_name` of the rows the reader may see, each in words."""

    parameter_name: str

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        name = self.parameter_name
        there = model_admin.get_queryset(request).order_by(name).values_list(name, flat=True).distinct()
        return sorted(((code, self.words(code)) for code in there), key=lambda pair: pair[1])

    def words(self, code: str) -> str:
        return kind_words(code)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(**{self.parameter_name: self.value()}) if self.value() else queryset


class KindFilter(CodeFilter):
    """The acts there are in the reader's binders, by their titles."""

    title = "act"
    parameter_name = "kind"

    def words(self, code: str) -> str:
        return title_of(code)


class PaperKindFilter(CodeFilter):
    """The kinds of papers there are in the reader's binders, in words."""

    title = "kind"
    parameter_name = "kind"


@admin.register(Document)
class DocumentAdmin(EvidenceAdmin):
    list_display = (
        "title",
        "kind_shown",
        "binder",
        "about",
        "dated_on",
        "filed_at",
        "filed_by_name",
        "doubts",
        "file",
    )
    list_filter = ("made_here", "media_type", ("binder", admin.RelatedOnlyFieldListFilter), PaperKindFilter)
    list_select_related = ("binder",)
    search_fields = ("title", "reference", "subject_reference", "sha256", "filename")
    date_hierarchy = "dated_on"

    @admin.display(description="kind", ordering="kind")
    def kind_shown(self, row: Document) -> str:
        return kind_words(row.kind)

    @admin.display(description="about", ordering="subject_reference")
    def about(self, row: Document) -> str:
        return f"{row.subject_type} {row.subject_reference}".strip() or "–"

    @admin.display(description="file")
    def file(self, row: Document) -> SafeString:
        return format_html('<a href="{}">{}</a>', reverse("document", args=(row.public_id,)), row.filename)


@admin.register(Event)
class EventAdmin(EvidenceAdmin):
    list_display = (
        "number",
        "binder",
        "recorded_at",
        "act",
        "about",
        "actor_name",
        "actor_capacity",
    )
    list_display_links = ("number", "act")
    list_filter = (("binder", admin.RelatedOnlyFieldListFilter), KindFilter, "subject_type")
    list_select_related = ("binder",)
    search_fields = ("=number", "subject_reference", "actor_name", "reason", "digest")
    date_hierarchy = "recorded_at"
    ordering = ("-recorded_at", "-id")

    @admin.display(description="about", ordering="subject_reference")
    def about(self, row: Event) -> str:
        return subject_of_event(row)

    @admin.display(description="act", ordering="kind")
    def act(self, row: Event) -> str:
        return title_of(row.kind)


@admin.register(IdempotencyKey)
class IdempotencyKeyAdmin(GuardedAdmin):
    """Which form was sent when, by whom, with which result: for the question whether something was done twice."""

    readers = frozenset({"supervisor", "compliance"})
    list_display = ("recorded_at", "act", "actor_id_text", "result_model", "result_pk")
    list_filter = ("act",)
    search_fields = ("=key", "actor_id_text", "content_digest")
    ordering = ("-recorded_at", "-id")
