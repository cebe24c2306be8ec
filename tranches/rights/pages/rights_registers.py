"""Registers of dividends and votes: to look at, search and filter; nothing here is written."""

from django.db.models import Model

from tranches.admin.registers.case_registers import register
from tranches.rights.models import (
    DirectionVote,
    Dividend,
    DividendEntitlement,
    DividendPayment,
    DividendReceipt,
    DividendSetAside,
    Meeting,
    MeetingResolution,
    MeetingSetAside,
    ProxyLetter,
    ScripDelivery,
    VotingDirection,
)

# By model: the way to its agreement, what is shown, what is read with it.
SHOWN: dict[type[Model], tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    Dividend: (
        "agreement",
        ("__str__", "agreement", "kind", "record_on", "payment_on", "currency", "amount_per_share"),
        ("agreement",),
    ),
    DividendSetAside: ("dividend__agreement", ("__str__", "reason", "person"), ("dividend", "person")),
    DividendEntitlement: (
        "dividend__agreement",
        ("__str__", "shares_in_name", "shares", "amount_minor", "shares_due", "reason"),
        ("dividend",),
    ),
    DividendReceipt: (
        "agreement",
        ("__str__", "agreement", "dividend", "currency", "amount_minor", "withheld_minor", "reference"),
        ("agreement", "dividend"),
    ),
    DividendPayment: (
        "agreement",
        ("__str__", "agreement", "dividend", "currency", "amount_minor", "reference"),
        ("agreement", "dividend"),
    ),
    ScripDelivery: (
        "agreement",
        ("__str__", "agreement", "dividend", "shares", "reference"),
        ("agreement", "dividend"),
    ),
    Meeting: (
        "agreement",
        ("__str__", "agreement", "title", "meeting_on", "record_on", "cut_off_at"),
        ("agreement",),
    ),
    MeetingSetAside: ("meeting__agreement", ("__str__", "reason", "person"), ("meeting", "person")),
    MeetingResolution: ("meeting__agreement", ("__str__", "meeting", "text"), ("meeting",)),
    VotingDirection: (
        "meeting__agreement",
        ("__str__", "meeting", "party", "via", "person", "effective_on"),
        ("meeting", "party", "person"),
    ),
    DirectionVote: (
        "direction__meeting__agreement",
        ("__str__", "direction", "shares"),
        ("direction", "resolution"),
    ),
    ProxyLetter: (
        "agreement",
        ("__str__", "agreement", "meeting", "shares", "proxy", "how"),
        ("agreement", "meeting"),
    ),
}

for model, (way, shown, related) in SHOWN.items():
    register(model, way, shown, related)
