"""Registers of corporate actions: the actions, their decisions, and every account before and after; nothing here is written."""

from django.contrib import admin

from tranches.admin.registers.case_registers import MINE, CaseRegister
from tranches.models import CarriedLimit, ConversionRow, CorporateAction, CorporateActionDecision


@admin.register(CorporateAction)
class CorporateActionRegister(CaseRegister):
    """Splits, consolidations, new names and exchanges, as they were prepared."""

    to_agreement = "agreement"
    list_display = (
        "__str__",
        "agreement",
        "kind",
        "ratio_text",
        "effective_on",
        "instrument",
        "prepared_person",
    )
    list_select_related = ("agreement", "prepared_person")
    list_filter = ("kind", ("agreement", MINE))
    search_fields = ("instrument", "ticker", "cusip")


@admin.register(CorporateActionDecision)
class CorporateActionDecisionRegister(CaseRegister):
    """Who authorised or withdrew a corporate action."""

    to_agreement = "action__agreement"
    list_display = ("__str__", "action", "person", "reason")
    list_select_related = ("action", "person")
    list_filter = ("outcome", ("action__agreement", MINE))


@admin.register(ConversionRow)
class ConversionRowRegister(CaseRegister):
    """Every account before and after."""

    to_agreement = "action__agreement"
    list_display = ("__str__", "action", "account", "tranche")
    list_select_related = ("action", "tranche")
    list_filter = ("account", ("action__agreement", MINE))


@admin.register(CarriedLimit)
class CarriedLimitRegister(CaseRegister):
    """What instructions, holds and missing deposits became."""

    to_agreement = "action__agreement"
    list_display = ("__str__", "action", "tranche", "instruction_line", "hold", "stop")
    list_select_related = ("action", "tranche", "instruction_line", "hold", "stop")
    list_filter = (("action__agreement", MINE),)
