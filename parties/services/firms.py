"""Accounting firms and their approval (SPA 4.2).

A firm has no binder of its own: what concerns it stands in its approvers' binders, and before there is one in the house's own.
"""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from documents.actor import Actor
from documents.errors import RuleViolation
from documents.intake import Intake
from documents.services.recorded import create, update
from parties.models import AccountingFirm, FirmApproval, FirmRevocation, Party
from parties.services.common import file_for, houses_of, in_order, moved, note


@transaction.atomic
def register_firm(
    *,
    name: str,
    name_zh: str = "",
    licence: str = "",
    address: str = "",
    reason: str,
    actor: Actor,
    now: datetime,
) -> AccountingFirm:
    """Register a firm. Its reports count only once a party approves it. Refuses a name that is on the register already."""
    if AccountingFirm.objects.filter(name=name).exists():
        raise RuleViolation("firm_known", f"{name} is on the register already. Use that entry.", field="name")
    firm = AccountingFirm(name=name, name_zh=name_zh, licence=licence, address=address)
    create(firm, actor=actor, now=now, reason=reason)
    for party in houses_of(actor):
        note(
            party, "firm.registered", actor=actor, now=now, effective_on=now.date(), reason=reason,
            after={"firm": name, "licence": licence},
        )  # fmt: skip
    return firm


@transaction.atomic
def change_firm(
    *, firm: AccountingFirm, changes: dict[str, Any], reason: str, actor: Actor, now: datetime
) -> AccountingFirm:
    """Change a firm's particulars; recorded with every party that approved it."""
    before, after = moved(firm, changes)
    if "name" in after and AccountingFirm.objects.filter(name=after["name"]).exists():
        raise RuleViolation(
            "firm_known", f"{after['name']} is on the register already. Use that entry.", field="name"
        )
    known_as = firm.name
    for name, value in after.items():
        setattr(firm, name, value)
    update(firm, *after, actor=actor, now=now, reason=reason)
    approvers = Party.objects.filter(firm_approvals__firm=firm).select_related("binder").distinct()
    for party in list(approvers.order_by("pk")) or houses_of(actor):
        note(
            party, "firm.changed", actor=actor, now=now, effective_on=now.date(), reason=reason,
            before={"firm": known_as} | before, after={"firm": firm.name} | after,
        )  # fmt: skip
    return firm


@transaction.atomic
def approve_firm(
    *,
    firm: AccountingFirm,
    approved_by: Party,
    approved_on: date,
    letter: Intake | None = None,
    reason: str = "",
    actor: Actor,
    now: datetime,
) -> FirmApproval:
    """Record a party's approval of an accounting firm, with its letter (SPA 4.2)."""
    papers = file_for(
        approved_by,
        letter,
        "firm_approval",
        f"Approval of {firm.name}",
        dated_on=approved_on,
        actor=actor,
        now=now,
    )
    approval = create(
        FirmApproval(
            firm=firm, approved_by=approved_by, approved_on=approved_on, letter=papers[0] if papers else None,
            recorded_at=now,
        ),
        actor=actor, now=now, reason=reason or "firm approved",
    )  # fmt: skip
    note(
        approved_by, "firm.approved", actor=actor, now=now, effective_on=approved_on, after={"firm": firm.name},
        documents=papers, reason=reason,
    )  # fmt: skip
    return approval


@transaction.atomic
def revoke_firm(
    *,
    approval: FirmApproval,
    revoked_on: date,
    letter: Intake | None = None,
    reason: str = "",
    actor: Actor,
    now: datetime,
) -> FirmRevocation:
    """Record the end of a firm's approval, from a day on. Refuses a second revocation and a day before the approval."""
    if FirmRevocation.objects.filter(approval=approval).exists():
        raise RuleViolation("already_revoked", "This approval is revoked already. Nothing was changed.")
    in_order(approval.approved_on, revoked_on)
    title = f"Revocation of {approval.firm.name}"
    party = approval.approved_by
    papers = file_for(party, letter, "firm_revocation", title, dated_on=revoked_on, actor=actor, now=now)
    revocation = create(
        FirmRevocation(
            approval=approval, revoked_on=revoked_on, letter=papers[0] if papers else None, recorded_at=now
        ),
        actor=actor, now=now, reason=reason or "firm revoked",
    )  # fmt: skip
    note(
        party, "firm.revoked", actor=actor, now=now, effective_on=revoked_on, before={"firm": approval.firm.name},
        documents=papers, reason=reason,
    )  # fmt: skip
    return revocation
