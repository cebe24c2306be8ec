"""Registers of what went to outsiders: to look at, search and filter; nothing here is written."""

from tranches.admin.registers.case_registers import register
from tranches.notices.models import DisclosedDocument, Disclosure, DisclosureConsent, DisclosureMade

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
register(
    DisclosedDocument,
    "disclosure__agreement",
    ("__str__", "disclosure", "document"),
    ("disclosure", "document"),
)
