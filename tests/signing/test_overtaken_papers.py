"""A paper that no longer stands says so to whoever holds it, whatever overtook it."""

from __future__ import annotations

from documents.models import Document
from tests import worlds
from tests.amendments import road
from tests.ways.steps import answered, authorised, checked, ordered, out
from tests.worlds import World
from tranches.selectors.paper.paper_check import CheckedPaper, find_paper
from tranches.services.instruction.approvals import revoke_approval
from tranches.services.instruction.instructions import withdraw_instruction

STAGE = worlds.instructed


def found(paper: Document | None) -> CheckedPaper:
    assert paper is not None
    checked_paper = find_paper(paper.sha256)
    assert checked_paper is not None
    return checked_paper


def test_a_certificate_falls_with_an_approval_and_a_proposal_with_its_instruction(world: World) -> None:
    instruction = world.instruction()
    proposal, executed = instruction.proposal, instruction.executed_paper
    assert (found(proposal).overtaken, found(executed).overtaken) == ("", "")
    assert [person.capacity[-9:] for person in found(executed).signatories] == ["(Party A)", "(Party B)"]
    approval = instruction.approvals.get(party=world.part("A"))
    revoke_approval(
        approval=approval, party=world.part("A"), reason="a secret reason", **world.as_("officer_a")
    )
    assert found(executed).overtaken == "An approval behind it was revoked."
    withdraw_instruction(instruction=world.instruction(), reason="a secret reason", **world.as_("clerk1"))
    assert found(proposal).overtaken == "The instruction was withdrawn."


def test_a_letter_of_disposition_names_who_authorised_it_and_falls_when_refused(world: World) -> None:
    disposition = ordered(world)
    checked(world, disposition)
    authorised(world, disposition)
    letter = disposition.letter.document
    assert [person.capacity for person in found(letter).signatories] == ["for the escrow agent"] * 2
    assert found(letter).overtaken == ""
    out(world, disposition)
    answered(world, disposition, "refused")
    assert found(letter).overtaken == "What it is about was refused; it is not to be carried out."


def test_a_rejected_amendment_falls(world: World) -> None:
    amendment = road.submit(world, road.prepare(world))
    assert found(amendment.proposal).overtaken == ""
    road.reject(world, amendment, "seller", "C")
    assert found(amendment.proposal).overtaken == "The amendment was rejected."
