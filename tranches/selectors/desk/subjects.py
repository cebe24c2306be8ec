"""From the journal's text to the row it speaks of: ("tranche", "KX-2025/3") → that tranche, if the reader may see it."""

from typing import Any
from uuid import UUID

from django.db.models import Model

from documents.actor import Actor
from parties.models import Party
from tranches.models import Amendment, EscrowAgreement, Instruction, Release, Tranche
from tranches.selectors.access import agreements_of, documents_of, is_agent

_NUMBERED: dict[str, Any] = {"instruction": Instruction, "release": Release, "amendment": Amendment}


def row_of(actor: Actor, subject_type: str, reference: str) -> Model | None:
    """The row an event is about; nothing for a subject without one, or one that is not the reader's."""
    agreement, _, rest = reference.rpartition("/")
    mine = agreements_of(actor)
    found: Model | None = None
    if subject_type == "agreement":
        found = EscrowAgreement.objects.filter(pk__in=mine, reference=reference).first()
    elif subject_type == "tranche" and rest.isdecimal():
        found = Tranche.objects.filter(
            agreement__in=mine, agreement__reference=agreement, number=int(rest)
        ).first()
    elif subject_type in _NUMBERED:
        number = rest.rpartition("-")[2]
        if number.isdecimal():
            found = (
                _NUMBERED[subject_type]
                .objects.filter(agreement__in=mine, agreement__reference=agreement, number=int(number))
                .first()
            )
    elif subject_type == "document" and _is_id(reference):
        found = documents_of(actor).filter(public_id=reference).first()
    elif subject_type == "party" and _is_id(reference) and is_agent(actor):
        found = Party.objects.filter(public_id=reference).first()
    return found


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
