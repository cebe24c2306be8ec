"""The people of a simulation: invented, marked as such on the register, and unable to sign in.

The escrow agent is the office's own party, so that its people can look at the simulation; every other party is a double that
bears "(simulated)" in its name, and no real register gains a signatory.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from documents.actor import Actor, system_actor
from documents.services.recorded import create, update
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
from tranches.selectors.terms import terms_of
from tranches.simulation.papers import paper
from tranches.terms.agreement_terms import AgreementTerms

SYSTEM: Actor = system_actor("simulation")
NOTE = "Simulation: an invented person without access"
DOUBLE = " (simulated)"
AGENT = "escrow_agent"


@dataclass(frozen=True)
class Cast:
    """Who plays: the account behind each part of the play, who signs for which letter, and the accounting firm."""

    accounts: dict[str, str]
    signers: tuple[tuple[str, str], ...]
    firm: AccountingFirm


def with_doubles(terms: AgreementTerms) -> AgreementTerms:
    """The terms with every party but the escrow agent under its simulated name."""
    return replace(
        terms,
        parties=tuple(
            party if party.part == AGENT else replace(party, name=f"{party.name}{DOUBLE}")
            for party in terms.parties
        ),
    )


def enrol(agreement: EscrowAgreement, *, since: date, now: datetime) -> Cast:
    """Enter the people of one simulation on the register: the agent's three, a signer for each signing part, the recipient."""
    parts = {entry.part: entry for entry in agreement.agreement_parties.select_related("party")}
    terms, accounts = terms_of(agreement), {}
    staff = (("clerk1", Role.CLERK), ("clerk2", Role.CLERK), ("supervisor", Role.SUPERVISOR))
    for name, role in staff:
        accounts[name] = _admit(agreement, name, parts[AGENT].party, role, since=since, now=now)
    signers = []
    for part in terms.signing.joint_instruction:
        entry, name = parts[part], f"officer-{part}"
        accounts[name] = _admit(agreement, name, entry.party, Role.OFFICER, since=since, now=now)
        signers.append((name, entry.letter))
    recipient = next(entry.party for entry in parts.values() if entry.is_recipient)
    register_delivery_account(
        party=recipient, description="Simulated account at the transfer agent", starts_on=since, verified_on=since,
        verified_how="simulated call-back", actor=SYSTEM, now=now,
    )  # fmt: skip
    _number(recipient, accounts, since=since, now=now)
    firm = _firm(agreement, parts[terms.signing.firm_approval].party, since=since, now=now)
    return Cast(accounts, tuple(signers), firm)


def _number(recipient: Party, accounts: dict[str, str], *, since: date, now: datetime) -> None:
    """A number to call back on, entered by one clerk of the play and confirmed by the other."""
    first, second = (
        actor_of(User.objects.select_related("person").get(username=accounts[name]), now=now)
        for name in ("clerk1", "clerk2")
    )
    number = add_number(
        party=recipient,
        number="+86 000 0000 0000",
        source="simulated",
        starts_on=since,
        reason="simulation",
        actor=first,
        now=now,
    )
    confirm_number(
        number=number, how="simulated", confirmed_on=since, reason="simulation", actor=second, now=now
    )


def dismiss(cast: Cast, *, now: datetime) -> None:
    """After the play no account of it acts any more."""
    for username in cast.accounts.values():
        user = User.objects.get(username=username)
        user.is_active = False
        update(user, "is_active", actor=SYSTEM, now=now, reason="the simulation is played")


def _admit(
    agreement: EscrowAgreement, name: str, party: Party, role: Role, *, since: date, now: datetime
) -> str:
    person = create(
        Person(name=f"Simulated {name} ({agreement.reference})", note=NOTE),
        actor=SYSTEM,
        now=now,
        reason="simulation",
    )
    user = User(
        username=f"sim-{agreement.reference}-{name}".lower(),
        person=person,
        is_staff=party_is_agent(role),
        date_joined=now,
    )
    user.set_unusable_password()
    create(user, actor=SYSTEM, now=now, reason="simulation")
    grant_role(person=person, party=party, role=role, starts_on=since, actor=SYSTEM, now=now)
    if role == Role.OFFICER:
        certificate = paper("Certificate of authority", "A simulated signatory, without any authority.")
        register_signatory(
            party=party, person=person, title="simulated director", starts_on=since, certificate=certificate, actor=SYSTEM,
            now=now,
        )  # fmt: skip
    return user.username


def party_is_agent(role: Role) -> bool:
    """Whether the role is one of the agent's own house."""
    return role in (Role.CLERK, Role.SUPERVISOR)


def _firm(agreement: EscrowAgreement, approver: Party, *, since: date, now: datetime) -> AccountingFirm:
    name = f"Simulated accountants ({agreement.reference})"
    firm = create(AccountingFirm(name=name, licence="none"), actor=SYSTEM, now=now, reason="simulation")
    letter = paper("Approval of an accounting firm", "A simulated approval.", f"Dated {since.isoformat()}.")
    approve_firm(firm=firm, approved_by=approver, approved_on=since, letter=letter, actor=SYSTEM, now=now)
    return firm
