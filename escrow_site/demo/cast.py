"""The people of the demo: who they are, what they may do, and the passwords they got.

All of them are invented but the recipient, who bears the deal's name; each is marked as a demo person on the register.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from documents.actor import Actor, system_actor
from documents.services.recorded import create
from parties.authority import actor_of
from parties.models import AccountingFirm, Party, Person, Role, User
from parties.services.numbers import add_number, confirm_number
from parties.services.register import (
    approve_firm,
    grant_role,
    register_delivery_account,
    register_signatory,
)
from tranches.models import EscrowAgreement
from tranches.simulation.papers import paper

DEMO = "Demo: an invented person with an account of the demonstration"
SELLER = "Demo: the recipient as the deal names him; the account is one of the demonstration"
FIRM = "Demo Audit Partners (invented)"
SYSTEM: Actor = system_actor("demo")

# Neither 0 and o nor 1 and l: a password is read from a screen and typed.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True)
class Member:
    """One of the cast: user name, the part of the agreement acted for, the role, and the office held."""

    username: str
    name: str
    part: str
    role: Role
    office: str = ""
    name_zh: str = ""

    @property
    def signs(self) -> bool:
        """Whether the register has an authority to sign for the party."""
        return self.role in (Role.OFFICER, Role.SELLER)


CAST = (
    Member("clerk1", "Grace Pemberton", "escrow_agent", Role.CLERK, "clerk"),
    Member("clerk2", "Daniel Whitlock", "escrow_agent", Role.CLERK, "clerk"),
    Member("supervisor", "Ruth Okafor", "escrow_agent", Role.SUPERVISOR, "supervisor"),
    Member("officer-a1", "Lin Meiyu", "issuer", Role.OFFICER, "director", "林美玉"),
    Member("officer-a2", "Peter Harcourt", "issuer", Role.OFFICER, "chief financial officer"),
    Member("officer-b", "Zhou Wenbo", "purchaser", Role.OFFICER, "legal representative", "周文博"),
    Member("seller", "", "seller", Role.SELLER, "in his own name"),
    Member("compliance", "Nora Svensson", "escrow_agent", Role.COMPLIANCE, "compliance officer"),
)


class Credentials:
    """The passwords of the demo's accounts, kept in a file that only its owner reads.

    A password is otherwise never stored. Here it is, so that every start can print it again: the accounts exist in a demo only.
    """

    def __init__(self, file: Path) -> None:
        self.file = file

    def read(self) -> dict[str, str]:
        """Password by user name; empty when there is no file."""
        try:
            lines = self.file.read_text(encoding="ascii").splitlines()
        except FileNotFoundError:
            return {}
        return dict(line.split("\t", 1) for line in lines if "\t" in line)

    def make(self) -> dict[str, str]:
        """New passwords for the whole cast, written before anybody has an account with one."""
        passwords = {member.username: _password() for member in CAST}
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self.file.unlink(missing_ok=True)
        descriptor = os.open(self.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            stream.writelines(f"{username}\t{password}\n" for username, password in passwords.items())
        return passwords


def _password() -> str:
    """Twelve letters and figures in three groups: 59 bits, typed without a slip."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))


def enrol(agreement: EscrowAgreement, passwords: Mapping[str, str], *, since: date, now: datetime) -> None:
    """Enter the cast on the register with roles and authorities from `since` on, and open their accounts."""
    parts = {entry.part: entry.party for entry in agreement.agreement_parties.select_related("party")}
    for member in CAST:
        _admit(member, parts[member.part], passwords[member.username], since=since, now=now)
    _delivery_account(parts["seller"], since=since, now=now)
    _number(parts["seller"], since=since, now=now)
    _firm(parts["issuer"], since=since, now=now)


def _admit(member: Member, party: Party, password: str, *, since: date, now: datetime) -> None:
    person = create(
        Person(
            name=member.name or party.name,
            name_zh=member.name_zh,
            note=DEMO if member.name else SELLER,
        ),
        actor=SYSTEM, now=now, reason="demo",
    )  # fmt: skip
    first_name, _, last_name = person.name.rpartition(" ")
    user = User(
        username=member.username, first_name=first_name, last_name=last_name, person=person,
        is_staff=member.part == "escrow_agent", date_joined=now,
    )  # fmt: skip
    user.set_password(password)
    create(user, actor=SYSTEM, now=now, reason="demo")
    grant_role(person=person, party=party, role=member.role, starts_on=since, actor=SYSTEM, now=now)
    if member.signs:
        certificate = paper(
            "Certificate of authority", f"Party: {party.name}", f"Person: {person.name}", f"Office: {member.office}",
            f"Authority to sign from {since.isoformat()}, until revoked.",
        )  # fmt: skip
        register_signatory(
            party=party, person=person, title=member.office, starts_on=since, certificate=certificate, actor=SYSTEM, now=now,
        )  # fmt: skip


def _delivery_account(recipient: Party, *, since: date, now: datetime) -> None:
    register_delivery_account(
        party=recipient, description="Book-entry account DEMO-4417 at the transfer agent", starts_on=since, verified_on=since,
        verified_how="call-back to the number on the register (demo)", actor=SYSTEM, now=now,
    )  # fmt: skip


def _number(recipient: Party, *, since: date, now: datetime) -> None:
    """The number that call-backs dial: one clerk enters it, the other confirms it."""
    first, second = (
        actor_of(User.objects.select_related("person").get(username=name), now=now, factor="command line")
        for name in ("clerk1", "clerk2")
    )
    number = add_number(
        party=recipient, number="+86 577 0000 4417", source="the recipient’s identity papers (demo)", starts_on=since,
        reason="demo", actor=first, now=now,
    )  # fmt: skip
    confirm_number(
        number=number,
        how="called through the notary (demo)",
        confirmed_on=since,
        reason="demo",
        actor=second,
        now=now,
    )


def _firm(issuer: Party, *, since: date, now: datetime) -> None:
    firm = create(AccountingFirm(name=FIRM, licence="DEMO-0001"), actor=SYSTEM, now=now, reason="demo")
    letter = paper(
        "Approval of an accounting firm", f"{issuer.name} approves {FIRM}.", f"Dated {since.isoformat()}."
    )
    approve_firm(firm=firm, approved_by=issuer, approved_on=since, letter=letter, actor=SYSTEM, now=now)


def firm_of_the_demo() -> AccountingFirm:
    """The invented firm whose reports the simulated deal takes."""
    return AccountingFirm.objects.get(name=FIRM)
