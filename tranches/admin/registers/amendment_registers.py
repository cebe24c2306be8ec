"""Registers of amendments: to look at, search and filter; nothing here is written."""

from django.contrib import admin

from tranches.admin.registers.case_registers import MINE, CaseRegister
from tranches.models import (
    Amendment,
    AmendmentAnswer,
    AmendmentPaperSignature,
    QuantityChange,
    Reallocation,
)


@admin.register(Amendment)
class AmendmentRegister(CaseRegister):
    """Every amendment of the agreements."""

    list_display = (
        "__str__",
        "agreement",
        "kind",
        "state_sign",
        "effective_on",
        "digest_shown",
        "prepared_person",
    )
    list_filter = ("state", "kind", ("agreement", MINE))
    list_select_related = ("agreement", "prepared_person")
    search_fields = ("agreement__reference", "=number", "digest")


@admin.register(AmendmentAnswer)
class AmendmentAnswerRegister(CaseRegister):
    """The parties' signatures and rejections."""

    to_agreement = "amendment__agreement"
    list_display = ("__str__", "amendment", "party", "person", "via", "digest_shown", "recorded_at")
    list_filter = ("answer", "via")
    list_select_related = ("amendment", "party", "person")
    search_fields = ("person__name", "digest")


@admin.register(AmendmentPaperSignature)
class AmendmentPaperSignatureRegister(CaseRegister):
    """Signatures on printed amendments, as they were filed."""

    to_agreement = "amendment__agreement"
    list_display = ("__str__", "amendment", "party", "person", "received_on", "filed_person")
    list_select_related = ("amendment", "party", "person", "filed_person")


@admin.register(QuantityChange)
class QuantityChangeRegister(CaseRegister):
    """The shares of tranches before and after."""

    to_agreement = "amendment__agreement"
    list_display = ("__str__", "amendment", "tranche")
    list_select_related = ("amendment", "tranche")


@admin.register(Reallocation)
class ReallocationRegister(CaseRegister):
    """Held shares that went from one tranche to another."""

    to_agreement = "amendment__agreement"
    list_display = ("__str__", "amendment", "from_tranche", "to_tranche")
    list_select_related = ("amendment", "from_tranche", "to_tranche")
