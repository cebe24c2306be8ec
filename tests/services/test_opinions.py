"""An opinion other than an unqualified one is recorded, printed, and acknowledged by each signer by name (SPA 4.2)."""

from typing import Any

import pytest

from tests import worlds
from tests.services.test_signatures import filed
from tests.unchanged import refused
from tests.walls import rows
from tests.walls.tools import refused_by_database, without_walls
from tests.worlds import World
from tranches.models import Approval
from tranches.papers.instruction import instruction_sheet
from tranches.selectors.assessment.opinions import opinion_words
from tranches.services.instruction.approvals import approve_instruction, check_paper_signature

SEEN = "the report on tranche 1 carries a qualified opinion"


def _a_qualified_report_is_before_the_signers() -> World:
    world = worlds.funded()
    world.day(2026, 12, 18)
    world.report(1, 600_000_000, opinion="qualified")
    world.submit(world.prepare(1))
    return world


STAGE = _a_qualified_report_is_before_the_signers


def approve(world: World, who: str, letter: str, words: str = SEEN) -> Approval:
    instruction = world.instruction()
    return approve_instruction(
        instruction=instruction,
        party=world.part(letter),
        seen_digest=instruction.digest,
        acknowledged_opinion=words,
        **world.as_(who),
    )


def test_a_qualified_report_is_recorded_and_its_opinion_is_part_of_what_is_signed(world: World) -> None:
    assert world.tranche(1).state == "report_received"
    assert world.instruction().content["opinions"] == [{"tranche": 1, "opinion": "qualified"}]


def test_an_approval_without_the_acknowledgement_is_refused(world: World) -> None:
    for words in ("", "the report on tranche 1 carries an adverse opinion"):
        with refused("opinion_not_acknowledged"):
            approve(world, "officer_a", "A", words)


def test_both_signers_acknowledge_it_by_name_and_the_papers_say_so(world: World) -> None:
    approval = approve(world, "officer_a", "A")
    assert approval.meaning.endswith(f", and have seen that {SEEN}.")
    approve(world, "officer_b", "B")
    assert world.tranche(1).state == "instructed"
    for executed in (False, True):
        notes = [
            note.text
            for note in instruction_sheet(world.instruction(), executed=executed, now=world.now).notes
        ]
        assert any("carries a qualified opinion. Whoever signs acknowledges it." in note for note in notes)
        assert executed == any("Officer A, for Kaixin" in note and SEEN in note for note in notes)
    world.carry_out(world.instruction())
    assert world.tranche(1).state == "deducted"


def test_who_checks_a_signature_on_paper_records_the_acknowledgement(world: World) -> None:
    signature = filed(world)
    with refused("opinion_not_acknowledged"):
        check_paper_signature(signature=signature, **world.as_("clerk2"))
    approval = check_paper_signature(signature=signature, acknowledged_opinion=SEEN, **world.as_("clerk2"))
    assert approval.acknowledged_opinion == SEEN


@pytest.mark.parametrize(
    ("opinion", "words"), [("adverse", "an adverse opinion"), ("disclaimer", "a disclaimer of opinion")]
)
def test_every_other_opinion_has_its_words(world: World, opinion: str, words: str) -> None:
    world.report(1, 600_000_000, opinion=opinion, reason="a new opinion")
    world.submit(world.prepare(1))
    assert opinion_words(world.instruction()) == f"the report on tranche 1 carries {words}"


def test_a_corrected_report_without_reservation_asks_for_no_acknowledgement(world: World) -> None:
    world.report(1, 600_000_000, reason="the reservation was lifted")
    world.submit(world.prepare(1))
    with refused("opinion_not_acknowledged"):
        approve(world, "officer_a", "A")
    approve(world, "officer_a", "A", "")


def test_the_opinion_of_the_excess_year_is_acknowledged_with_the_offset_that_rests_on_it(
    world: World,
) -> None:
    for who, letter in (("officer_a", "A"), ("officer_b", "B")):
        approve(world, who, letter)
    world.carry_out(world.instruction())
    world.day(2027, 12, 20)
    world.report(2, 800_000_000, opinion="adverse")
    restored = world.prepare(1)
    assert [line["origin"] for line in restored.content["lines"]] == ["offset"]
    assert opinion_words(restored) == "the report on tranche 2 carries an adverse opinion"


def raw(world: World, **changes: Any) -> Approval:
    return rows.approval(world, world.instruction(), "A", **changes)


def test_the_database_takes_no_approval_that_passes_over_the_opinion(world: World) -> None:
    with refused_by_database("acknowledges that opinion"):
        raw(world)
    assert raw(world, acknowledged_opinion=SEEN).pk


def test_without_the_wall_an_opinion_can_be_passed_over(world: World) -> None:
    with without_walls("wall_approval_opinion_seen"):
        assert raw(world).acknowledged_opinion == ""
