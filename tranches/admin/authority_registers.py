"""Registers of call-backs, disclosures and legal holds: to look at, search and filter; nothing here is written."""

from tranches.admin.registers import register
from tranches.models import CallBack, Disclosure, DisclosureConsent, DisclosureMade, LegalHold, LegalHoldLift

register(
    CallBack,
    "instruction__agreement",
    ("__str__", "instruction", "attempt", "number", "reached", "called_at", "person"),
    ("instruction", "number", "person"),
)
register(
    Disclosure,
    "agreement",
    ("__str__", "agreement", "outsider", "proposed_on", "person"),
    ("agreement", "person"),
)
register(
    DisclosureConsent,
    "disclosure__agreement",
    ("__str__", "disclosure", "party", "dated_on"),
    ("disclosure", "party__party"),
)
register(
    DisclosureMade,
    "disclosure__agreement",
    ("__str__", "disclosure", "made_on", "how", "person"),
    ("disclosure", "person"),
)
register(LegalHold, "agreement", ("__str__", "agreement", "set_on", "person"), ("agreement", "person"))
register(
    LegalHoldLift,
    "hold__agreement",
    ("__str__", "hold", "lifted_on", "person"),
    ("hold__agreement", "person"),
)
