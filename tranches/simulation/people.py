"""The people of a simulation: invented, marked as such on the register, and unable to sign in.

A simulation is a world of its own: its parties, houses and entries bear its reference and its clock, and no real register gains
anything. The people of the real house get the roles that they have there, so that they can look at it.
"""

from dataclasses import dataclass
from datetime import date, datetime

from documents.actor import Actor, system_actor
from parties.models import AccountingFirm, Membership, Party, Role, User
from parties.services.firms import approve_firm, register_firm
from parties.services.numbers import add_number
from parties.services.opening import first_supervisors
from parties.services.people import admit, change_account
from parties.services.register import grant_role, register_delivery_account
from tranches.models import EscrowAgreement
from tranches.selectors.terms import terms_of
from tranches.simulation.papers import paper
from tranches.simulation.two_persons import TwoPersons

SYSTEM: Actor = system_actor("simulation")
NOTE = "Simulation: an invented person without access"
AGENT = "escrow_agent"


@dataclass(frozen=True)
class Cast:
    """Who plays: the account behind each part of the play, who signs for which letter, and the accounting firm."""

    accounts: dict[str, str]
    signers: tuple[tuple[str, str], ...]
    firm: AccountingFirm


def enrol(agreement: EscrowAgreement, *, since: date, now: datetime) -> Cast:
    """Enter the people of one simulation: two supervisors, who let in two clerks, a signer for each signing part, the recipient."""
    parts = {entry.part: entry for entry in agreement.agreement_parties.select_related("party")}
    house, terms = parts[AGENT].party, terms_of(agreement)
    first = [(_named(agreement, name), _account(agreement, name)) for name in ("supervisor", "supervisor2")]
    users = first_supervisors(house=house, supervisors=first, actor=SYSTEM, now=now)
    for user in users:
        _shut(user)
    two = TwoPersons(users[0], users[1], now)
    accounts = {"supervisor": users[0].username, "supervisor2": users[1].username}
    for name in ("clerk1", "clerk2"):
        accounts[name] = _admit(two, agreement, name, house, Role.CLERK, since=since)
    signers = []
    for part in terms.signing.joint_instruction:
        entry, name = parts[part], f"officer-{part}"
        accounts[name] = _admit(two, agreement, name, entry.party, Role.OFFICER, since=since)
        signers.append((name, entry.letter))
    recipient = next(entry.party for entry in parts.values() if entry.is_recipient)
    two.enter(
        register_delivery_account,
        party=recipient,
        description="Simulated account at the transfer agent",
        starts_on=since,
    )
    two.enter(add_number, party=recipient, number="+86 000 0000 0000", source="simulated", starts_on=since)
    firm = _firm(two, agreement, parts[terms.signing.firm_approval].party, since=since)
    let_the_house_look(two, house, since=since)
    return Cast(accounts, tuple(signers), firm)


def let_the_house_look(two: TwoPersons, house: Party, *, since: date) -> None:
    """Give the people of the real house the roles they have there in the simulated one, which has no power over anything real."""
    real = Membership.objects.filter(
        party__name=house.name, party__simulation="", ends_on__isnull=True
    ).select_related("person")
    for entry in real.order_by("pk"):
        two.enter(
            grant_role,
            person=entry.person,
            party=house,
            role=entry.role,
            starts_on=since,
        )


def dismiss(cast: Cast, *, now: datetime) -> None:
    """After the play no account of it acts any more."""
    for username in cast.accounts.values():
        user = User.objects.select_related("entry", "person").get(username=username)
        change_account(
            user=user, changes={"is_active": False}, reason="the simulation is played", actor=SYSTEM, now=now
        )


def _named(agreement: EscrowAgreement, name: str) -> str:
    return f"Simulated {name} ({agreement.reference})"


def _account(agreement: EscrowAgreement, name: str) -> str:
    return f"sim-{agreement.reference}-{name}".lower()


def _shut(user: User) -> None:
    """Nobody signs in as a person of a simulation."""
    user.set_unusable_password()
    user.save(update_fields=["password"])


def _admit(
    two: TwoPersons, agreement: EscrowAgreement, name: str, party: Party, role: Role, *, since: date
) -> str:
    signs = role == Role.OFFICER
    person = two.enter(
        admit,
        party=party,
        name=_named(agreement, name),
        remark=NOTE,
        role=role,
        starts_on=since,
        username=_account(agreement, name),
        signs=signs,
        title="simulated director" if signs else "",
        certificate=paper("Certificate of authority", "A simulated signatory, without any authority.")
        if signs
        else None,
    )
    _shut(person.account)
    return str(person.account.username)


def _firm(two: TwoPersons, agreement: EscrowAgreement, approver: Party, *, since: date) -> AccountingFirm:
    firm = two.alone(register_firm, name=f"Simulated accountants ({agreement.reference})", licence="none")
    letter = paper("Approval of an accounting firm", "A simulated approval.", f"Dated {since.isoformat()}.")
    two.enter(approve_firm, firm=firm, approved_by=approver, approved_on=since, letter=letter)
    return firm
