"""The people of a world, let into the register as an office does: its first two supervisors, and everybody else by the two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from parties.models import AccountingFirm, ContactNumber, Party, Role, User
from parties.services.firms import approve_firm
from parties.services.numbers import add_number
from parties.services.opening import first_supervisors
from parties.services.people import admit
from parties.services.register import grant_role, register_delivery_account
from parties.services.signatories import register_signatory
from tests.filed import SINCE, SYSTEM, pdf
from tranches.models import AgreementParty

if TYPE_CHECKING:
    from tests.worlds import World

SUPERVISORS = ("supervisor", "supervisor2")


def people(world: World) -> None:
    """The people of the deal: two supervisors, who let in three clerks, compliance, two officers of A, two of B, and the seller."""
    parts = {
        row.part: row.party
        for row in AgreementParty.objects.filter(agreement=world.agreement).select_related("party__binder")
    }
    agent, issuer, purchaser, seller = (
        parts[name] for name in ("escrow_agent", "issuer", "purchaser", "seller")
    )
    _supervisors(world, agent)
    for name, role, party in (
        ("clerk1", Role.CLERK, agent),
        ("clerk2", Role.CLERK, agent),
        ("clerk3", Role.CLERK, agent),
        ("compliance", Role.COMPLIANCE, agent),
        ("officer_a", Role.OFFICER, issuer),
        ("officer_a2", Role.OFFICER, issuer),
        ("officer_b", Role.OFFICER, purchaser),
        ("officer_b2", Role.OFFICER, purchaser),
        ("seller", Role.SELLER, seller),
    ):
        world.users[name] = _user(world, name, role, party)
    if not seller.delivery_accounts.exists():
        world.entered(
            register_delivery_account,
            party=seller,
            description="account 4417 at the transfer agent",
            starts_on=SINCE,
        )
    register_number(world, seller)
    world.firm = AccountingFirm.objects.filter(name="Firm F-1").first() or world.firm_named("Firm F-1")
    if not issuer.firm_approvals.exists():
        world.entered(
            approve_firm, firm=world.firm, approved_by=issuer, approved_on=SINCE, letter=pdf("firm approved")
        )


def register_number(world: World, party: Party) -> None:
    """A number of the party, entered by one clerk and confirmed by another; once for all worlds of a test."""
    if ContactNumber.objects.filter(party=party).exists():
        return
    world.entered(
        add_number,
        by="clerk1",
        confirmed_by="clerk2",
        party=party,
        number="+86 577 6711 4417",
        source="the purchase agreement",
        starts_on=world.today(),
    )


def _supervisors(world: World, agent: Party) -> None:
    """The house's first two supervisors, by the operator; those of another world of the test if they are there."""
    if agent.memberships.exists():
        for name in SUPERVISORS:
            world.users[name] = User.objects.select_related("person").get(username=name)
        return
    known = [User.objects.select_related("person").filter(username=name).first() for name in SUPERVISORS]
    given: Any = [user.person for user in known if user] or [(_name(name), name) for name in SUPERVISORS]
    for user in first_supervisors(house=agent, supervisors=given, actor=SYSTEM, now=world.now):
        _password(user)
        world.users[user.username] = user


def _user(world: World, name: str, role: str, party: Party) -> User:
    """An account whose password is its user name; one that exists already keeps its person."""
    signs = role in (Role.OFFICER, Role.SELLER)
    user = User.objects.filter(username=name).select_related("person").first()
    if user is None:
        person = world.entered(
            admit,
            party=party,
            name=_name(name),
            role=role,
            starts_on=SINCE,
            username=name,
            signs=signs,
            title="director" if signs else "",
        )
        _password(person.account)
        return person.account  # type: ignore[no-any-return]
    assert user.person is not None
    if not user.person.memberships.filter(party=party, role=role).exists():
        world.entered(grant_role, person=user.person, party=party, role=role, starts_on=SINCE)
    if signs and not user.person.signatory_of.filter(party=party).exists():
        world.entered(register_signatory, party=party, person=user.person, title="director", starts_on=SINCE)
    return user


def _name(username: str) -> str:
    return username.replace("_", " ").title()


def _password(user: User) -> None:
    user.set_password(user.username)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
