"""Fees, costs, prices and penalties, as rows."""

from tranches.money.models.fee import FeeEntry, FeeInvoice, FeePayerAnswer, FeePayment, ReleaseCost
from tranches.money.models.penalty import ClosingPrice, DelayReason, PenaltyStatement

__all__ = [
    "ClosingPrice",
    "DelayReason",
    "FeeEntry",
    "FeeInvoice",
    "FeePayerAnswer",
    "FeePayment",
    "PenaltyStatement",
    "ReleaseCost",
]
