"""States and fixed columns past the services: `.update()` and raw SQL meet the edges of the machines and their grounds (I5)."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, models, transaction

from documents.database import walls
from tests import worlds
from tests.services.test_holds import lift, propose, stand
from tests.walls import rows
from tests.walls.tools import refused_by_database, without_walls
from tests.worlds import World
from tranches.models import Instruction, Release, Tranche
from tranches.selectors.states import edges, states

STAGE = worlds.sent


def row_of(world: World, machine: str) -> models.Model:
    return {"tranche": world.tranche(1), "instruction": world.instruction(), "release": world.release()}[
        machine
    ]


def forge(row: models.Model, **values: object) -> None:
    """Put a row where no act would: with every wall down."""
    with without_walls():
        type(row)._default_manager.filter(pk=row.pk).update(**values)


@pytest.mark.parametrize("machine", ["tranche", "instruction", "release"])
def test_no_update_makes_a_change_that_is_no_edge(world: World, machine: str) -> None:
    """The wall of the edges alone: the others, which ask for the grounds of an edge, are down meanwhile."""
    row = row_of(world, machine)
    table = row._meta.db_table
    others = [
        wall.name
        for wall in walls.registered()
        if wall.table == table and wall.name != f"wall_{table}_edges" and wall.statements(connection.vendor)
    ]
    legal = {(edge.source, target) for edge in edges(machine) for target in edge.targets}
    tried = 0
    for start in states(machine):
        forge(row, state=start, **_memory(machine, start, "pending"))
        with without_walls(*others):
            for end in states(machine):
                if start == end or (start, end) in legal:
                    continue
                tried += 1
                with pytest.raises(IntegrityError, match="only along an edge"), transaction.atomic():
                    type(row)._default_manager.filter(pk=row.pk).update(
                        state=end, **_memory(machine, end, start)
                    )
    assert tried == len(states(machine)) ** 2 - len(states(machine)) - len(legal)


def _memory(machine: str, state: str, before: str) -> dict[str, object]:
    """What a tranche must remember beside this state."""
    return {"state_before_dispute": before if state == "disputed" else ""} if machine == "tranche" else {}


@pytest.mark.parametrize("model", [Tranche, Instruction, Release])
def test_a_state_that_does_not_exist_is_refused_even_with_every_trigger_down(
    world: World, model: type[models.Model]
) -> None:
    row = row_of(world, model.__name__.lower())
    with without_walls(), pytest.raises(IntegrityError), transaction.atomic():
        type(row)._default_manager.filter(pk=row.pk).update(state="gone")


def test_a_tranche_is_not_reported_without_a_report(world: World) -> None:
    with refused_by_database("only with a report"):
        Tranche.objects.filter(pk=world.tranche(2).pk).update(state="report_received")


def test_a_tranche_is_not_instructed_without_an_approved_instruction(world: World) -> None:
    world.day(2027, 12, 20)
    world.report(2, 732_000_000)
    with refused_by_database("only by an approved instruction"):
        Tranche.objects.filter(pk=world.tranche(2).pk).update(state="instructed")


def test_a_tranche_is_not_released_before_its_shares_are_with_the_recipient(world: World) -> None:
    with refused_by_database("with the recipient"):
        Tranche.objects.filter(pk=world.tranche(1).pk).update(state="released")


def test_a_tranche_is_not_deducted_while_shares_are_reserved(world: World) -> None:
    with refused_by_database("is deducted when"):
        Tranche.objects.filter(pk=world.tranche(1).pk).update(state="deducted")


def test_a_tranche_is_not_deducted_by_one_who_only_moves_the_shares(world: World) -> None:
    """Everything kept by raw postings, and still no instruction carried out."""
    world.day(2027, 12, 20)
    world.report(2, 0)
    world.instruct(2)
    rows.posting(world, "deduction", "held", "kept", 3_000_000, tranche=world.tranche(2))
    with refused_by_database("is deducted when"):
        Tranche.objects.filter(pk=world.tranche(2).pk).update(state="deducted")


def test_a_tranche_is_not_disputed_without_a_confirmed_hold_on_the_whole_of_it(world: World) -> None:
    propose(world, 2)
    stand(world, 2, shares=5)
    with refused_by_database("only by a confirmed hold"):
        Tranche.objects.filter(pk=world.tranche(2).pk).update(
            state="disputed", state_before_dispute="pending"
        )


def test_a_dispute_is_not_left_while_its_hold_stands(world: World) -> None:
    stand(world, 2)
    with refused_by_database("no hold on the whole of it stands"):
        Tranche.objects.filter(pk=world.tranche(2).pk).update(state="pending", state_before_dispute="")


def test_a_dispute_is_left_to_where_the_tranche_stood_and_nowhere_else(world: World) -> None:
    hold = stand(world, 2)
    with without_walls("wall_tranche_resumed"):
        lift(world, hold)
        Tranche.objects.filter(pk=world.tranche(2).pk).update(state="pending", state_before_dispute="")
    forge(world.tranche(2), state="disputed", state_before_dispute="pending")
    for end in ("deducted", "report_received", "instructed"):
        with refused_by_database():
            Tranche.objects.filter(pk=world.tranche(2).pk).update(state=end, state_before_dispute="")


def test_what_a_tranche_remembers_of_its_dispute_fits_its_state(world: World) -> None:
    with refused_by_database():
        Tranche.objects.filter(pk=world.tranche(2).pk).update(state_before_dispute="pending")


def test_an_instruction_is_not_carried_out_before_every_line_is_confirmed(world: World) -> None:
    with refused_by_database("is carried out when"):
        Instruction.objects.filter(pk=world.instruction().pk).update(state="executed")


def test_a_zero_instruction_is_not_carried_out_by_one_person(world: World) -> None:
    world.day(2027, 12, 20)
    world.report(2, 0)
    instruction = world.instruct(2)
    world.tick_all(instruction)
    world.authorise(instruction, "clerk2")
    with refused_by_database("is carried out when"):
        Instruction.objects.filter(pk=instruction.pk).update(state="executed")


@pytest.mark.parametrize("end", ["confirmed", "partly_confirmed", "refused", "recalled"])
def test_a_release_ends_only_by_an_answer_of_that_kind(world: World, end: str) -> None:
    rows.answer(world, world.release(), "refused" if end != "refused" else "recalled")
    with refused_by_database("answer"):
        Release.objects.filter(pk=world.release().pk).update(state=end)


def test_with_the_walls_down_a_state_can_be_typed_in(world: World) -> None:
    forge(world.tranche(2), state="released")
    assert world.tranche(2).state == "released"


@pytest.mark.parametrize(
    ("machine", "values"),
    [
        ("tranche", {"number": 9}),
        ("instruction", {"digest": "0" * 64}),
        ("instruction", {"number": 77}),
        ("instruction", {"basis": "award"}),
        ("release", {"attempt": 9}),
        ("release", {"number": 9}),
        ("release", {"due_on": "2030-01-01"}),
    ],
)
def test_what_an_approval_or_the_ledger_rests_on_is_fixed(
    world: World, machine: str, values: dict[str, object]
) -> None:
    row = row_of(world, machine)
    with refused_by_database("never changes"):
        type(row)._default_manager.filter(pk=row.pk).update(**values)


@pytest.mark.parametrize("machine", ["tranche", "instruction", "release"])
def test_nothing_begins_in_the_middle_of_its_life_and_nothing_is_deleted(world: World, machine: str) -> None:
    row = row_of(world, machine)
    with refused_by_database():
        type(row)._default_manager.filter(pk=row.pk).delete()
    last = states(machine)[-2]
    row.pk, row.state = None, last  # type: ignore[attr-defined]
    row.public_id, row.number = "00000000-0000-4000-8000-000000000000", 900  # type: ignore[attr-defined]
    if machine == "release":
        row.attempt = 900  # type: ignore[attr-defined]
    with refused_by_database("first state"):
        row.save(force_insert=True)


def test_every_wall_is_missed_when_it_is_down(world: World) -> None:
    """The start-up check names each wall that somebody took down; with all of them up it finds nothing."""
    assert walls.findings(connection) == []
    standing = [wall for wall in walls.registered() if wall.statements(connection.vendor)]
    assert len(standing) > 100
    for wall in standing[:: 7 if connection.vendor == "sqlite" else 11]:
        with without_walls(wall.name):
            assert [wall.name in found for found in walls.findings(connection)] == [True]
    with without_walls():
        assert len(walls.findings(connection)) == len(standing)
