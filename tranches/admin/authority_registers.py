"""Registers of call-backs, disclosures and legal holds: to look at, search and filter; nothing here is written."""

from django.contrib import admin
from django.db.models import Model

from tranches.admin.registers import MINE, CaseRegister
from tranches.models import CallBack, Disclosure, DisclosureConsent, DisclosureMade, LegalHold, LegalHoldLift


def _register(model: type[Model], way: str, shown: tuple[str, ...], related: tuple[str, ...]) -> None:
    values = {
        "to_agreement": way,
        "list_display": shown,
        "list_select_related": related,
        "list_filter": ((way, MINE),),
    }
    admin.site.register(model, type(f"{model.__name__}Register", (CaseRegister,), values))


_register(
    CallBack, "instruction__agreement", ("__str__", "instruction", "attempt", "number", "reached", "called_at", "person"),
    ("instruction", "number", "person"),
)  # fmt: skip
_register(
    Disclosure,
    "agreement",
    ("__str__", "agreement", "outsider", "proposed_on", "person"),
    ("agreement", "person"),
)
_register(
    DisclosureConsent,
    "disclosure__agreement",
    ("__str__", "disclosure", "party", "dated_on"),
    ("disclosure", "party__party"),
)
_register(
    DisclosureMade,
    "disclosure__agreement",
    ("__str__", "disclosure", "made_on", "how", "person"),
    ("disclosure", "person"),
)
_register(LegalHold, "agreement", ("__str__", "agreement", "set_on", "person"), ("agreement", "person"))
_register(
    LegalHoldLift,
    "hold__agreement",
    ("__str__", "hold", "lifted_on", "person"),
    ("hold__agreement", "person"),
)
