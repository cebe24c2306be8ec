"""The road from the last release to the closing, each step one call of a service."""

from __future__ import annotations

from tests.worlds import World, funded, pdf
from tranches.models import Cancellation, Closing, Instruction, Release, ReturnNotice
from tranches.services.closing import close_agreement
from tranches.services.returns import authorise_return, notify_return, prepare_return, record_cancellation

# By hand (reading.md): year one ends at 2,883,785.55 + 17.5/974 × 3,000,000, whole shares 2,937,686; year four at
# 700/885 × 3,000,000 + 95.5/974 × 3,000,000, whole shares 2,667,029.
ACTUALS = {1: 600_000_000, 2: 732_000_000, 3: 900_000_000, 4: 700_000_000, 5: 1_200_000_000}
KEPT = {1: 62_314, 4: 332_971}


def settled(**options: object) -> World:
    """Every tranche is settled, nothing is open: the agreement has expired under the shipped reading."""
    world = funded(**options)  # type: ignore[arg-type]
    for number, actual in ACTUALS.items():
        world.play_year(number, actual, (2025 + number, 12, 18))
    return world


def prepared(**options: object) -> World:
    """A return of all kept shares is drafted."""
    world = settled(**options)
    world.day(2031, 1, 8)
    prepare_return(agreement=world.agreement, **world.as_("clerk1"))
    return world


def before_signers(**options: object) -> World:
    world = prepared(**options)
    world.submit(world.instruction())
    return world


def approve(world: World) -> Instruction:
    for who, letter in (("officer_a", "A"), ("officer_b", "B")):
        world.approve(world.instruction(), who, letter)
    return world.instruction()


def notify(world: World) -> ReturnNotice:
    return notify_return(
        instruction=world.instruction(), noticed_on=world.today(), how="courier 7", **world.as_("clerk1")
    )


def authorise(world: World, *who: str) -> Release:
    for name in who or ("clerk2", "supervisor"):
        instruction = world.instruction()
        authorise_return(instruction=instruction, seen_digest=instruction.digest, **world.as_(name))
    return world.release()


def approved(**options: object) -> World:
    """Approved by both, the recipient told: two persons of the agent may authorise."""
    world = before_signers(**options)
    notify(world)
    approve(world)
    return world


def with_transfer_agent(**options: object) -> World:
    world = approved(**options)
    authorise(world)
    world.send()
    return world


def returned(**options: object) -> World:
    """The transfer agent confirmed that the shares left the escrow account."""
    world = with_transfer_agent(**options)
    world.confirm()
    return world


def cancel(world: World) -> Cancellation:
    return record_cancellation(
        release=world.release(), cancelled_on=world.today(), reference="REG-9", paper=pdf("cancelled"), **world.as_("clerk1")
    )  # fmt: skip


def close(world: World) -> Closing:
    return close_agreement(agreement=world.agreement, **world.as_("supervisor"))


def closed(**options: object) -> World:
    world = returned(**options)
    cancel(world)
    close(world)
    return world
