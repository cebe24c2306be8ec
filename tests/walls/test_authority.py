"""I4: of all subsets of the conditions of a release only the full ones reserve a share, by service and past every service."""

from __future__ import annotations

from itertools import combinations

import pytest
from django.db import IntegrityError, transaction

from documents.errors import RuleViolation
from tests import worlds
from tests.services.papers import checked, recorded
from tests.walls import rows
from tests.walls.tools import refused_by_database, without_walls
from tests.worlds import World
from tranches.models import Account, ApprovalRevocation, Instruction, Posting
from tranches.selectors.ledger.balances import balances
from tranches.services.instruction.instructions import LineSpec

JOINT = ("report", "approval A", "approval B", "person 1", "person 2")
GOVERNED = ("paper", "check", "person 1", "person 2")


def _reported() -> World:
    """Year one is reported, year two is not; the clock stands where both could be."""
    world = worlds.funded()
    world.day(2027, 12, 20)
    world.report(1, 665_000_000)
    return world


STAGE = _reported


def subsets(conditions: tuple[str, ...]) -> list[frozenset[str]]:
    return [frozenset(some) for size in range(len(conditions) + 1) for some in combinations(conditions, size)]


def named(subset: frozenset[str]) -> str:
    return "+".join(sorted(subset)).replace(" ", "") or "nothing"


def attempt(step: object, *arguments: object, **named_arguments: object) -> bool:
    """Try one step; whoever refuses it, the world goes on."""
    try:
        with transaction.atomic():
            step(*arguments, **named_arguments)  # type: ignore[operator]
    except (RuleViolation, IntegrityError):
        return False
    return True


def reserved(world: World) -> int:
    return balances(world.agreement).total(Account.RESERVED)


# --- By the services -----------------------------------------------------------------------------


@pytest.mark.parametrize("given", subsets(JOINT), ids=named)
def test_services_reserve_only_on_the_whole_joint_authority(world: World, given: frozenset[str]) -> None:
    number = 1 if "report" in given else 2
    if attempt(world.prepare, number, None if number == 1 else [LineSpec(world.tranche(2), "own", 5)], "x"):
        instruction = world.instruction()
        attempt(world.submit, instruction)
        for letter in "AB":
            if f"approval {letter}" in given:
                attempt(world.approve, instruction, f"officer_{letter.lower()}", letter)
        attempt(world.tick_all, instruction)
        for index, who in enumerate(("clerk2", "supervisor"), start=1):
            if f"person {index}" in given:
                attempt(world.authorise, instruction, who)
    assert bool(reserved(world)) == (given == frozenset(JOINT))


@pytest.mark.parametrize("given", subsets(GOVERNED), ids=named)
def test_services_reserve_only_on_the_whole_governing_authority(world: World, given: frozenset[str]) -> None:
    if "paper" in given:
        instruction = recorded(world, {2: 1_000})
        if "check" in given:
            checked(world, instruction)
        attempt(world.tick_all, instruction)
        for index, who in enumerate(("clerk2", "supervisor"), start=1):
            if f"person {index}" in given:
                attempt(world.authorise, instruction, who)
    assert bool(reserved(world)) == (given == frozenset(GOVERNED))


# --- Past the services ---------------------------------------------------------------------------


def approve_raw(instruction: Instruction) -> bool:
    def step() -> None:
        if instruction.basis == "joint":
            Instruction.objects.filter(pk=instruction.pk).update(state="submitted")
        Instruction.objects.filter(pk=instruction.pk).update(state="approved")

    return attempt(step)


def reserve_raw(world: World, instruction: Instruction) -> bool:
    def step() -> None:
        line = rows.release(world, instruction, 1_000)
        tranche = instruction.lines.get().tranche
        rows.posting(world, "reservation", "held", "reserved", 1_000, tranche=tranche, release_line=line)

    return attempt(step)


def gather_joint(world: World, given: frozenset[str]) -> Instruction:
    instruction = rows.instruction(world, world.tranche(1 if "report" in given else 2), 1_000)
    for letter in "AB":
        if f"approval {letter}" in given:
            rows.approval(world, instruction, letter)
    for index, who in enumerate(("clerk2", "supervisor"), start=1):
        if f"person {index}" in given:
            rows.person(world, instruction, who)
    return instruction


def gather_governed(world: World, given: frozenset[str]) -> Instruction:
    instruction = rows.instruction(world, world.tranche(2), 1_000, "award")
    if "paper" in given:
        filed = rows.paper(world, instruction)
        if "check" in given:
            rows.check(world, filed)
    for index, who in enumerate(("clerk2", "supervisor"), start=1):
        if f"person {index}" in given:
            rows.person(world, instruction, who)
    return instruction


@pytest.mark.parametrize("given", subsets(JOINT), ids=named)
def test_raw_rows_reserve_only_on_the_whole_joint_authority(world: World, given: frozenset[str]) -> None:
    instruction = gather_joint(world, given)
    stands = approve_raw(instruction)
    assert stands == (frozenset({"report", "approval A", "approval B"}) <= given)
    assert reserve_raw(world, instruction) == (given == frozenset(JOINT))
    assert bool(reserved(world)) == (given == frozenset(JOINT))


@pytest.mark.parametrize("given", subsets(GOVERNED), ids=named)
def test_raw_rows_reserve_only_on_the_whole_governing_authority(world: World, given: frozenset[str]) -> None:
    instruction = gather_governed(world, given)
    assert approve_raw(instruction) == (frozenset({"paper", "check"}) <= given)
    assert reserve_raw(world, instruction) == (given == frozenset(GOVERNED))
    assert bool(reserved(world)) == (given == frozenset(GOVERNED))


@pytest.mark.parametrize("given", subsets(JOINT), ids=named)
def test_the_ledgers_wall_alone_asks_for_the_whole_joint_authority(
    world: World, given: frozenset[str]
) -> None:
    """Even where the state of the instruction was forged, each reservation asks for the authority again."""
    instruction = gather_joint(world, given)
    with without_walls("wall_instruction_approved"):
        assert approve_raw(instruction)
    assert reserve_raw(world, instruction) == (given == frozenset(JOINT))


@pytest.mark.parametrize("given", subsets(GOVERNED), ids=named)
def test_the_ledgers_wall_alone_asks_for_the_whole_governing_authority(
    world: World, given: frozenset[str]
) -> None:
    instruction = gather_governed(world, given)
    with without_walls("wall_instruction_approved"):
        assert approve_raw(instruction)
    assert reserve_raw(world, instruction) == (given == frozenset(GOVERNED))


def test_with_the_walls_down_nothing_would_stop_a_reservation_on_no_authority(world: World) -> None:
    instruction = gather_joint(world, frozenset())
    with without_walls("wall_instruction_approved", "wall_reservation_authorised"):
        assert approve_raw(instruction)
        assert reserve_raw(world, instruction)
    assert reserved(world) == 1_000


# --- Conditions that look whole ------------------------------------------------------------------


def whole_but(world: World) -> Instruction:
    return gather_joint(world, frozenset({"report"}))


def test_two_approvals_for_one_party_are_one(world: World) -> None:
    instruction = whole_but(world)
    rows.approval(world, instruction, "A")
    rows.approval(world, instruction, "A", person=world.users["officer_a2"].person)
    assert not approve_raw(instruction)


def test_a_rejection_is_no_approval(world: World) -> None:
    instruction = whole_but(world)
    rows.approval(world, instruction, "A")
    rows.approval(world, instruction, "B", answer="reject")
    assert not approve_raw(instruction)


def test_an_approval_of_another_digest_does_not_count(world: World) -> None:
    instruction = whole_but(world)
    rows.approval(world, instruction, "A")
    with without_walls("wall_tranches_approval_digest"):
        rows.approval(world, instruction, "B", digest="e" * 64)
    assert not approve_raw(instruction)


def test_a_revoked_approval_does_not_count(world: World) -> None:
    instruction = whole_but(world)
    rows.approval(world, instruction, "A")
    taken = rows.approval(world, instruction, "B")
    ApprovalRevocation.objects.create(
        approval=taken, reason="x", revoked_on=world.today(), recorded_at=world.now
    )
    assert not approve_raw(instruction)


def test_two_accounts_of_one_person_do_not_reserve(world: World) -> None:
    instruction = gather_joint(world, frozenset(JOINT) - {"person 2"})
    world.second_account("clerk2b", of="clerk2")
    assert approve_raw(instruction)
    with refused_by_database():
        rows.person(world, instruction, "clerk2b")
    assert not reserve_raw(world, instruction)


@pytest.mark.parametrize("changes", [{"attempt": 7}, {"digest": "e" * 64}])
def test_an_authorisation_of_another_attempt_or_digest_does_not_count(
    world: World, changes: dict[str, object]
) -> None:
    instruction = gather_joint(world, frozenset(JOINT) - {"person 2"})
    assert approve_raw(instruction)
    with without_walls("wall_tranches_authorisation_digest"):
        rows.person(world, instruction, "supervisor", **changes)
    assert not reserve_raw(world, instruction)


def test_a_joint_instruction_has_no_governed_line_and_a_paper_no_other(world: World) -> None:
    from tranches.models import InstructionLine

    joint = rows.instruction(world, world.tranche(1), 5)
    award = rows.instruction(world, world.tranche(1), 5, "award")
    for row, origin in ((joint, "governed"), (award, "own"), (award, "offset")):
        with refused_by_database("governing paper fixes"):
            InstructionLine.objects.create(
                instruction=row, tranche=world.tranche(3), origin=origin, shares=5, recorded_at=world.now
            )


def test_no_line_is_slipped_into_what_is_before_the_signers(world: World) -> None:
    from tranches.models import InstructionLine

    instruction = world.submit(world.prepare(1))
    with refused_by_database("only to a draft"):
        InstructionLine.objects.create(
            instruction=instruction,
            tranche=world.tranche(3),
            origin="own",
            shares=5,
            recorded_at=world.now,
        )


def test_the_reservation_names_its_release_line(world: World) -> None:
    with refused_by_database():
        rows.posting(world, "reservation", "held", "reserved", 5)
    assert not Posting.objects.filter(kind="reservation").exists()
