"""Accounting firms and their approval (SPA 4.2).

A firm has no binder of its own: it is told in the binder of the house that registered it, its approval in the approver's.
"""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from documents.actor import Actor
from documents.errors import RuleViolation
from documents.intake import Intake
from documents.models import Document
from parties.models import (
    AccountingFirm,
    Entry,
    FirmApproval,
    FirmRevocation,
    Party,
    RegisterRow,
)
from parties.services.common import from_now, house_of, in_order, moved, not_in_future
from parties.services.deed import Deed
from parties.services.entries import enter
from parties.services.entry_kinds import Change, EntryKind, Given, register_kind
from parties.services.register import in_words

PARTICULARS = ("name", "name_zh", "licence", "address")


def register_firm(
    *,
    name: str,
    name_zh: str = "",
    licence: str = "",
    address: str = "",
    house: Party | None = None,
    reason: str,
    actor: Actor,
    now: datetime,
) -> AccountingFirm:
    """Register a firm. Its reports count only once a party approves it. Refuses a name that is on the register already."""
    given = {"name": name, "name_zh": name_zh, "licence": licence, "address": address}
    entry = enter(Deed("register_firm", actor, now, house or house_of(actor)), given, reason=reason)
    return entry.row  # type: ignore[attr-defined]


@register_kind("register_firm")
class RegisterFirm(EntryKind):
    event = "firm.registered"
    fields = dict.fromkeys(PARTICULARS, str)

    def check(self, given: Given, *, now: datetime) -> None:
        _free_name(given["name"])

    def title(self, given: Given) -> str:
        return f"{given['name']} is an accounting firm on the register."

    def words(self, given: Given) -> tuple[dict[str, Any], dict[str, Any]]:
        return {}, {"firm": given["name"], "licence": given["licence"]}

    def write(self, given: Given, change: Change) -> AccountingFirm:
        row: AccountingFirm = change.create(AccountingFirm(**given))
        return row


def change_firm(
    *, firm: AccountingFirm, changes: dict[str, Any], reason: str, actor: Actor, now: datetime
) -> Entry:
    """Enter a change of a firm's particulars; told to every party that approved it."""
    _, after = moved(firm, changes)
    home = Party.objects.select_related("binder").get(binder=firm.entry.binder_id)  # type: ignore[union-attr]
    return enter(Deed("change_firm", actor, now, home), {"firm": firm, "after": after}, reason=reason)


@register_kind("change_firm")
class ChangeFirm(EntryKind):
    event = "firm.changed"
    fields = {"firm": AccountingFirm, "after": dict}

    def check(self, given: Given, *, now: datetime) -> None:
        moved(given["firm"], given["after"])
        if "name" in given["after"]:
            _free_name(given["after"]["name"])

    def title(self, given: Given) -> str:
        return f"{given['firm'].name}: {in_words(given['after'])}"

    def row(self, given: Given) -> RegisterRow:
        firm: AccountingFirm = given["firm"]
        return firm

    def words(self, given: Given) -> tuple[dict[str, Any], dict[str, Any]]:
        firm, after = given["firm"], given["after"]
        before = {name: getattr(firm, name) for name in after}
        return {"firm": firm.name} | before, {"firm": after.get("name", firm.name)} | after

    def write(self, given: Given, change: Change) -> AccountingFirm:
        before, after = self.words(given)
        firm: AccountingFirm = change.update(given["firm"], given["after"])
        approvers = Party.objects.filter(firm_approvals__firm=firm).select_related("binder").distinct()
        for party in approvers.exclude(binder=change.entry.binder_id).order_by("pk"):
            change.deed.at(party).note(
                self.event,
                party,
                effective_on=change.deed.today,
                before=before,
                after=after,
                reason=change.why,
            )
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
) -> Entry:
    """Enter a party's approval of an accounting firm, with its letter (SPA 4.2).

    `approved_on` is the day of the letter and may lie before today: a later ratification counts. The approval counts from the day on
    which it is confirmed (I14).
    """
    not_in_future(approved_on, now, "approved_on")
    deed = Deed("approve_firm", actor, now, approved_by)
    paper = deed.file_if_given(letter, "firm_approval", f"Approval of {firm.name}", dated_on=approved_on)
    given = {"firm": firm, "approved_by": approved_by, "approved_on": approved_on, "letter": paper}
    return enter(deed, given, reason=reason)


@register_kind("approve_firm")
class ApproveFirm(EntryKind):
    event = "firm.approved"
    fields = {"firm": AccountingFirm, "approved_by": Party, "approved_on": date, "letter": Document}

    def title(self, given: Given) -> str:
        return f"{given['approved_by'].name} approves {given['firm'].name}, by letter of {given['approved_on']:%-d %B %Y}."

    def words(self, given: Given) -> tuple[dict[str, Any], dict[str, Any]]:
        return {}, {"firm": given["firm"].name}

    def effective_on(self, given: Given, now: datetime) -> date:
        day: date = given["approved_on"]
        return day

    def write(self, given: Given, change: Change) -> FirmApproval:
        row: FirmApproval = change.create(FirmApproval(**given, recorded_at=change.deed.now))
        return row


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
    deed = Deed("revoke_firm", actor, now, approval.approved_by)
    paper = deed.file_if_given(
        letter, "firm_revocation", f"Revocation of {approval.firm.name}", dated_on=revoked_on
    )
    given = {"approval": approval, "revoked_on": revoked_on, "letter": paper}
    entry = enter(deed, given, reason=reason)
    return entry.row  # type: ignore[attr-defined]


@register_kind("revoke_firm")
class RevokeFirm(EntryKind):
    event = "firm.revoked"
    fields = {"approval": FirmApproval, "revoked_on": date, "letter": Document}

    def check(self, given: Given, *, now: datetime) -> None:
        if FirmRevocation.objects.filter(approval=given["approval"]).exists():
            raise RuleViolation("already_revoked", "This approval is revoked already. Nothing was changed.")
        in_order(given["approval"].approved_on, given["revoked_on"])

    def title(self, given: Given) -> str:
        return f"The approval of {given['approval'].firm.name} is revoked from {given['revoked_on']:%-d %B %Y} on."

    def words(self, given: Given) -> tuple[dict[str, Any], dict[str, Any]]:
        return {"firm": given["approval"].firm.name}, {}

    def effective_on(self, given: Given, now: datetime) -> date:
        day: date = given["revoked_on"]
        return day

    def write(self, given: Given, change: Change) -> FirmRevocation:
        values = given | {"revoked_on": from_now(given["revoked_on"], change.deed.now)}
        row: FirmRevocation = change.create(FirmRevocation(**values, recorded_at=change.deed.now))
        return row


def _free_name(name: str) -> None:
    if AccountingFirm.objects.filter(name=name).exists():
        raise RuleViolation("firm_known", f"{name} is on the register already. Use that entry.", field="name")
