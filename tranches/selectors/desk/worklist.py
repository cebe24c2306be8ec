"""What waits, and for whom: the acts each open case asks for next, who may do them, and by when.

Read for all agreements a person may see: the tables that every deal has rows in are read once for all of them. What a deal has
open asks for more; what most deals have none of (a claim, an amendment, a disposition) asks nothing where there is none.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from documents.actor import Actor
from tranches.models import (
    EscrowAgreement,
)
from tranches.selectors.clocks.clock import Clock
from tranches.selectors.clocks.deals import Reading
from tranches.selectors.days import day_of
from tranches.selectors.desk.desk_todos import Desk
from tranches.selectors.desk.todo import Glance, Todo
from tranches.selectors.docket.docket import AHEAD, by_day, clocks_of_all
from tranches.selectors.instruction.signing import Ask, waiting


@dataclass
class Worklist:
    """For one person: what waits for him, what for others, what is due, and the agreements behind it."""

    mine: list[Todo] = field(default_factory=list)
    others: list[Todo] = field(default_factory=list)
    dues: list[Clock] = field(default_factory=list)
    glances: list[Glance] = field(default_factory=list)


def worklist(agreements: list[tuple[EscrowAgreement, datetime]], actor: Actor) -> Worklist:
    """The worklist over these agreements, each with its own moment (a simulation has its own clock)."""
    found = Worklist()
    acts = actor.has_role("clerk", "supervisor")
    reading = Reading(agreement for agreement, _ in agreements)
    days = {agreement: day_of(now, agreement) for agreement, now in agreements}
    clocks = clocks_of_all(days, reading=reading)
    asks = _asks(days)
    for agreement, now in agreements:
        desk = Desk(agreement, now, actor, reading, clocks[agreement.pk], asks[agreement.pk])
        for todo, is_mine in desk.todos():
            (found.mine if acts and is_mine else found.others).append(todo)
        found.dues += [clock for clock in desk.clocks if clock.is_within(AHEAD, desk.today)]
        found.glances.append(desk.glance())
    found.dues.sort(key=by_day)
    last = date.max
    found.mine.sort(key=lambda todo: todo.due.day if todo.due else last)
    return found


def _asks(days: dict[EscrowAgreement, date]) -> dict[int, list[Ask]]:
    """By agreement, whose answer to an instruction is missing; asked for all agreements together."""
    found: dict[int, list[Ask]] = {agreement.pk: [] for agreement in days}
    for ask in waiting(days):
        found[ask.instruction.agreement_id].append(ask)
    return found
