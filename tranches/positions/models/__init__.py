"""Positions, breaks and lists of transfers, as rows."""

from tranches.positions.models.position import (
    BreakExplanation,
    PositionBreak,
    PositionLine,
    PositionStatement,
    TransferEntry,
    TransferListing,
)

__all__ = [
    "BreakExplanation",
    "PositionBreak",
    "PositionLine",
    "PositionStatement",
    "TransferEntry",
    "TransferListing",
]
