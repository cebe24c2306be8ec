"""Registers of the other ways out: dispositions, hand-overs, stops of the delivery; to look at, nothing here is written."""

from django.db.models import Model

from tranches.admin.registers.case_registers import register
from tranches.models import (
    DeliveryLift,
    DeliveryStop,
    DetailsVerification,
    Disposition,
    DispositionAnswer,
    DispositionAuthorisation,
    DispositionCheck,
    DispositionEnd,
    DispositionLetter,
    DispositionLine,
    DispositionRecall,
    DispositionSending,
    HandOverPack,
    SuccessorDetails,
)

# Model: the way to its agreement, the columns, what they are read with.
REGISTERS: dict[type[Model], tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    Disposition: (
        "agreement",
        ("__str__", "agreement", "ground", "authority", "to_name", "received_on"),
        ("agreement",),
    ),
    DispositionLine: (
        "disposition__agreement",
        ("disposition", "account", "tranche", "shares"),
        ("disposition", "tranche"),
    ),
    DispositionCheck: (
        "disposition__agreement",
        ("__str__", "disposition", "is_effective", "person"),
        ("disposition", "person"),
    ),
    DispositionAuthorisation: (
        "disposition__agreement",
        ("__str__", "disposition", "person", "factor"),
        ("disposition", "person"),
    ),
    DispositionLetter: (
        "disposition__agreement",
        ("__str__", "disposition", "document"),
        ("disposition", "document"),
    ),
    DispositionSending: ("disposition__agreement", ("__str__", "disposition", "how"), ("disposition",)),
    DispositionAnswer: (
        "disposition__agreement",
        ("__str__", "disposition", "confirmed_shares", "back_shares", "reference", "answered_on"),
        ("disposition",),
    ),
    DispositionRecall: (
        "disposition__agreement",
        ("__str__", "disposition", "reason", "person"),
        ("disposition", "person"),
    ),
    DispositionEnd: (
        "disposition__agreement",
        ("__str__", "disposition", "person"),
        ("disposition", "person"),
    ),
    HandOverPack: (
        "disposition__agreement",
        ("__str__", "disposition", "document"),
        ("disposition", "document"),
    ),
    DeliveryStop: (
        "agreement",
        ("__str__", "agreement", "ground", "shares_shown", "received_on"),
        ("agreement",),
    ),
    SuccessorDetails: ("stop__agreement", ("__str__", "stop", "name", "given_on"), ("stop",)),
    DetailsVerification: (
        "details__stop__agreement",
        ("__str__", "details", "how", "person"),
        ("details", "person"),
    ),
    DeliveryLift: ("stop__agreement", ("__str__", "stop", "person"), ("stop", "person")),
}

for model, (way, shown, related) in REGISTERS.items():
    register(model, way, shown, related)
