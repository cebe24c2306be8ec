"""Parties, roles and delivery accounts: what the register says of them, entered by one person and confirmed by another."""

import uuid
from datetime import date, datetime
from typing import Any

from django.db import transaction

from documents.actor import Actor
from documents.days import house_day
from documents.errors import RuleViolation
from documents.models import Binder, Document
from documents.services.deed import Deed as AnyDeed
from parties.models import DeliveryAccount, Entry, Membership, Party, Person, RegisterRow, Role
from parties.policy import HOUSE_ROLES
from parties.services.common import from_now, in_order, moved, not_dated_back
from parties.services.deed import Deed
from parties.services.entries import enter
from parties.services.entry_kinds import Change, EntryKind, Given, register_kind

PARTICULARS = ("name", "name_zh", "jurisdiction", "registration", "address", "email", "phone")


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
    simulation: str = "",
    reason: str = "",
    actor: Actor,
    now: datetime,
) -> Party:
    """Register a party and open its binder. It lets nobody act yet, so one person is enough. Refuses a name on the register."""
    free_name(name, simulation)
    # Not counted: a running number would tell the parties of one deal how many others there are (I9).
    public_id = uuid.uuid4()
    opening = AnyDeed("register_party", actor, now)
    binder = opening.create(
        Binder(reference=f"P-{public_id.hex[:12]}", title=name, is_simulation=bool(simulation)),
        why=reason or "party registered",
    )
    deed = Deed(opening.act, actor, now, Party(public_id=public_id, name=name, binder=binder))
    given = {
        "kind": kind,
        "name": name,
        "name_zh": name_zh,
        "jurisdiction": jurisdiction,
        "registration": registration,
        "address": address,
        "email": email,
        "phone": phone,
        "simulation": simulation,
    }
    entry = enter(deed, given, reason=reason, public_id=public_id)
    return entry.row  # type: ignore[attr-defined]


@register_kind("register_party")
class RegisterParty(EntryKind):
    event = "party.registered"
    fields = dict.fromkeys(("kind", *PARTICULARS, "simulation"), str)

    def check(self, given: Given, *, now: datetime) -> None:
        free_name(given["name"], given["simulation"])

    def title(self, given: Given) -> str:
        return f"{given['name']} is a party on the register."

    def words(self, given: Given) -> tuple[dict[str, Any], dict[str, Any]]:
        return {}, {"name": given["name"], "kind": given["kind"]}

    def write(self, given: Given, change: Change) -> Party:
        row: Party = change.create(Party(**given, binder=change.entry.binder))
        return row


def change_party(*, party: Party, changes: dict[str, Any], reason: str, actor: Actor, now: datetime) -> Entry:
    """Enter a change of a party's particulars: what papers print. Refuses a name that another party has, and no change."""
    _, after = moved(party, changes)
    return enter(Deed("change_party", actor, now, party), {"party": party, "after": after}, reason=reason)


@register_kind("change_party")
class ChangeParty(EntryKind):
    """What is not named stays. The binder takes a new name too."""

    event = "party.changed"
    fields = {"party": Party, "after": dict}

    def check(self, given: Given, *, now: datetime) -> None:
        moved(given["party"], given["after"])
        if "name" in given["after"]:
            free_name(given["after"]["name"], given["party"].simulation)

    def title(self, given: Given) -> str:
        return f"{given['party'].name}: {in_words(given['after'])}"

    def row(self, given: Given) -> RegisterRow:
        party: Party = given["party"]
        return party

    def words(self, given: Given) -> tuple[dict[str, Any], dict[str, Any]]:
        return {name: getattr(given["party"], name) for name in given["after"]}, given["after"]

    def write(self, given: Given, change: Change) -> Party:
        party: Party = change.update(given["party"], given["after"])
        if "name" in given["after"]:
            party.binder.title = party.name
            change.deed.update(party.binder, "title", why=change.why)
        return party


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
) -> Entry:
    """Enter that a person acts for a party in a role. Refuses an unknown role, dates out of order or dated back, and one's own."""
    not_dated_back(starts_on, now, "starts_on")
    act = "grant_house_role" if role in HOUSE_ROLES else "grant_role"
    given = {"person": person, "party": party, "role": role, "starts_on": starts_on, "ends_on": ends_on}
    return enter(Deed(act, actor, now, party), given, reason=reason)


@register_kind("grant_role", "grant_house_role")
class GrantRole(EntryKind):
    event = "membership.granted"
    fields = {"person": Person, "party": Party, "role": str, "starts_on": date, "ends_on": date}

    def check(self, given: Given, *, now: datetime) -> None:
        check_role(given["role"], of_house=self.act == "grant_house_role")
        starts_on = from_now(given["starts_on"], now)
        in_order(starts_on, given["ends_on"])
        check_free_role(given["person"], given["party"], given["role"], starts_on, given["ends_on"])

    def title(self, given: Given) -> str:
        return (
            f"{given['person'].name} acts for {given['party'].name} as {Role(given['role']).label.lower()} "
            f"{span(given['starts_on'], given['ends_on'])}."
        )

    def words(self, given: Given) -> tuple[dict[str, Any], dict[str, Any]]:
        return {}, {"person": given["person"].name, "role": given["role"], "until": given["ends_on"]}

    def write(self, given: Given, change: Change) -> Membership:
        return write_role(given["person"], given["party"], given["role"], given, change)


def write_role(person: Person, party: Party, role: str, given: Given, change: Change) -> Membership:
    starts_on = from_now(given["starts_on"], change.deed.now)
    row: Membership = change.create(
        Membership(person=person, party=party, role=role, starts_on=starts_on, ends_on=given.get("ends_on"))
    )
    return row


def end_role(
    *, membership: Membership, ends_on: date | None, reason: str, actor: Actor, now: datetime
) -> Entry:
    """End a role on a day, that day included; at once, by one person. Another end than the one entered is another's to confirm.

    A day earlier than the one that stands ends it; a later one, or none, lets it run on and needs a second person.
    """
    not_dated_back(ends_on, now, "ends_on")
    moved(membership, {"ends_on": ends_on})
    act = "end_role"
    if later(ends_on, than=membership.ends_on):
        act = "extend_house_role" if membership.role in HOUSE_ROLES else "extend_role"
    return enter(
        Deed(act, actor, now, membership.party), {"membership": membership, "ends_on": ends_on}, reason=reason
    )


@register_kind("end_role", "extend_role", "extend_house_role")
class EndRole(EntryKind):
    event = "membership.ended"
    fields = {"membership": Membership, "ends_on": date}

    def about(self, given: Given) -> Person:
        person: Person = given["membership"].person
        return person

    def row(self, given: Given) -> RegisterRow:
        row: Membership = given["membership"]
        return row

    def check(self, given: Given, *, now: datetime) -> None:
        row = given["membership"]
        moved(row, {"ends_on": given["ends_on"]})
        in_order(row.starts_on, given["ends_on"])
        if (self.act != "end_role") != later(given["ends_on"], than=row.ends_on):
            raise RuleViolation("changed_meanwhile", "Its last day was changed meanwhile. Enter it anew.")
        if self.act != "end_role":
            check_free_role(row.person, row.party, row.role, row.starts_on, given["ends_on"], but=row)

    def title(self, given: Given) -> str:
        row = given["membership"]
        what = f"{row.person.name}’s role as {Role(row.role).label.lower()} of {row.party.name}"
        return f"{what} {until(given['ends_on'])}."

    def words(self, given: Given) -> tuple[dict[str, Any], dict[str, Any]]:
        row = given["membership"]
        who = {"person": row.person.name, "role": row.role}
        return who | {"until": row.ends_on}, who | {"until": given["ends_on"]}

    def effective_on(self, given: Given, now: datetime) -> date:
        return given["ends_on"] or house_day(now)

    def write(self, given: Given, change: Change) -> Membership:
        row: Membership = change.update(given["membership"], {"ends_on": given["ends_on"]})
        return row


def register_delivery_account(
    *,
    party: Party,
    description: str,
    starts_on: date,
    paper: Document | None = None,
    reason: str = "",
    actor: Actor,
    now: datetime,
) -> Entry:
    """Enter where a recipient's shares are delivered to. It stands once another person has called him on the number of before.

    A change is a new entry; the old account stays on record. Refuses one that is the account in force, and a day dated back.
    """
    not_dated_back(starts_on, now, "starts_on")
    given = {
        "party": party,
        "description": " ".join(description.split()),
        "starts_on": starts_on,
        "paper": paper,
    }
    return enter(Deed("register_delivery_account", actor, now, party), given, reason=reason)


@register_kind("register_delivery_account")
class RegisterDeliveryAccount(EntryKind):
    event = "delivery.registered"
    fields = {"party": Party, "description": str, "starts_on": date, "paper": Document}

    def check(self, given: Given, *, now: datetime) -> None:
        if not given["description"]:
            raise RuleViolation(
                "missing", "Write the account as the letter is to print it.", field="description"
            )
        newest = DeliveryAccount.objects.filter(party=given["party"]).order_by("-starts_on", "-id").first()
        if newest is not None and newest.description == given["description"]:
            raise RuleViolation(
                "nothing_changed", "This account stands on the register already.", field="description"
            )

    def title(self, given: Given) -> str:
        return (
            f"Shares of {given['party'].name} are delivered to: {given['description']}, "
            f"from {given['starts_on']:%-d %B %Y}."
        )

    def words(self, given: Given) -> tuple[dict[str, Any], dict[str, Any]]:
        before = DeliveryAccount.objects.filter(party=given["party"]).order_by("-starts_on", "-id").first()
        return {"account": before.description if before else None}, {"account": given["description"]}

    def write(self, given: Given, change: Change) -> DeliveryAccount:
        row: DeliveryAccount = change.create(
            DeliveryAccount(
                party=given["party"],
                description=given["description"],
                starts_on=from_now(given["starts_on"], change.deed.now),
            )
        )
        return row


# --- Shared ---


def check_role(role: str, *, of_house: bool) -> None:
    """Refuse a role that does not exist."""
    if role not in Role.values or (role in HOUSE_ROLES) != of_house:
        raise RuleViolation(
            "unknown_role", f"“{role}” is no role of this desk. Choose one of the list.", field="role"
        )


def check_free_role(
    person: Person,
    party: Party,
    role: str,
    starts_on: date,
    ends_on: date | None,
    *,
    but: Membership | None = None,
) -> None:
    """Refuse the same role for the same days twice."""
    for other in Membership.objects.filter(person=person, party=party, role=role).exclude(
        pk=but.pk if but else 0
    ):
        if overlap(starts_on, ends_on, other.starts_on, other.ends_on):
            raise RuleViolation(
                "role_stands",
                f"{person.name} has this role for {party.name} in these days already. End that one first.",
                field="starts_on",
            )


def overlap(starts_on: date, ends_on: date | None, other_start: date, other_end: date | None) -> bool:
    """Whether two spans of days, the last one included, share a day."""
    return (other_end is None or other_end >= starts_on) and (ends_on is None or ends_on >= other_start)


def later(day: date | None, *, than: date | None) -> bool:
    """Whether a last day lies behind another one; none at all lies behind every day."""
    return than is not None and (day is None or day > than)


def span(starts_on: date, ends_on: date | None) -> str:
    end = f" to {ends_on:%-d %B %Y}" if ends_on else ""
    return f"from {starts_on:%-d %B %Y}{end}"


def until(ends_on: date | None) -> str:
    return f"ends on {ends_on:%-d %B %Y}" if ends_on else "runs on without an end"


def in_words(values: dict[str, Any]) -> str:
    """Fields and their new values in one line."""
    return ", ".join(f"{name.replace('_', ' ')} “{value}”" for name, value in values.items()) + "."


def free_name(name: str, simulation: str = "") -> None:
    """Refuse a name that a party of the same world has."""
    if Party.objects.filter(name=name, simulation=simulation).exists():
        raise RuleViolation(
            "party_known", f"{name} is on the register already. Use that entry.", field="name"
        )
