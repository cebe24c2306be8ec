"""Registers of the stages of disputes, claims for damages and consents: to look at, search and filter; nothing here is written."""

from tranches.admin.registers.case_registers import register
from tranches.models import DamagesClaim, DamagesClaimEnd, DisputeStage, ShortfallConsent

register(
    DisputeStage,
    "agreement",
    ("__str__", "tranche", "stage", "began_on", "person"),
    ("tranche__agreement", "person"),
)
register(
    DamagesClaim,
    "agreement",
    ("__str__", "party", "amount_minor", "currency", "claimed_on", "person"),
    ("party__party", "hold__tranche__agreement", "person"),
)
register(
    DamagesClaimEnd,
    "claim__agreement",
    ("__str__", "claim", "outcome", "ended_on", "person"),
    ("claim", "person"),
)
register(
    ShortfallConsent,
    "report__tranche__agreement",
    ("__str__", "report", "dated_on", "received_on", "person"),
    ("report__tranche__agreement", "person"),
)
