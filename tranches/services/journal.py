"""Recording an act of an agreement: the journal's `record` with the agreement's binder and references filled in."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from documents.actor import Actor
from documents.journal.record import record
from documents.models import Document, Event
from tranches.models import Amendment, EscrowAgreement, Instruction, Release, Tranche

Subject = Tranche | Instruction | Release | Amendment | EscrowAgreement


def subject_of(thing: Subject) -> tuple[str, str]:
    """How the journal names a thing: ("tranche", "KX-2025/3"), ("instruction", "KX-2025/JWI-3")."""
    if isinstance(thing, EscrowAgreement):
        return "agreement", thing.reference
    if isinstance(thing, Tranche):
        return "tranche", f"{thing.agreement.reference}/{thing.number}"
    return type(thing).__name__.lower(), f"{thing.agreement.reference}/{thing}"


def note(
    agreement: EscrowAgreement,
    kind: str,
    about: Subject,
    *,
    actor: Actor,
    now: datetime,
    effective_on: date,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    facts: Mapping[str, Any] | None = None,
    documents: Iterable[Document] = (),
    reason: str = "",
) -> Event:
    """Append one event about something of the agreement to its binder."""
    return record(
        binder=agreement.binder,
        kind=kind,
        subject=subject_of(about),
        actor=actor,
        effective_on=effective_on,
        now=now,
        before=before,
        after=after,
        facts=facts,
        documents=documents,
        reason=reason,
    )
