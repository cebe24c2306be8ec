"""The registers of parties, persons, roles, firms and delivery accounts."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from documents.days import day_words
from parties.admin.base import PaperForm, RegisterAdmin, RegisterForm, confirmed_by
from parties.models import (
    AccountingFirm,
    DeliveryAccount,
    Entry,
    FirmApproval,
    FirmRevocation,
    Membership,
    Party,
    Person,
)
from parties.services import firms, people, register


@admin.register(Party)
class PartyAdmin(RegisterAdmin):
    """Companies, and persons in their own name: what papers print."""

    entering = ("register_party",)
    altering = ("change_party", "change_contact")
    entered = ("kind", "name", "name_zh", "jurisdiction", "registration", "address", "email", "phone")
    altered = entered[1:]
    shown = ("binder",)
    list_display = ("name", "name_zh", "kind", "jurisdiction", "registration", "phone", "binder")
    list_filter = ("kind", "jurisdiction")
    list_select_related = ("binder",)
    search_fields = ("name", "name_zh", "registration")

    def enter(self, form: RegisterForm, given: dict[str, Any]) -> Model:
        return form.do(register.register_party, **given)

    def alter(self, form: RegisterForm, row: Party, changes: dict[str, Any]) -> Entry:
        return form.do(register.change_party, party=row, changes=changes)


@admin.register(Person)
class PersonAdmin(RegisterAdmin):
    """Natural persons: rules about two different persons look here."""

    entering = ("register_person",)
    altering = ("change_person",)
    entered = ("name", "name_zh", "note")
    altered = entered
    list_display = ("name", "name_zh", "note")
    search_fields = ("name", "name_zh")

    def enter(self, form: RegisterForm, given: dict[str, Any]) -> Model:
        return form.do(
            people.register_person, name=given["name"], name_zh=given["name_zh"], remark=given["note"]
        )

    def alter(self, form: RegisterForm, row: Person, changes: dict[str, Any]) -> Entry:
        return form.do(people.change_person, person=row, changes=changes)


@admin.register(Membership)
class MembershipAdmin(RegisterAdmin):
    """Who acts for whom in which role. Afterwards only its last day can be set."""

    entering = ("grant_role", "grant_house_role")
    altering = ("end_role", "extend_role", "extend_house_role")
    entered = ("person", "party", "role", "starts_on", "ends_on")
    altered = ("ends_on",)
    list_display = ("person", "party", "role", "starts_on", "ends_on")
    list_filter = ("role", "party")
    list_select_related = ("person", "party")
    search_fields = ("person__name", "party__name")

    def enter(self, form: RegisterForm, given: dict[str, Any]) -> Model:
        return form.do(register.grant_role, **given)

    def alter(self, form: RegisterForm, row: Membership, changes: dict[str, Any]) -> Entry:
        return form.do(register.end_role, membership=row, **changes)


@admin.register(AccountingFirm)
class AccountingFirmAdmin(RegisterAdmin):
    """Firms that write reports; whether these count depends on the approvals."""

    entering = ("register_firm",)
    altering = ("change_firm",)
    entered = ("name", "name_zh", "licence", "address")
    altered = entered
    list_display = ("name", "name_zh", "licence")
    search_fields = ("name", "name_zh", "licence")

    def enter(self, form: RegisterForm, given: dict[str, Any]) -> Model:
        return form.do(firms.register_firm, **given)

    def alter(self, form: RegisterForm, row: AccountingFirm, changes: dict[str, Any]) -> Entry:
        return form.do(firms.change_firm, firm=row, changes=changes)


@admin.register(FirmApproval)
class FirmApprovalAdmin(RegisterAdmin):
    """A party's approval of a firm, with its letter (SPA 4.2). Nothing of it changes; it ends by a revocation."""

    entering = ("approve_firm",)
    form = PaperForm
    entered = ("firm", "approved_by", "approved_on")
    extra = ("paper",)
    shown = ("letter", "recorded_at")
    list_display = ("firm", "approved_by", "approved_on", "letter", "recorded_at", "ended_on")
    list_filter = ("approved_by", "firm")
    list_select_related = ("firm", "approved_by", "letter", "revocation")
    search_fields = ("firm__name", "approved_by__name")

    @admin.display(description="revoked on")
    def ended_on(self, row: FirmApproval) -> Any:
        return row.revocation.revoked_on if hasattr(row, "revocation") else None

    def enter(self, form: RegisterForm, given: dict[str, Any]) -> Model:
        paper = given.pop("paper") or None
        return form.do(firms.approve_firm, **given, letter=paper)


@admin.register(FirmRevocation)
class FirmRevocationAdmin(RegisterAdmin):
    """The end of an approval, from a day on. Nothing of it changes; a firm can be approved again."""

    entering = ("revoke_firm",)
    form = PaperForm
    entered = ("approval", "revoked_on")
    extra = ("paper",)
    shown = ("letter", "recorded_at")
    list_display = ("firm", "approval", "revoked_on", "letter", "recorded_at")
    list_select_related = ("approval__firm", "letter")
    search_fields = ("approval__firm__name",)

    @admin.display(description="firm", ordering="approval__firm__name")
    def firm(self, row: FirmRevocation) -> str:
        return str(row.approval.firm)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Only approvals that stand can be revoked, and each is called by its firm."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "approval":
            field.queryset = field.queryset.filter(revocation__isnull=True).select_related(
                "firm", "approved_by"
            )
            field.label_from_instance = lambda row: (
                f"{row.firm}, approved by {row.approved_by} on {day_words(row.approved_on)}"
            )
        return field

    def enter(self, form: RegisterForm, given: dict[str, Any]) -> Model:
        paper = given.pop("paper") or None
        return form.do(firms.revoke_firm, **given, letter=paper)


@admin.register(DeliveryAccount)
class DeliveryAccountAdmin(RegisterAdmin):
    """Where shares are delivered to. A new account is a new entry; the newest in force on the day is used."""

    entering = ("register_delivery_account",)
    entered = ("party", "description", "starts_on")
    list_display = ("party", "description", "starts_on", "confirmed")
    list_filter = ("party",)
    list_select_related = ("party", "entry__decision__person")
    search_fields = ("party__name", "description")

    @admin.display(description="confirmed")
    def confirmed(self, row: DeliveryAccount) -> str:
        return confirmed_by(row)

    def enter(self, form: RegisterForm, given: dict[str, Any]) -> Model:
        return form.do(register.register_delivery_account, **given)
