"""The register's services: what each refuses, and where it is recorded when no party is concerned yet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from documents.errors import RuleViolation
from documents.journal.rows import told_otherwise
from documents.models import Binder, Event
from parties.authority import actor_of
from parties.models import AccountingFirm, Entry, Membership, Party, Person, Signatory, User
from parties.selectors.credentials import hands_on
from parties.services.entries import confirm_entry
from parties.services.firms import approve_firm, change_firm, register_firm, revoke_firm
from parties.services.numbers import add_number
from parties.services.opening import first_supervisors, open_registers
from parties.services.people import admit, change_person, open_account, register_person
from parties.services.register import end_role, grant_role, register_delivery_account, register_party
from parties.services.signatories import register_signatory
from parties.verification import entries_of_one_person
from tests import worlds
from tests.walls.tools import past_the_services
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
    models = (Party, Person, Signatory, Membership, User, AccountingFirm, Binder, Event, Entry)
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
    world.entered(open_account, username="new", person=person, is_staff=False, reason="letter of A")
    assert newest(agent).kind == "account.opened"
    assert newest(agent).after == {"person": "New Officer", "account": "new", "desk": False}
    world.entered(change_person, person=person, changes={"name": "Newer Officer"}, reason="misspelt")
    assert newest(agent).before["person"] == "New Officer"
    firm = register_firm(name="Firm N", reason="letter of A", **by)
    assert newest(agent).after["firm"] == "Firm N"
    world.entered(change_firm, firm=firm, changes={"licence": "L-1"}, reason="letter of A")
    assert newest(agent).after["licence"] == "L-1"


def test_person_who_acts_for_a_party_is_recorded_there(world: World) -> None:
    person = world.users["officer_a"].person
    assert person is not None
    before = newest(house(world))
    world.entered(change_person, person=person, changes={"name": "Officer A1"}, reason="married")
    assert newest(world.part("A").party).kind == "person.changed"
    assert newest(house(world)) == before


def test_person_of_two_parties_is_told_to_both_and_kept_in_one_binder(world: World) -> None:
    person = world.users["officer_a"].person
    assert person is not None
    other = world.part("B").party
    world.entered(grant_role, person=person, party=other, role="officer", starts_on=DAY)
    world.entered(change_person, person=person, changes={"name": "Officer A1"}, reason="married")
    told = [newest(world.part(letter).party) for letter in ("A", "B")]
    assert [event.kind for event in told] == ["person.changed", "person.changed"]
    assert ["rows" in event.facts for event in told] == [True, False]


def test_name_on_the_register_is_not_taken_twice(world: World) -> None:
    by = world.as_("clerk1")
    name = world.part("A").party.name
    assert refused("party_known", lambda: register_party(kind="company", name=name, **by)).field == "name"
    refused("firm_known", lambda: register_firm(name="Firm F-1", reason="why", **by))


def test_days_out_of_order_are_refused(world: World) -> None:
    by = world.as_("clerk1")
    person = world.person("New")
    party = world.part("A").party
    early = DAY - timedelta(days=1)
    days = {"starts_on": DAY, "ends_on": early}
    for act in (
        lambda: register_signatory(party=party, person=person, **days, **by),
        lambda: grant_role(person=person, party=party, role="officer", **days, **by),
        lambda: end_role(membership=party.memberships.first(), ends_on=early, reason="why", **by),
    ):
        assert refused("dates_out_of_order", act).field == "ends_on"


def test_nothing_is_dated_back(world: World) -> None:
    """I14: an entry takes effect when it is confirmed. A day that is over everywhere on earth is refused."""
    by, party, person = world.as_("clerk1"), world.part("A").party, world.person("New")
    early = DAY - timedelta(days=2)
    for act in (
        lambda: register_signatory(party=party, person=person, starts_on=early, **by),
        lambda: grant_role(person=person, party=party, role="officer", starts_on=early, **by),
        lambda: register_delivery_account(party=party, description="account 9", starts_on=early, **by),
        lambda: add_number(
            party=party, number="+1 202 555 0143", source="x", starts_on=early, reason="x", **by
        ),
        lambda: end_role(membership=party.memberships.first(), ends_on=early, reason="why", **by),
    ):
        refused("dated_back", act)


def test_what_is_confirmed_later_takes_effect_then(world: World) -> None:
    party, person = world.part("A").party, world.person("New")
    entry = register_signatory(party=party, person=person, starts_on=DAY, **world.as_("clerk1"))
    world.later(days=3)
    row = confirm_entry(entry=entry, seen_digest=entry.digest, how="certificate", **world.as_("clerk2"))
    assert row.starts_on == DAY + timedelta(days=3)


def test_role_that_does_not_exist_is_refused(world: World) -> None:
    person = world.person("New")
    party = world.part("A").party
    refused(
        "unknown_role",
        lambda: grant_role(person=person, party=party, role="owner", starts_on=DAY, **world.as_("clerk1")),
    )


def test_roles_that_overlap_are_refused(world: World) -> None:
    person, party = world.users["officer_a"].person, world.part("A").party
    refused(
        "role_stands",
        lambda: grant_role(
            person=person,
            party=party,
            role="officer",
            starts_on=DAY + timedelta(days=30),
            **world.as_("clerk1"),
        ),
    )


def test_approval_is_revoked_once_and_can_be_given_again(world: World) -> None:
    by = world.as_("clerk1")
    firm, party = world.firm, world.part("A").party
    approval = firm.approvals.get()
    early = approval.approved_on - timedelta(days=1)
    refused("dates_out_of_order", lambda: revoke_firm(approval=approval, revoked_on=early, **by))
    revoke_firm(approval=approval, revoked_on=DAY, **by)
    refused("already_revoked", lambda: revoke_firm(approval=approval, revoked_on=DAY, **by))
    world.later(days=9)
    again = world.entered(approve_firm, firm=firm, approved_by=party, approved_on=world.today())
    assert not hasattr(again, "revocation")
    assert newest(party).kind == "firm.approved"


def test_a_role_of_the_agents_house_is_given_by_its_supervisor(world: World) -> None:
    person = register_person(name="Ann New", reason="new colleague", **world.as_("clerk1"))
    agent = house(world)
    given = {"person": person, "party": agent, "role": "clerk", "starts_on": DAY}
    refused("not_permitted", lambda: grant_role(**given, **world.as_("clerk1")))
    entry = grant_role(**given, **world.as_("supervisor"))
    refused(
        "not_permitted",
        lambda: confirm_entry(entry=entry, seen_digest=entry.digest, how="x", **world.as_("clerk2")),
    )
    world.later(days=8)
    confirm_entry(entry=entry, seen_digest=entry.digest, how="x", **world.as_("compliance"))
    assert person.memberships.get().role == "clerk"


# --- Two persons, and the chain of who made whom (I13) ---------------------------------------------


def test_nobody_confirms_his_own_entry_nor_one_about_himself(world: World) -> None:
    person, party = world.users["clerk2"].person, world.part("A").party
    entry = register_signatory(party=party, person=person, starts_on=DAY, **world.as_("clerk1"))
    for who, code in (("clerk1", "needs_second_person"), ("clerk2", "own_entry")):
        refused(
            code,
            lambda who=who: confirm_entry(entry=entry, seen_digest=entry.digest, how="x", **world.as_(who)),
        )


def test_whom_one_has_just_let_in_is_no_second_person(world: World) -> None:
    """The clerks were let in by the supervisors: within the cool-off the two count as one, either way round."""
    party, person = world.part("A").party, world.person("New")
    entry = register_signatory(party=party, person=person, starts_on=DAY, **world.as_("supervisor"))
    said = refused(
        "cool_off",
        lambda: confirm_entry(entry=entry, seen_digest=entry.digest, how="x", **world.as_("clerk1")),
    )
    assert "Supervisor had a hand in Clerk1’s place on the register" in said.sentence
    assert "until 9 December 2025" in said.sentence
    world.later(days=8)
    confirm_entry(entry=entry, seen_digest=entry.digest, how="x", **world.as_("clerk1"))


def test_the_cool_off_follows_the_chain_of_who_made_whom(world: World) -> None:
    world.later(days=30)
    third = world.entered(
        admit, party=house(world), name="Third", role="supervisor", starts_on=world.today(), username="third"
    ).account
    world.users["third"] = third
    world.later(days=2)
    fourth = world.entered(
        admit,
        by="third",
        confirmed_by="compliance",
        party=house(world),
        name="Fourth",
        role="supervisor",
        starts_on=world.today(),
        username="fourth",
    )
    hands = hands_on([fourth.pk], days=7, until=world.now)
    persons = {world.users[name].person_id for name in ("third", "compliance", "supervisor", "supervisor2")}
    assert set(hands) == persons


def test_another_houses_register_is_not_ours_to_keep(world: World) -> None:
    by = {"actor": worlds.SYSTEM, "now": world.now}
    other = register_party(kind="company", name="Other Agent Ltd.", **by)
    users = first_supervisors(house=other, supervisors=[("Ann", "ann"), ("Bob", "bob")], **by)
    stranger = actor_of(users[0], now=world.now)
    person = world.person("New")
    for party in (world.part("A").party, house(world)):
        refused(
            "another_house",
            lambda party=party: register_delivery_account(
                party=party, description="account 9", starts_on=DAY, actor=stranger, now=world.now
            ),
        )
    refused(
        "another_house",
        lambda: register_signatory(party=other, person=person, starts_on=DAY, **world.as_("supervisor")),
    )


def test_first_supervisors_come_to_an_empty_house_only(world: World) -> None:
    by = {"actor": worlds.SYSTEM, "now": world.now}
    refused(
        "house_begun",
        lambda: first_supervisors(house=house(world), supervisors=[("Ann", "ann"), ("Bob", "bob")], **by),
    )
    empty = register_party(kind="company", name="New Agent Ltd.", **by)
    for given in ([("Ann", "ann")], [("Ann", "ann"), ("Ann", "ann")]):
        refused(
            "two_supervisors", lambda given=given: first_supervisors(house=empty, supervisors=given, **by)
        )
    users = first_supervisors(house=empty, supervisors=[("Ann", "ann"), ("Bob", "bob")], **by)
    assert newest(empty).kind == "register.begun"
    assert all(user.check_password(user.first_password) for user in users)


def test_what_was_brought_along_gets_its_opening_once(world: World) -> None:
    with past_the_services(Person, Signatory):
        person = Person.objects.create(name="Brought along")
        Signatory.objects.create(person=person, party=world.part("A").party, starts_on=DAY)
    assert any("Brought along" in found for found in told_otherwise())
    assert any("without an entry" in found for found in entries_of_one_person())
    given = {"actor": worlds.SYSTEM, "now": world.now, "reason": "moved from the old desk"}
    assert open_registers(**given) == 2
    assert newest(world.part("A").party).kind == "register.opened"
    assert list(told_otherwise()) == []
    assert list(entries_of_one_person()) == []
    assert open_registers(**given) == 0
