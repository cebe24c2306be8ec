"""Registers of claims, recoveries, positions and lists of the transfer agent: to look at; nothing here is written."""

from django.db.models import Model

from tranches.admin.registers.case_registers import register
from tranches.models import ClaimRecovery, ClaimSettlement, DeliveryClaim, RecoveryCheck
from tranches.positions.models import (
    BreakExplanation,
    PositionBreak,
    PositionLine,
    PositionStatement,
    TransferEntry,
    TransferListing,
)

OF_AGREEMENT: dict[type[Model], tuple[tuple[str, ...], tuple[str, ...]]] = {
    DeliveryClaim: (
        ("__str__", "agreement", "release", "shares", "went_to", "claimed_from", "found_on"),
        ("agreement", "release"),
    ),
    ClaimRecovery: (
        ("__str__", "agreement", "claim", "shares", "came_back_on", "person"),
        ("agreement", "claim", "person"),
    ),
    RecoveryCheck: (
        ("__str__", "agreement", "recovery", "checked_on", "person"),
        ("agreement", "recovery", "person"),
    ),
    ClaimSettlement: (
        ("__str__", "agreement", "claim", "shares", "settled_on", "person"),
        ("agreement", "claim", "person"),
    ),
    PositionStatement: (
        ("__str__", "agreement", "as_of", "stated_shares", "ledger_shares", "person"),
        ("agreement", "person"),
    ),
    BreakExplanation: (
        ("__str__", "agreement", "position_break", "reason", "person"),
        ("agreement", "position_break", "person"),
    ),
    TransferListing: (("__str__", "agreement", "starts_on", "ends_on", "person"), ("agreement", "person")),
    TransferEntry: (
        ("reference", "agreement", "listing", "happened_on", "shares", "delivered_to"),
        ("agreement", "listing"),
    ),
}


for model, (shown, related) in OF_AGREEMENT.items():
    register(model, "agreement", shown, related)

register(
    PositionLine,
    "statement__agreement",
    ("__str__", "statement", "holder", "security", "shares", "is_agents"),
    ("statement",),
    list_filter=("is_agents",),
)
register(
    PositionBreak,
    "statement__agreement",
    ("__str__", "statement", "kind", "difference"),
    ("statement",),
    list_filter=("kind",),
)
