"""Register of the statements made for two dates; to look at, nothing here is written."""

from django.contrib import admin

from tranches.admin.registers.case_registers import MINE, CaseRegister
from tranches.statements.models import DatedStatement


@admin.register(DatedStatement)
class DatedStatementRegister(CaseRegister):
    """What was true on a day and known on a day, with its paper."""

    to_agreement = "agreement"
    list_display = ("__str__", "agreement", "as_at", "known_on", "document")
    list_select_related = ("agreement", "document")
    list_filter = (("agreement", MINE),)
