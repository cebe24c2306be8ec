"""An approval is a signature: whose, in which capacity, over which digest and when; and it is moved to nothing else."""

from __future__ import annotations

import pytest

from documents.models import Event
from documents.papers.words import moment_local, moment_utc
from tests import worlds
from tests.services.test_signatures import check, filed
from tests.walls import rows
from tests.walls.tools import refused_by_database, run, without_walls
from tests.worlds import World
from tranches.models import Approval, Authorisation, Instruction, PaperSignature
from tranches.papers.instruction import instruction_sheet
from tranches.papers.letter import letter_sheet
from tranches.verification.signatures import strange_signatures


def _approved_on_paper_and_in_the_portal_and_authorised() -> World:
    world = worlds.submitted()
    check(world, filed(world))
    world.approve(world.instruction(), "officer_b", "B")
    world.tick_all(world.instruction())
    world.authorise(world.instruction())
    return world


STAGE = _approved_on_paper_and_in_the_portal_and_authorised
TABLES = {
    "tranches_approval": Approval,
    "tranches_authorisation": Authorisation,
    "tranches_papersignature": PaperSignature,
}
OTHER = "e" * 64


def other(world: World) -> Instruction:
    """Another instruction of the agreement, over its own content."""
    return rows.instruction(world, world.tranche(2), 5)


def copied(table: str, digest: str) -> str:
    """SQL that adds the newest row of the table once more, by another person, over this digest."""
    names = [
        field.column
        for field in TABLES[table]._meta.concrete_fields
        if field.column not in ("id", "digest", "person_id")
    ]
    if table == "tranches_approval":
        names.remove("paper_signature_id")
    listed = ", ".join(names)
    where = "WHERE via = 'portal'" if table == "tranches_approval" else ""
    person = "(SELECT person_id FROM parties_user WHERE username = 'clerk1')"  # who has signed nothing yet
    return (
        f"INSERT INTO {table} ({listed}, digest, person_id)"
        f" SELECT {listed}, '{digest}', {person} FROM {table} {where} ORDER BY id DESC LIMIT 1"
    )


@pytest.mark.parametrize("table", TABLES)
def test_a_signature_over_another_digest_is_refused(world: World, table: str) -> None:
    with refused_by_database("over the digest of the instruction it names"):
        run(copied(table, OTHER))


@pytest.mark.parametrize("table", TABLES)
def test_with_that_wall_out_it_is_stored_and_verify_names_it(world: World, table: str) -> None:
    assert list(strange_signatures(world.agreement)) == []
    with without_walls(f"wall_{table}_digest"):
        assert run(copied(table, OTHER)) == 1
    assert any(
        "over another content than that of JWI-1" in line for line in strange_signatures(world.agreement)
    )


@pytest.mark.parametrize("table", TABLES)
def test_a_signature_is_never_moved_to_another_instruction(world: World, table: str) -> None:
    move = f"UPDATE {table} SET instruction_id = {other(world).pk}"
    with refused_by_database(r"is append-only|never moved"):  # two walls, and either may answer first
        run(move)
    with without_walls(f"wall_{table}_no_update"), refused_by_database("never moved to another instruction"):
        run(move)


@pytest.mark.parametrize("table", TABLES)
def test_with_both_walls_out_it_is_moved_and_verify_names_it(world: World, table: str) -> None:
    target = other(world)
    with without_walls(f"wall_{table}_no_update", f"wall_{table}_bound"):
        assert run(f"UPDATE {table} SET instruction_id = {target.pk}") > 0
    assert any(
        f"over another content than that of {target}" in line for line in strange_signatures(world.agreement)
    )


def test_one_that_is_moved_with_its_digest_is_missed_by_the_journal(world: World) -> None:
    target = other(world)
    with without_walls("wall_tranches_approval_no_update"):
        run(f"UPDATE tranches_approval SET instruction_id = {target.pk}, digest = '{target.digest}'")
    found = list(strange_signatures(world.agreement))
    assert (
        f"a signature under {target} (Party A, on paper) is stored, but the journal does not tell of it."
        in found
    )
    assert "the journal tells of a signature under JWI-1 (Party A, on paper) that is not stored so." in found


def facts_of(world: World, kind: str) -> list[dict[str, object]]:
    events = Event.objects.filter(binder=world.agreement.binder_id, kind=kind).order_by("number")
    return [event.facts for event in events]


def test_the_journal_keeps_name_capacity_meaning_both_times_factor_and_digest(world: World) -> None:
    digest = world.instruction().digest
    by_hand, in_portal = facts_of(world, "instruction.approved")
    both = {"signed_at": moment_utc(world.now), "signed_at_local": moment_local(world.now, "Asia/Shanghai")}
    assert (
        in_portal.items()
        >= {
            "person": "Officer B",
            "capacity": "authorised signatory of the purchaser",
            "factor": "password",
            "digest": digest,
            "meaning": "I approve JWI-1 over 2,706,766 shares for Party B.",
            **both,
        }.items()
    )
    assert by_hand["signed_on"] == world.today().isoformat()
    assert "signed_at" not in by_hand
    for given, name in zip(facts_of(world, "release.authorised"), ("Clerk2", "Supervisor"), strict=True):
        assert (
            given.items()
            >= {
                "person": name,
                "factor": "password",
                "digest": digest,
                **both,
                "meaning": "I authorise the release by JWI-1, attempt 1, for the escrow agent.",
            }.items()
        )
        assert given["capacity"]


def test_the_papers_carry_the_same(world: World) -> None:
    instruction = world.instruction()
    for printed in instruction_sheet(instruction, executed=True, now=world.now).approvals:
        assert printed.capacity.startswith("authorised signatory of the ")
        assert (printed.digest, printed.approved_at_utc) == (instruction.digest, world.now)
    letter = letter_sheet(world.release(), now=world.now)
    assert (letter.authorised_digest, letter.time_zone) == (instruction.digest, "Asia/Shanghai")
    assert [person.person for person in letter.authorisers] == ["Clerk2", "Supervisor"]
