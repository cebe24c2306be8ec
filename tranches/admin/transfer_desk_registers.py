"""Registers of claims, recoveries, positions and lists of the transfer agent: to look at; nothing here is written."""

from django.contrib import admin
from django.db.models import Model

from tranches.admin.registers import MINE, CaseRegister
from tranches.models import (
    BreakExplanation,
    ClaimRecovery,
    ClaimSettlement,
    DeliveryClaim,
    PositionBreak,
    PositionLine,
    PositionStatement,
    RecoveryCheck,
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


def _register(
    model: type[Model],
    way: str,
    shown: tuple[str, ...],
    related: tuple[str, ...],
    filters: tuple[object, ...],
) -> None:
    values = {
        "to_agreement": way,
        "list_display": shown,
        "list_select_related": related,
        "list_filter": filters,
    }
    admin.site.register(model, type(f"{model.__name__}Register", (CaseRegister,), values))


for model, (shown, related) in OF_AGREEMENT.items():
    _register(model, "agreement", shown, related, (("agreement", MINE),))

_register(
    PositionLine, "statement__agreement", ("__str__", "statement", "holder", "security", "shares", "is_agents"),
    ("statement",), ("is_agents",),
)  # fmt: skip
_register(
    PositionBreak, "statement__agreement", ("__str__", "statement", "kind", "difference"), ("statement",), ("kind",)
)  # fmt: skip
