"""Registers of call-backs and legal holds: to look at, search and filter; nothing here is written."""

from tranches.admin.registers.case_registers import register
from tranches.models import CallBack, LegalHold, LegalHoldLift

register(
    CallBack,
    "instruction__agreement",
    ("__str__", "instruction", "attempt", "number", "reached", "called_at", "person"),
    ("instruction", "number", "person"),
)
register(LegalHold, "agreement", ("__str__", "agreement", "set_on", "person"), ("agreement", "person"))
register(
    LegalHoldLift,
    "hold__agreement",
    ("__str__", "hold", "lifted_on", "person"),
    ("hold__agreement", "person"),
)
