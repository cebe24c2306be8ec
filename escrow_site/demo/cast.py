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
from documents.days import house_day
from documents.intake import Intake
from parties.models import AccountingFirm, Party, Role, User
from parties.services.firms import approve_firm, register_firm
from parties.services.numbers import add_number
from parties.services.opening import first_supervisors
from parties.services.people import admit
from parties.services.register import grant_role, register_delivery_account
from parties.services.signatories import register_signatory
from tranches.models import EscrowAgreement
from tranches.simulation.papers import paper
from tranches.simulation.two_persons import TwoPersons

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
    Member("supervisor2", "Thomas Adeyemi", "escrow_agent", Role.SUPERVISOR, "supervisor"),
    Member("officer-a1", "Lin Meiyu", "issuer", Role.OFFICER, "director", "林美玉"),
    Member("officer-a2", "Peter Harcourt", "issuer", Role.OFFICER, "chief financial officer"),
    Member("officer-b", "Zhou Wenbo", "purchaser", Role.OFFICER, "legal representative", "周文博"),
    Member("seller", "", "seller", Role.SELLER, "in his own name"),
    Member("compliance", "Nora Svensson", "escrow_agent", Role.COMPLIANCE, "compliance officer"),
)


HOUSE = "escrow_agent"
_SUPERVISORS = tuple(member for member in CAST if member.role == Role.SUPERVISOR)


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


def enrol(agreement: EscrowAgreement, passwords: Mapping[str, str], *, now: datetime) -> None:
    """Enter the cast on the register as an office does: its first two supervisors, and everybody else by the two of them."""
    parts = {entry.part: entry.party for entry in agreement.agreement_parties.select_related("party")}
    first = [(member.name, member.username) for member in _SUPERVISORS]
    users = first_supervisors(house=parts[HOUSE], supervisors=first, remark=DEMO, actor=SYSTEM, now=now)
    two = TwoPersons(
        users[0], users[1], now, reason="demo", how="compared with the paper (demo)", factor="command line"
    )
    accounts = dict(zip((member.username for member in _SUPERVISORS), users, strict=True))
    for member in CAST:
        if member not in _SUPERVISORS:
            accounts[member.username] = _admit(two, member, parts[member.part])
    for username, user in accounts.items():
        user.set_password(passwords[username])
        user.must_change_password = False
        user.save(update_fields=["password", "must_change_password"])
    _recipient(two, parts["seller"])
    firm = two.alone(register_firm, name=FIRM, licence="DEMO-0001")
    approve(two, firm, parts["issuer"])


def enrol_in_simulation(agreement: EscrowAgreement, *, now: datetime) -> None:
    """Let the same people act in the simulated deal, whose parties and register are its own and have its clock."""
    parts = {entry.part: entry.party for entry in agreement.agreement_parties.select_related("party")}
    people = {user.username: user.person for user in User.objects.select_related("person")}
    persons = [people[member.username] for member in _SUPERVISORS]
    users = first_supervisors(
        house=parts[HOUSE], supervisors=[person for person in persons if person], actor=SYSTEM, now=now
    )
    two = TwoPersons(users[0], users[1], now, reason="demo", how="compared with the paper (demo)")
    for member in CAST:
        if member in _SUPERVISORS:
            continue
        person, party, day = people[member.username], parts[member.part], house_day(now)
        two.enter(grant_role, person=person, party=party, role=member.role, starts_on=day)
        if member.signs:
            two.enter(
                register_signatory,
                party=party,
                person=person,
                title=member.office,
                starts_on=day,
                certificate=_certificate(member, party, day),
            )
    _recipient(two, parts["seller"])
    approve(two, firm_of_the_demo(), parts["issuer"])


def _admit(two: TwoPersons, member: Member, party: Party) -> User:
    day = house_day(two.now)
    person = two.enter(
        admit,
        party=party,
        name=member.name or party.name,
        name_zh=member.name_zh,
        remark=DEMO if member.name else SELLER,
        role=member.role,
        starts_on=day,
        username=member.username,
        signs=member.signs,
        title=member.office,
        certificate=_certificate(member, party, day) if member.signs else None,
    )
    account: User = person.account
    return account


def _certificate(member: Member, party: Party, day: date) -> Intake:
    return paper(
        "Certificate of authority",
        f"Party: {party.name}",
        f"Person: {member.name or party.name}",
        f"Office: {member.office}",
        f"Authority to sign from {day.isoformat()}, until revoked.",
    )


def _recipient(two: TwoPersons, recipient: Party) -> None:
    """Where the recipient's shares go, and the number that call-backs dial."""
    day = house_day(two.now)
    two.enter(
        register_delivery_account,
        party=recipient,
        description="Book-entry account DEMO-4417 at the transfer agent",
        starts_on=day,
    )
    two.enter(
        add_number,
        party=recipient,
        number="+86 577 0000 4417",
        source="the recipient’s identity papers (demo)",
        starts_on=day,
    )


def approve(two: TwoPersons, firm: AccountingFirm, issuer: Party) -> None:
    """The issuer's approval of the firm, with its letter."""
    day = house_day(two.now)
    letter = paper(
        "Approval of an accounting firm", f"{issuer.name} approves {FIRM}.", f"Dated {day.isoformat()}."
    )
    two.enter(approve_firm, firm=firm, approved_by=issuer, approved_on=day, letter=letter)


def firm_of_the_demo() -> AccountingFirm:
    """The invented firm whose reports the simulated deal takes."""
    return AccountingFirm.objects.get(name=FIRM)
