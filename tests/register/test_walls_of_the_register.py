"""The database's own rules about the register: no row without its own entry, no entry that counts without a second person."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from documents.journal.rows import told_otherwise
from parties.models import DeliveryAccount, Entry, EntryDecision, Membership, Signatory, User
from parties.services.register import register_delivery_account
from parties.services.signatories import register_signatory
from parties.verification import entries_of_one_person, rows_dated_back
from tests import worlds
from tests.walls.tools import past_the_services, refused_by_database, run, without_walls
from tests.worlds import World

STAGE = worlds.loaded


def entered(world: World) -> Entry:
    return register_signatory(
        party=world.part("A").party,
        person=world.person("New Director"),
        starts_on=world.today(),
        **world.as_("clerk1"),
    )


def decided(world: World, entry: Entry, who: str, **changes: Any) -> EntryDecision:
    given = {
        "entry": entry,
        "answer": "confirm",
        "how": "x",
        "digest": entry.digest,
        "person": world.users[who].person,
        "recorded_at": world.now,
    }
    return EntryDecision.objects.create(**(given | changes))


def signatory(world: World, entry: Entry, **changes: Any) -> Signatory:
    given = {
        "public_id": entry.public_id,
        "entry": entry,
        "party": world.part("A").party,
        "person": entry.about,
        "starts_on": world.today(),
    }
    return Signatory.objects.create(**(given | changes))


def test_no_row_without_an_entry(world: World) -> None:
    with refused_by_database("entry"):
        Signatory.objects.create(
            party=world.part("A").party, person=world.users["clerk1"].person, starts_on=world.today()
        )
    with refused_by_database("comes by its own entry"):
        User.objects.create_superuser("root", password="root")


def test_no_row_by_an_entry_that_nobody_confirmed(world: World) -> None:
    entry = entered(world)
    with refused_by_database("comes by its own entry"):
        signatory(world, entry)


def test_no_decision_by_who_entered_it_or_over_another_digest(world: World) -> None:
    entry = entered(world)
    with refused_by_database("by another person"):
        decided(world, entry, "clerk1")
    with refused_by_database("by another person"):
        decided(world, entry, "clerk2", digest="0" * 64)
    with refused_by_database("by another person"):
        decided(world, entry, "clerk2", recorded_at=world.now - timedelta(days=1))


@pytest.mark.parametrize(
    "other", ["party", "person", "signing", "name"], ids=lambda word: f"another {word} than was confirmed"
)
def test_a_confirmed_entry_makes_its_own_row_and_no_other(world: World, other: str) -> None:
    entry = entered(world)
    decided(world, entry, "clerk2")
    changes = {
        "party": {"party": world.part("B").party},
        "person": {"person": world.users["clerk1"].person},
        "signing": {"signing": "joint"},
        "name": {"public_id": world.users["clerk1"].public_id},
    }[other]
    with refused_by_database("comes by its own entry"):
        signatory(world, entry, **changes)


def test_nothing_is_dated_back_by_raw_rows_either(world: World) -> None:
    entry = entered(world)
    decided(world, entry, "clerk2")
    with refused_by_database("no earlier than it was confirmed"):
        signatory(world, entry, starts_on=world.today() - timedelta(days=1))
    with without_walls("wall_signatory_not_dated_back"):
        signatory(world, entry, starts_on=world.today() - timedelta(days=1))
    assert any("from a day before it was confirmed" in found for found in rows_dated_back())


def test_no_row_changes_without_a_later_entry_about_it(world: World) -> None:
    rows = Signatory.objects.filter(person=world.users["officer_a"].person)
    with refused_by_database("changes by a later entry"):
        rows.update(ends_on=None, signing="joint")
    other = Entry.objects.latest("pk")
    with refused_by_database("changes by a later entry"):
        rows.update(signing="joint", entry=other)


def test_registers_lose_no_row(world: World) -> None:
    for model in (Membership, Signatory, DeliveryAccount, Entry, EntryDecision):
        with refused_by_database("append-only"):
            run(f"DELETE FROM {model._meta.db_table}")


def test_with_the_walls_down_a_forged_row_stands_and_verify_names_it(world: World) -> None:
    """The negative control: what the walls refuse, the check finds where somebody took them down."""
    with past_the_services(Signatory):
        Signatory.objects.create(
            party=world.part("A").party, person=world.users["clerk1"].person, starts_on=world.today()
        )
    assert any("no event tells of it" in found for found in told_otherwise())
    assert any("without an entry" in found for found in entries_of_one_person())


def test_with_the_wall_down_one_person_decides_alone_and_verify_names_it(world: World) -> None:
    entry = register_delivery_account(
        party=world.part("B").party, description="mine", starts_on=world.today(), **world.as_("clerk1")
    )
    with (
        without_walls("wall_entry_decided_by_another", "wall_deliveryaccount_made_by_entry"),
        transaction.atomic(),
    ):
        decided(world, entry, "clerk1")
        DeliveryAccount.objects.create(
            public_id=entry.public_id,
            entry=entry,
            party=world.part("B").party,
            description="mine",
            starts_on=world.today(),
            recorded_at=world.now,
        )
    assert any("confirmed by the person who made it" in found for found in entries_of_one_person())
