"""Every model of the agreements in the admin: to look at, search and filter; nothing here is written, but the calendar."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString

from documents.admin import CodeFilter
from documents.guarded_admin import EDITORS, GuardedAdmin
from documents.rows_shown import value_words
from documents.services.recorded import create, update
from tranches.admin.pages import AgreementPages, TranchePages
from tranches.models import (
    AgreementParty,
    Approval,
    ApprovalRevocation,
    Assessment,
    Authorisation,
    AuthorityCheck,
    AuthorityPaper,
    CalendarDay,
    ChecklistTick,
    DepositLot,
    DisputeNotice,
    EscrowAgreement,
    Hold,
    HoldConfirmation,
    HoldLift,
    Instruction,
    InstructionLine,
    PaperSignature,
    PortalConsent,
    PortalConsentCheck,
    Posting,
    RecallRequest,
    Release,
    ReleaseLine,
    Report,
    SecurityLine,
    TermsVersion,
    Tranche,
    TransferAgentAnswer,
)
from tranches.selectors.access import agreements_of
from tranches.selectors.desk.event_words import words_of
from tranches.templatetags.desk import digest as digest_shown
from tranches.templatetags.desk import minus, state_badge

# Only what the reader may see is offered as a filter: an agreement of another house is not even named.
MINE = admin.RelatedOnlyFieldListFilter


class PartFilter(CodeFilter):
    title = "part"
    parameter_name = "part"


class CaseRegister(GuardedAdmin):
    """Rows of agreements the reader's house is agent of; `to_agreement` is the way from a row to its agreement."""

    to_agreement = "agreement"

    def get_queryset(self, request: HttpRequest) -> Any:
        actor = self.admin_site.actor(request)
        rows = super().get_queryset(request)
        return rows.filter(**{f"{self.to_agreement}__in": agreements_of(actor)}) if actor else rows.none()

    def value_words(self, name: str, value: Any) -> str:
        """Codes by their words, shares with their unit."""
        said = words_of(name, value)
        return value_words(name, said) if isinstance(value, str) else said

    @admin.display(description="shares")
    def shares_shown(self, row: Any) -> str:
        return "all" if row.shares is None else minus(row.shares)

    @admin.display(description="state", ordering="state")
    def state_sign(self, row: Any) -> SafeString:
        return state_badge(row.state)

    @admin.display(description="digest")
    def digest_shown(self, row: Any) -> SafeString:
        return digest_shown(row.digest)


def register(
    model: type[models.Model], way: str, shown: tuple[str, ...], related: tuple[str, ...], **more: Any
) -> None:
    """Show a model's rows: `way` leads from a row to its agreement, `shown` are the columns, `related` what they are read with."""
    values = {
        "to_agreement": way,
        "list_display": shown,
        "list_select_related": related,
        "list_filter": ((way, MINE),),
    } | more
    admin.site.register(model, type(f"{model.__name__}Register", (CaseRegister,), values))


class TrancheAdmin(TranchePages):
    @admin.display(description="tranche", ordering="number")
    def name(self, row: Tranche) -> str:
        return f"Tranche {row.number}"

    @admin.display(description="shares", ordering="shares")
    def shares_held(self, row: Tranche) -> str:
        return minus(row.shares)

    @admin.display(description="state", ordering="state")
    def state_sign(self, row: Tranche) -> SafeString:
        return state_badge(row.state)


class InstructionAdmin(CaseRegister):
    list_display = (
        "__str__",
        "agreement",
        "basis",
        "state_sign",
        "digest_shown",
        "prepared_person",
        "prepared_at",
    )
    list_filter = ("state", "basis", ("agreement", MINE))
    list_select_related = ("agreement", "prepared_person")
    search_fields = ("agreement__reference", "=number", "digest")


class ReleaseAdmin(CaseRegister):
    list_display = ("__str__", "agreement", "instruction", "attempt", "state_sign", "due_on")
    list_filter = ("state", ("agreement", MINE))
    list_select_related = ("agreement", "instruction")
    search_fields = ("agreement__reference", "=number")


class PostingAdmin(CaseRegister):
    list_display = (
        "number",
        "agreement",
        "kind",
        "from_where",
        "to_where",
        "shares_shown",
        "cause",
        "effective_on",
    )
    list_filter = ("kind", ("agreement", MINE))
    list_select_related = ("agreement", "from_tranche", "to_tranche")
    search_fields = ("agreement__reference", "=number", "cause")

    @admin.display(description="from")
    def from_where(self, row: Posting) -> str:
        number = f"({row.from_tranche.number})" if row.from_tranche else ""
        return f"{row.get_from_account_display().lower()}{number}"

    @admin.display(description="to")
    def to_where(self, row: Posting) -> str:
        number = f"({row.to_tranche.number})" if row.to_tranche else ""
        return f"{row.get_to_account_display().lower()}{number}"


class HoldAdmin(CaseRegister):
    list_display = ("__str__", "agreement", "tranche", "ground", "shares_shown", "opened_on", "stands")
    list_filter = ("ground", ("agreement", MINE))
    list_select_related = ("agreement", "tranche", "confirmation", "lift")
    search_fields = ("agreement__reference", "reason")

    @admin.display(description="stands")
    def stands(self, row: Hold) -> str:
        if hasattr(row, "lift"):
            return "lifted"
        return "stands" if hasattr(row, "confirmation") else "proposed"


admin.site.register(EscrowAgreement, AgreementPages)
admin.site.register(Tranche, TrancheAdmin)
admin.site.register(Instruction, InstructionAdmin)
admin.site.register(Release, ReleaseAdmin)
admin.site.register(Posting, PostingAdmin)
admin.site.register(Hold, HoldAdmin)

register(
    AgreementParty,
    "agreement",
    ("__str__", "agreement", "party", "is_recipient", "consents_to_portal"),
    ("agreement", "party"),
    list_filter=(("agreement", MINE), PartFilter),
    search_fields=("party__name",),
)
register(
    TermsVersion,
    "agreement",
    ("__str__", "agreement", "effective_on", "digest_shown", "recorded_at"),
    ("agreement",),
)
register(
    SecurityLine,
    "agreement",
    ("__str__", "agreement", "number", "opened_on", "ratio_new", "ratio_old"),
    ("agreement",),
)
register(
    Report,
    "tranche__agreement",
    ("__str__", "tranche", "firm", "dated_on", "received_on", "opinion"),
    ("tranche", "firm"),
    list_filter=("opinion", ("tranche__agreement", MINE)),
    search_fields=("firm__name",),
)
register(
    Assessment,
    "agreement",
    ("__str__", "agreement", "effective_on", "digest_shown", "recorded_at"),
    ("agreement",),
)
register(
    DepositLot,
    "agreement",
    ("__str__", "agreement", "shares_shown", "deposited_on", "reference", "is_assumed"),
    ("agreement",),
    list_filter=("is_assumed", ("agreement", MINE)),
    search_fields=("reference",),
)
register(
    InstructionLine,
    "instruction__agreement",
    ("__str__", "instruction", "tranche", "origin", "computed_shares"),
    ("instruction", "tranche"),
    list_filter=("origin",),
)
register(
    Approval,
    "instruction__agreement",
    ("__str__", "instruction", "party", "person", "via", "digest_shown", "recorded_at"),
    ("instruction", "party", "person"),
    list_filter=("answer", "via"),
    search_fields=("person__name", "digest"),
)
register(
    ApprovalRevocation, "approval__instruction__agreement", ("__str__", "approval", "reason"), ("approval",)
)
register(
    PaperSignature,
    "instruction__agreement",
    ("__str__", "instruction", "party", "person", "received_on"),
    ("instruction", "party", "person"),
)
register(
    AuthorityPaper,
    "instruction__agreement",
    ("__str__", "instruction", "forum", "case_reference", "received_on"),
    ("instruction",),
)
register(
    AuthorityCheck,
    "paper__instruction__agreement",
    ("__str__", "paper", "person", "finding"),
    ("paper", "person"),
)
register(
    ChecklistTick,
    "instruction__agreement",
    ("__str__", "instruction", "attempt", "person", "checked_on"),
    ("instruction", "person"),
)
register(
    Authorisation,
    "instruction__agreement",
    ("__str__", "instruction", "attempt", "person", "digest_shown"),
    ("instruction", "person"),
)
register(
    ReleaseLine,
    "release__agreement",
    ("__str__", "release", "instruction_line"),
    ("release", "instruction_line"),
)
register(
    TransferAgentAnswer,
    "release__agreement",
    ("__str__", "release", "confirmed_shares", "reference", "answered_on"),
    ("release",),
    list_filter=("kind",),
)
register(RecallRequest, "release__agreement", ("__str__", "release", "reason"), ("release",))
register(
    DisputeNotice,
    "agreement",
    ("__str__", "agreement", "tranche", "party", "received_on"),
    ("agreement", "tranche", "party"),
    search_fields=("text",),
)
register(
    PortalConsent,
    "agreement",
    ("__str__", "agreement", "dated_on", "person", "document"),
    ("agreement", "person", "document"),
)
register(PortalConsentCheck, "consent__agreement", ("__str__", "consent", "person"), ("consent", "person"))
register(HoldConfirmation, "hold__agreement", ("__str__", "hold", "person"), ("hold", "person"))
register(HoldLift, "hold__agreement", ("__str__", "hold", "exit", "person"), ("hold", "person"))


class CalendarDayForm(forms.ModelForm):
    """A correction of one day, with the reason that its history keeps."""

    reason = forms.CharField(
        label="Why",
        max_length=200,
        help_text="Who announced it, and where it can be read. It is kept in the history.",
    )

    class Meta:
        model = CalendarDay
        fields = ("calendar", "day", "is_business_day", "note")


@admin.register(CalendarDay)
class CalendarDayAdmin(GuardedAdmin):
    """The one register here that clerks and supervisors edit: a day as it really is."""

    adders = EDITORS
    changers = EDITORS
    form = CalendarDayForm
    list_display = ("day", "calendar", "is_business_day", "note")
    list_filter = ("calendar", "is_business_day")
    date_hierarchy = "day"

    def save_model(self, request: HttpRequest, obj: CalendarDay, form: forms.ModelForm, change: bool) -> None:
        """Saved with the history's user, moment and reason."""
        actor = self.admin_site.actor(request)
        reason, now = form.cleaned_data["reason"], timezone.now()
        if change:
            update(obj, "calendar", "day", "is_business_day", "note", actor=actor, now=now, reason=reason)
        else:
            create(obj, actor=actor, now=now, reason=reason)
