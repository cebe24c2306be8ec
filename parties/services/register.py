"""Keeping the register: parties, signatories, roles, firms, delivery accounts. Each entry is an event in the party's binder.

`reason` is the why of the history and of the event; an entry made by a command may leave it to its own words.
"""

import uuid
from datetime import date, datetime
from typing import Any

from django.db import transaction

from documents.actor import Actor
from documents.errors import RuleViolation
from documents.models import Binder
from documents.services.recorded import create, update
from parties.models import DeliveryAccount, Membership, Party, Person, Role
from parties.services.common import in_order, moved, not_his_own, note
from parties.services.firms import approve_firm, revoke_firm
from parties.services.signatories import end_signatory, register_signatory

__all__ = [
    "approve_firm", "change_party", "end_role", "end_signatory", "grant_role", "register_delivery_account", "register_party",
    "register_signatory", "revoke_firm",
]  # fmt: skip


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
    reason: str = "",
    actor: Actor,
    now: datetime,
) -> Party:
    """Register a party and open its binder. Refuses a name that is on the register already."""
    _free_name(name)
    why = reason or "party registered"
    public_id = uuid.uuid4()
    # Not counted: a running number would tell the parties of one deal how many others there are (I9).
    binder = create(Binder(reference=f"P-{public_id.hex[:12]}", title=name), actor=actor, now=now, reason=why)
    party = create(
        Party(
            kind=kind, name=name, name_zh=name_zh, jurisdiction=jurisdiction,
            registration=registration, address=address, email=email, phone=phone, binder=binder,
        ),
        actor=actor, now=now, reason=why,
    )  # fmt: skip
    note(
        party, "party.registered", actor=actor, now=now, effective_on=now.date(), after={"name": name, "kind": kind},
        reason=reason,
    )  # fmt: skip
    return party


@transaction.atomic
def change_party(*, party: Party, changes: dict[str, Any], reason: str, actor: Actor, now: datetime) -> Party:
    """Change a party's particulars: what papers print. The binder takes the new name too.

    Refuses a name that another party has, and a change that changes nothing.
    """
    before, after = moved(party, changes)
    if "name" in after:
        _free_name(after["name"])
        party.binder.title = after["name"]
        update(party.binder, "title", actor=actor, now=now, reason=reason)
    for name, value in after.items():
        setattr(party, name, value)
    update(party, *after, actor=actor, now=now, reason=reason)
    note(
        party, "party.changed", actor=actor, now=now, effective_on=now.date(), before=before, after=after, reason=reason,
    )  # fmt: skip
    return party


HOUSE_ROLES = (Role.CLERK, Role.SUPERVISOR, Role.COMPLIANCE)


@transaction.atomic
def grant_role(
    *,
    person: Person,
    party: Party,
    role: str,
    starts_on: date,
    ends_on: date | None = None,
    reason: str = "",
    actor: Actor,
    now: datetime,
) -> Membership:
    """Let a person act for a party in a role. Refuses an unknown role, dates out of order, and a role for oneself.

    A role of the escrow agent's own house is given by its supervisor: who may add colleagues could be two persons alone (I10).
    """
    not_his_own(actor, person)
    if role in HOUSE_ROLES and actor.user_id is not None and not actor.has_role(Role.SUPERVISOR):
        raise RuleViolation(
            "supervisor_only",
            "A role of the escrow agent’s own house is given by its supervisor. Ask him.",
            field="role",
        )
    in_order(starts_on, ends_on)
    if role not in Role.values:
        raise RuleViolation(
            "unknown_role", f"“{role}” is no role of this desk. Choose one of the list.", field="role"
        )
    membership = create(
        Membership(person=person, party=party, role=role, starts_on=starts_on, ends_on=ends_on),
        actor=actor, now=now, reason=reason or "role granted",
    )  # fmt: skip
    note(
        party, "membership.granted", actor=actor, now=now, effective_on=starts_on, reason=reason,
        after={"person": person.name, "role": role, "until": ends_on},
    )  # fmt: skip
    return membership


@transaction.atomic
def end_role(
    *, membership: Membership, ends_on: date | None, reason: str, actor: Actor, now: datetime
) -> Membership:
    """End a role on a day, that day included; no day takes a mistaken end away again."""
    not_his_own(actor, membership.person)
    in_order(membership.starts_on, ends_on)
    before, _ = moved(membership, {"ends_on": ends_on})
    membership.ends_on = ends_on
    update(membership, "ends_on", actor=actor, now=now, reason=reason)
    who = {"person": membership.person.name, "role": membership.role}
    note(
        membership.party, "membership.ended", actor=actor, now=now, effective_on=ends_on or now.date(), reason=reason,
        before=who | {"until": before["ends_on"]}, after=who | {"until": ends_on},
    )  # fmt: skip
    return membership


@transaction.atomic
def register_delivery_account(
    *,
    party: Party,
    description: str,
    starts_on: date,
    verified_on: date | None = None,
    verified_how: str = "",
    reason: str = "",
    actor: Actor,
    now: datetime,
) -> DeliveryAccount:
    """Register where a recipient's shares are delivered to. A change is a new entry; the old one stays on record.

    Refuses a day of verification without saying how it was verified, and the reverse.
    """
    if (verified_on is None) != (not verified_how):
        raise RuleViolation(
            "verification_incomplete",
            "Say both when and how the account was verified, or neither.",
            field="verified_how" if verified_on else "verified_on",
        )
    account = create(
        DeliveryAccount(
            party=party, description=description, starts_on=starts_on, verified_on=verified_on, verified_how=verified_how
        ),
        actor=actor, now=now, reason=reason or "delivery account registered",
    )  # fmt: skip
    note(
        party, "delivery.registered", actor=actor, now=now, effective_on=starts_on, reason=reason,
        after={"account": description, "verified_on": verified_on, "verified_how": verified_how},
    )  # fmt: skip
    return account


def _free_name(name: str) -> None:
    if Party.objects.filter(name=name).exists():
        raise RuleViolation(
            "party_known", f"{name} is on the register already. Use that entry.", field="name"
        )
