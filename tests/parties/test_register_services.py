"""The register's services: what each refuses, and where it is recorded when no party is concerned yet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from documents.errors import RuleViolation
from documents.models import Binder, Event
from parties.models import AccountingFirm, Membership, Party, Person, Signatory, User
from parties.services.firms import change_firm, register_firm
from parties.services.people import change_person, open_account, register_person
from parties.services.register import (
    approve_firm,
    end_role,
    grant_role,
    register_party,
    register_signatory,
    revoke_firm,
)
from tests import worlds
from tests.worlds import World

pytestmark = pytest.mark.django_db
DAY = date(2025, 12, 2)


@pytest.fixture
def world(db: None) -> World:
    return worlds.loaded()


def house(world: World) -> Party:
    return world.agreement.agreement_parties.get(part="escrow_agent").party


def newest(party: Party) -> Event:
    return Event.objects.filter(binder=party.binder).latest("number")


def standing() -> dict[str, int]:
    models = (Party, Person, Signatory, Membership, User, AccountingFirm, Binder, Event)
    return {model.__name__: model._default_manager.count() for model in models}


def refused(code: str, act: Callable[[], Any]) -> RuleViolation:
    before = standing()
    with pytest.raises(RuleViolation) as refusal:
        act()
    assert refusal.value.code == code
    assert standing() == before
    return refusal.value


def test_entries_that_concern_no_party_yet_are_recorded_in_the_house(world: World) -> None:
    by = world.as_("supervisor")
    agent = house(world)
    person = register_person(name="New Officer", reason="letter of A", **by)
    assert (newest(agent).kind, newest(agent).reason) == ("person.registered", "letter of A")
    open_account(username="new", person=person, is_staff=False, reason="letter of A", **by)
    assert newest(agent).kind == "account.opened"
    assert newest(agent).after == {"person": "New Officer", "account": "new", "desk": False}
    change_person(person=person, changes={"name": "Newer Officer"}, reason="misspelt", **by)
    assert newest(agent).before["person"] == "New Officer"
    firm = register_firm(name="Firm N", reason="letter of A", **by)
    assert newest(agent).after["firm"] == "Firm N"
    change_firm(firm=firm, changes={"licence": "L-1"}, reason="letter of A", **by)
    assert newest(agent).after["licence"] == "L-1"


def test_person_who_acts_for_a_party_is_recorded_there(world: World) -> None:
    person = world.users["officer_a"].person
    assert person is not None
    before = newest(house(world))
    change_person(person=person, changes={"name": "Officer A1"}, reason="married", **world.as_("clerk1"))
    assert newest(world.part("A").party).kind == "person.changed"
    assert newest(house(world)) == before


def test_name_on_the_register_is_not_taken_twice(world: World) -> None:
    by = world.as_("clerk1")
    name = world.part("A").party.name
    assert refused("party_known", lambda: register_party(kind="company", name=name, **by)).field == "name"
    refused("firm_known", lambda: register_firm(name="Firm F-1", reason="why", **by))


def test_days_out_of_order_are_refused(world: World) -> None:
    by = world.as_("clerk1")
    person = Person.objects.create(name="New")
    party = world.part("A").party
    early = DAY - timedelta(days=1)
    days = {"starts_on": DAY, "ends_on": early}
    for act in (
        lambda: register_signatory(party=party, person=person, **days, **by),
        lambda: grant_role(person=person, party=party, role="officer", **days, **by),
        lambda: end_role(membership=party.memberships.first(), ends_on=early, reason="why", **by),
    ):
        assert refused("dates_out_of_order", act).field == "ends_on"


def test_role_that_does_not_exist_is_refused(world: World) -> None:
    person = Person.objects.create(name="New")
    party = world.part("A").party
    refused(
        "unknown_role",
        lambda: grant_role(person=person, party=party, role="owner", starts_on=DAY, **world.as_("clerk1")),
    )


def test_approval_is_revoked_once_and_can_be_given_again(world: World) -> None:
    by = world.as_("clerk1")
    firm, party = world.firm, world.part("A").party
    approval = firm.approvals.get()
    early = approval.approved_on - timedelta(days=1)
    refused("dates_out_of_order", lambda: revoke_firm(approval=approval, revoked_on=early, **by))
    revoke_firm(approval=approval, revoked_on=DAY, **by)
    refused("already_revoked", lambda: revoke_firm(approval=approval, revoked_on=DAY, **by))
    again = approve_firm(firm=firm, approved_by=party, approved_on=DAY + timedelta(days=9), **by)
    assert not hasattr(again, "revocation")
    assert newest(party).kind == "firm.approved"


def test_a_role_of_the_agents_house_is_given_by_its_supervisor(world: World) -> None:
    person = register_person(name="Ann New", reason="new colleague", **world.as_("clerk1"))
    house = world.agreement.agreement_parties.get(part="escrow_agent").party
    before = house.memberships.count()
    with pytest.raises(RuleViolation) as refusal:
        grant_role(person=person, party=house, role="clerk", starts_on=DAY, **world.as_("clerk1"))
    assert refusal.value.code == "supervisor_only"
    assert house.memberships.count() == before
    assert (
        grant_role(person=person, party=house, role="clerk", starts_on=DAY, **world.as_("supervisor")).role
        == "clerk"
    )
