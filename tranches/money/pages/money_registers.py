"""Registers of fees, costs of releases and the penalty: to look at, search and filter; nothing here is written."""

from django.db.models import Model

from tranches.admin.registers.case_registers import MINE, register
from tranches.money.models import (
    ClosingPrice,
    DelayReason,
    FeeEntry,
    FeeInvoice,
    FeePayerAnswer,
    FeePayment,
    PenaltyStatement,
    ReleaseCost,
)

OF_AGREEMENT: dict[type[Model], tuple[tuple[str, ...], tuple[str, ...]]] = {
    FeeEntry: (("__str__", "agreement", "starts_on", "ends_on", "currency", "amount_minor"), ("agreement",)),
    FeeInvoice: (("__str__", "agreement", "entry", "payer", "issued_on"), ("agreement", "entry", "payer")),
    FeePayerAnswer: (("__str__", "agreement", "payer", "answered_on"), ("agreement", "payer")),
    FeePayment: (
        ("__str__", "agreement", "invoice", "currency", "amount_minor", "reference"),
        ("agreement", "invoice"),
    ),
    ClosingPrice: (("day", "agreement", "price", "currency", "source", "reason"), ("agreement",)),
    DelayReason: (
        ("__str__", "agreement", "tranche", "debtor", "is_justified", "starts_on", "ends_on", "author"),
        ("agreement", "tranche", "debtor"),
    ),
    PenaltyStatement: (
        ("__str__", "agreement", "tranche", "debtor", "until", "days", "currency", "amount_minor"),
        ("agreement", "tranche", "debtor"),
    ),
}


for model, (shown, related) in OF_AGREEMENT.items():
    register(model, "agreement", shown, related)

register(
    ReleaseCost,
    "release__agreement",
    ("__str__", "release", "what", "currency", "amount_minor", "borne_by"),
    ("release", "borne_by"),
    list_filter=(("release__agreement", MINE), "kind"),
    search_fields=("what",),
)
