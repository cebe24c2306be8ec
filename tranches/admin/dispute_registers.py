"""Registers of the stages of disputes, claims for damages and consents: to look at, search and filter; nothing here is written."""

from django.contrib import admin
from django.db.models import Model

from tranches.admin.registers import MINE, CaseRegister
from tranches.models import DamagesClaim, DamagesClaimEnd, DisclosedDocument, DisputeStage, ShortfallConsent


def _register(model: type[Model], way: str, shown: tuple[str, ...], related: tuple[str, ...]) -> None:
    values = {
        "to_agreement": way,
        "list_display": shown,
        "list_select_related": related,
        "list_filter": ((way, MINE),),
    }
    admin.site.register(model, type(f"{model.__name__}Register", (CaseRegister,), values))


_register(
    DisputeStage,
    "agreement",
    ("__str__", "tranche", "stage", "began_on", "person"),
    ("tranche__agreement", "person"),
)
_register(
    DamagesClaim,
    "agreement",
    ("__str__", "party", "amount_minor", "currency", "claimed_on", "person"),
    ("party__party", "hold__tranche__agreement", "person"),
)
_register(
    DamagesClaimEnd,
    "claim__agreement",
    ("__str__", "claim", "outcome", "ended_on", "person"),
    ("claim", "person"),
)
_register(
    ShortfallConsent,
    "report__tranche__agreement",
    ("__str__", "report", "dated_on", "received_on", "person"),
    ("report__tranche__agreement", "person"),
)
_register(
    DisclosedDocument,
    "disclosure__agreement",
    ("__str__", "disclosure", "document"),
    ("disclosure", "document"),
)
