"""Keeping the register: parties, signatories, roles, firms, delivery accounts. Each entry is an event in the party's binder."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from documents.actor import Actor
from documents.errors import RuleViolation
from documents.intake import Intake
from documents.journal.record import record
from documents.models import Binder, Document
from documents.services.filing import file_document
from documents.services.recorded import create, update
from parties.models import (
    AccountingFirm,
    DeliveryAccount,
    FirmApproval,
    FirmRevocation,
    Membership,
    Party,
    Person,
    Role,
    Signatory,
)


@transaction.atomic
def register_party(
    *,
    kind: str,
    name: str,
    name_zh: str = "",
    jurisdiction: str = "",
    registration: str = "",
    address: str = "",
    email: str = "",
    phone: str = "",
    actor: Actor,
    now: datetime,
) -> Party:
    """Register a party and open its binder. Refuses a name that is on the register already."""
    if Party.objects.filter(name=name).exists():
        raise RuleViolation(
            "party_known", f"{name} is on the register already. Use that entry.", field="name"
        )
    number = Binder.objects.filter(reference__startswith="P-").count() + 1
    binder = create(
        Binder(reference=f"P-{number}", title=name), actor=actor, now=now, reason="party registered"
    )
    party = create(
        Party(
            kind=kind, name=name, name_zh=name_zh, jurisdiction=jurisdiction, registration=registration, address=address,
            email=email, phone=phone, binder=binder,
        ),
        actor=actor, now=now, reason="party registered",
    )  # fmt: skip
    _note(
        party,
        "party.registered",
        actor=actor,
        now=now,
        effective_on=now.date(),
        after={"name": name, "kind": kind},
    )
    return party


@transaction.atomic
def register_signatory(
    *,
    party: Party,
    person: Person,
    title: str = "",
    starts_on: date,
    ends_on: date | None = None,
    certificate: Intake | None = None,
    actor: Actor,
    now: datetime,
) -> Signatory:
    """Register a person's authority to sign for a party, with its certificate. Refuses dates out of order."""
    _in_order(starts_on, ends_on)
    paper = _file(party, certificate, "incumbency", f"Authority of {person.name}", starts_on, actor, now)
    signatory = create(
        Signatory(
            party=party, person=person, title=title, starts_on=starts_on, ends_on=ends_on, certificate=paper
        ),
        actor=actor, now=now, reason="signatory registered",
    )  # fmt: skip
    _note(
        party, "signatory.registered", actor=actor, now=now, effective_on=starts_on,
        after={"signatory": person.name, "until": ends_on}, documents=(paper,) if paper else (),
    )  # fmt: skip
    return signatory


@transaction.atomic
def end_signatory(
    *, signatory: Signatory, ends_on: date, reason: str, actor: Actor, now: datetime
) -> Signatory:
    """End a person's authority on a day, that day included."""
    _in_order(signatory.starts_on, ends_on)
    before = signatory.ends_on
    signatory.ends_on = ends_on
    update(signatory, "ends_on", actor=actor, now=now, reason=reason)
    _note(
        signatory.party, "signatory.ended", actor=actor, now=now, effective_on=ends_on, reason=reason,
        before={"signatory": signatory.person.name, "until": before},
        after={"signatory": signatory.person.name, "until": ends_on},
    )  # fmt: skip
    return signatory


@transaction.atomic
def grant_role(
    *,
    person: Person,
    party: Party,
    role: str,
    starts_on: date,
    ends_on: date | None = None,
    actor: Actor,
    now: datetime,
) -> Membership:
    """Let a person act for a party in a role. Refuses an unknown role and dates out of order."""
    _in_order(starts_on, ends_on)
    if role not in Role.values:
        raise RuleViolation(
            "unknown_role", f"“{role}” is no role of this desk. Choose one of the list.", field="role"
        )
    membership = create(
        Membership(person=person, party=party, role=role, starts_on=starts_on, ends_on=ends_on),
        actor=actor, now=now, reason="role granted",
    )  # fmt: skip
    _note(
        party, "membership.granted", actor=actor, now=now, effective_on=starts_on,
        after={"person": person.name, "role": role, "until": ends_on},
    )  # fmt: skip
    return membership


@transaction.atomic
def end_role(
    *, membership: Membership, ends_on: date, reason: str, actor: Actor, now: datetime
) -> Membership:
    """End a role on a day, that day included."""
    _in_order(membership.starts_on, ends_on)
    before = membership.ends_on
    membership.ends_on = ends_on
    update(membership, "ends_on", actor=actor, now=now, reason=reason)
    _note(
        membership.party, "membership.ended", actor=actor, now=now, effective_on=ends_on, reason=reason,
        before={"person": membership.person.name, "role": membership.role, "until": before},
        after={"person": membership.person.name, "role": membership.role, "until": ends_on},
    )  # fmt: skip
    return membership


@transaction.atomic
def approve_firm(
    *,
    firm: AccountingFirm,
    approved_by: Party,
    approved_on: date,
    letter: Intake | None = None,
    actor: Actor,
    now: datetime,
) -> FirmApproval:
    """Record a party's approval of an accounting firm, with its letter (SPA 4.2)."""
    paper = _file(approved_by, letter, "firm_approval", f"Approval of {firm.name}", approved_on, actor, now)
    approval = create(
        FirmApproval(firm=firm, approved_by=approved_by, approved_on=approved_on, letter=paper, recorded_at=now),
        actor=actor, now=now, reason="firm approved",
    )  # fmt: skip
    _note(
        approved_by, "firm.approved", actor=actor, now=now, effective_on=approved_on, after={"firm": firm.name},
        documents=(paper,) if paper else (),
    )  # fmt: skip
    return approval


@transaction.atomic
def revoke_firm(
    *, approval: FirmApproval, revoked_on: date, letter: Intake | None = None, actor: Actor, now: datetime
) -> FirmRevocation:
    """Record the end of a firm's approval, from a day on. Refuses a second revocation and a day before the approval."""
    if hasattr(approval, "revocation"):
        raise RuleViolation("already_revoked", "This approval is revoked already. Nothing was changed.")
    _in_order(approval.approved_on, revoked_on)
    paper = _file(
        approval.approved_by,
        letter,
        "firm_revocation",
        f"Revocation of {approval.firm.name}",
        revoked_on,
        actor,
        now,
    )
    revocation = create(
        FirmRevocation(approval=approval, revoked_on=revoked_on, letter=paper, recorded_at=now),
        actor=actor, now=now, reason="firm revoked",
    )  # fmt: skip
    _note(
        approval.approved_by, "firm.revoked", actor=actor, now=now, effective_on=revoked_on,
        before={"firm": approval.firm.name}, documents=(paper,) if paper else (),
    )  # fmt: skip
    return revocation


@transaction.atomic
def register_delivery_account(
    *,
    party: Party,
    description: str,
    starts_on: date,
    verified_on: date | None = None,
    verified_how: str = "",
    actor: Actor,
    now: datetime,
) -> DeliveryAccount:
    """Register where a recipient's shares are delivered to. A change is a new entry; the old one stays on record."""
    account = create(
        DeliveryAccount(
            party=party, description=description, starts_on=starts_on, verified_on=verified_on, verified_how=verified_how
        ),
        actor=actor, now=now, reason="delivery account registered",
    )  # fmt: skip
    _note(
        party, "delivery.registered", actor=actor, now=now, effective_on=starts_on,
        after={"account": description, "verified_on": verified_on, "verified_how": verified_how},
    )  # fmt: skip
    return account


def _in_order(starts_on: date, ends_on: date | None) -> None:
    if ends_on is not None and ends_on < starts_on:
        raise RuleViolation(
            "dates_out_of_order", "The last day is before the first. Check both dates.", field="ends_on"
        )


def _file(
    party: Party, paper: Intake | None, kind: str, title: str, dated_on: date, actor: Actor, now: datetime
) -> Document | None:
    if paper is None:
        return None
    return file_document(
        binder=party.binder, intake=paper, kind=kind, title=title, dated_on=dated_on, actor=actor, now=now,
        subject=("party", party.name),
    )  # fmt: skip


def _note(
    party: Party,
    kind: str,
    *,
    actor: Actor,
    now: datetime,
    effective_on: date,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    documents: tuple[Document, ...] = (),
    reason: str = "",
) -> None:
    record(
        binder=party.binder, kind=kind, subject=("party", str(party.public_id)), actor=actor, effective_on=effective_on,
        now=now, before=before, after=after, documents=documents, reason=reason,
    )  # fmt: skip
