"""Registers of the end of agreements: notices of returns, cancellations, closings; to look at, nothing here is written."""

from django.contrib import admin

from tranches.admin.registers.case_registers import MINE, CaseRegister
from tranches.models import Cancellation, Closing, ReturnNotice


@admin.register(ReturnNotice)
class ReturnNoticeRegister(CaseRegister):
    """The notices to recipients that kept shares go back."""

    to_agreement = "instruction__agreement"
    list_display = ("__str__", "instruction", "how", "person")
    list_select_related = ("instruction__agreement", "person")
    list_filter = (("instruction__agreement", MINE),)


@admin.register(Cancellation)
class CancellationRegister(CaseRegister):
    """The issuer's confirmations that returned shares are cancelled."""

    to_agreement = "release__agreement"
    list_display = ("__str__", "release", "shares", "reference")
    list_select_related = ("release__agreement",)
    list_filter = (("release__agreement", MINE),)
    search_fields = ("reference",)


@admin.register(Closing)
class ClosingRegister(CaseRegister):
    """The agreements that are closed."""

    to_agreement = "agreement"
    list_display = ("__str__", "agreement", "expired_on", "person")
    list_select_related = ("agreement", "person")
