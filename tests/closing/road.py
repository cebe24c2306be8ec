"""The road from the last release to the closing, each step one call of a service."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.worlds import KAIXIN, World, funded, pdf
from tranches.models import Cancellation, Closing, Instruction, Release, ReturnNotice
from tranches.services.ending.closing import close_agreement
from tranches.services.ending.returns import (
    authorise_return,
    notify_return,
    prepare_return,
    record_cancellation,
)

# Two tranches of 7,500,000 shares. By hand: 7,500,000 × 65/665 = 733,082.7 and 7,500,000 × 32/732 = 327,868.9 are deducted;
# what is due is rounded down.
ACTUALS = {1: 600_000_000, 2: 700_000_000}
KEPT = {1: 733_083, 2: 327_869}
SETTLED_ON = date(2027, 12, 18)


def short_deal(folder: Path, **settings: str) -> Path:
    """The sample with its first two years only, and other readings where they are named."""
    head, first, second, *_, last = KAIXIN.read_text("utf-8").split("[[tranches]]\n")
    text = "[[tranches]]\n".join((head, first, second)) + last[last.index("[offset]") :]
    for name, value in settings.items():
        text = re.sub(rf"(?m)^{name} = \S+", f'{name} = "{value}"', text, count=1)
    file = folder / "short.toml"
    file.write_text(text.replace('share = "1/5"', 'share = "1/2"'), "utf-8")
    return file


def running(**settings: str) -> World:
    """A deal of two years, everything deposited, nothing reported."""
    with TemporaryDirectory() as folder:
        return funded(short_deal(Path(folder), **settings), is_simulation=True)


def settled(**settings: str) -> World:
    """Every tranche is settled, nothing is open: the agreement has expired under the shipped reading."""
    world = running(**settings)
    for number, actual in ACTUALS.items():
        world.play_year(number, actual, (2025 + number, 12, 18))
    return world


def prepared(**settings: str) -> World:
    """A return of all kept shares is drafted."""
    world = settled(**settings)
    world.day(2028, 1, 10)
    prepare_return(agreement=world.agreement, **world.as_("clerk1"))
    return world


def before_signers(**settings: str) -> World:
    world = prepared(**settings)
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


def approved(**settings: str) -> World:
    """Approved by both, the recipient told: two persons of the agent may authorise."""
    world = before_signers(**settings)
    notify(world)
    approve(world)
    return world


def with_transfer_agent(**settings: str) -> World:
    world = approved(**settings)
    authorise(world)
    world.send()
    return world


def returned(**settings: str) -> World:
    """The transfer agent confirmed that the shares left the escrow account."""
    world = with_transfer_agent(**settings)
    world.confirm()
    return world


def cancel(world: World) -> Cancellation:
    return record_cancellation(
        release=world.release(),
        cancelled_on=world.today(),
        reference="REG-9",
        paper=pdf("cancelled"),
        **world.as_("clerk1"),
    )


def close(world: World) -> Closing:
    return close_agreement(agreement=world.agreement, **world.as_("supervisor"))


def closed(**settings: str) -> World:
    world = returned(**settings)
    cancel(world)
    close(world)
    return world
