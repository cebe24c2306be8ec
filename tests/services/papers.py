"""Governing papers as tests need them: recorded by one clerk, checked by another."""

from __future__ import annotations

from typing import Any

from tests.worlds import World, pdf
from tranches.models import Instruction
from tranches.services.assessment.governed import check_authority, prepare_governed_instruction
from tranches.services.instruction.instructions import LineSpec


def recorded(world: World, shares: dict[int, int], basis: str = "award", **changes: Any) -> Instruction:
    """A settlement, award or judgment over these shares by tranche number, not yet checked."""
    arguments: dict[str, Any] = {
        "agreement": world.agreement,
        "basis": basis,
        "lines": [LineSpec(world.tranche(number), "governed", count) for number, count in shares.items()],
        "paper": pdf(basis),
        "dated_on": world.today(),
        "received_on": world.today(),
        "signed_by": ["A", "B", "C"],
        "forum": "CIETAC, Shanghai",
        "case_reference": "2027-1",
        **world.as_("clerk1"),
    }
    return prepare_governed_instruction(**(arguments | changes))


def checked(
    world: World, instruction: Instruction, who: str = "clerk2", finding: str = "served and effective"
) -> None:
    check_authority(instruction=instruction, finding=finding, **world.as_(who))


def award(world: World, shares: dict[int, int], basis: str = "award") -> Instruction:
    """The same, checked by a second person: it governs."""
    instruction = recorded(world, shares, basis)
    checked(world, instruction)
    instruction.refresh_from_db()
    return instruction
