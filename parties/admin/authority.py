"""The registers of authority: signatories, and the numbers that call-backs dial."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from documents.errors import RuleViolation
from parties.admin.base import PaperForm, RegisterAdmin, RegisterForm, confirmed_by
from parties.models import ContactNumber, Entry, NumberEnd, Signatory
from parties.services import numbers, signatories


class SignatoryForm(PaperForm):
    """A signatory with the certificate and the specimen as they came in."""

    paper = forms.FileField(
        label="Certificate of incumbency",
        required=False,
        help_text="PDF or scan (PNG, JPEG, TIFF), at most 20 MB. Without it the entry is shown as one without a certificate.",
    )
    specimen_paper = forms.FileField(
        label="Specimen signature",
        required=False,
        help_text="What a signature on paper is held against.",
    )


@admin.register(Signatory)
class SignatoryAdmin(RegisterAdmin):
    """Who may sign for whom, alone or jointly, since when, on which certificate.

    Afterwards its last day can be set, and a certificate or specimen that came in later can be filed.
    """

    entering = ("register_signatory", "register_house_signatory")
    altering = (
        "certify_signatory",
        "certify_house_signatory",
        "end_signatory",
        "extend_signatory",
        "extend_house_signatory",
    )
    form = SignatoryForm
    entered = ("party", "person", "title", "signing", "starts_on", "ends_on", "certified_on", "certified_by")
    altered = ("ends_on", "certified_on", "certified_by")
    extra = ("paper", "specimen_paper")
    later = extra
    shown = ("certificate", "specimen")
    list_display = ("person", "party", "title", "signing", "starts_on", "ends_on", "certificate", "specimen")
    list_filter = ("party", "signing")
    list_select_related = ("person", "party", "certificate", "specimen")
    search_fields = ("person__name", "party__name", "title")
    date_hierarchy = "starts_on"

    def enter(self, form: RegisterForm, given: dict[str, Any]) -> Model:
        certificate, specimen = given.pop("paper") or None, given.pop("specimen_paper") or None
        return form.do(signatories.register_signatory, **given, certificate=certificate, specimen=specimen)

    def alter(self, form: RegisterForm, row: Signatory, changes: dict[str, Any]) -> Entry:
        """A paper that came in, or another last day: one entry says one thing."""
        certificate, specimen = changes["paper"] or None, changes["specimen_paper"] or None
        told = (changes["certified_on"], changes["certified_by"])
        # Date and author are those of a certificate: without a new one they stay as they are.
        fresh = certificate is not None or (any(told) and told != (row.certified_on, row.certified_by))
        if not (fresh or specimen is not None):
            return form.do(signatories.end_signatory, signatory=row, ends_on=changes["ends_on"])
        if changes["ends_on"] != row.ends_on:
            raise RuleViolation(
                "two_entries_in_one",
                "A paper that came in and another last day are two entries. Enter the one, then the other.",
                field="ends_on",
            )
        return form.do(
            signatories.certify_signatory,
            signatory=row,
            certificate=certificate,
            certified_on=told[0] if fresh else None,
            certified_by=told[1] if fresh else "",
            specimen=specimen,
        )


@admin.register(ContactNumber)
class ContactNumberAdmin(RegisterAdmin):
    """The numbers that call-backs dial. Nothing of a row changes: it comes by two persons, and it ends by an entry."""

    entering = ("add_number",)
    entered = ("party", "person", "number", "source", "starts_on")
    shown = ("recorded_at",)
    list_display = ("number", "party", "person", "starts_on", "confirmed", "ended_on")
    list_filter = ("party",)
    list_select_related = ("party", "person", "entry__decision__person", "end")
    search_fields = ("party__name", "person__name", "number")

    @admin.display(description="confirmed")
    def confirmed(self, row: ContactNumber) -> str:
        return confirmed_by(row)

    @admin.display(description="ended on")
    def ended_on(self, row: ContactNumber) -> Any:
        return row.end.ended_on if hasattr(row, "end") else None

    def enter(self, form: RegisterForm, given: dict[str, Any]) -> Model:
        return form.do(numbers.add_number, **given)


@admin.register(NumberEnd)
class NumberEndAdmin(RegisterAdmin):
    """From this day on the number is dialled no more."""

    entering = ("end_number",)
    entered = ("number", "ended_on")
    shown = ("person", "recorded_at")
    list_display = ("number", "party", "ended_on", "person")
    list_select_related = ("number__party", "person")
    search_fields = ("number__number", "number__party__name")

    @admin.display(description="party", ordering="number__party__name")
    def party(self, row: NumberEnd) -> str:
        return str(row.number.party)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Only numbers that stand can end, and each is called by its party."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "number":
            field.queryset = field.queryset.filter(end__isnull=True).select_related("party")
            field.label_from_instance = lambda row: f"{row.number}, {row.party}"
        return field

    def enter(self, form: RegisterForm, given: dict[str, Any]) -> Model:
        return form.do(numbers.end_number, **given)
