"""The transfer once every document is at hand: business days from the receipt of the later one (EA 3.2)."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from tranches.models import Instruction, ReleaseState
from tranches.selectors.clocks import shared
from tranches.selectors.clocks.clock import AGENT, BUSINESS, Clock
from tranches.selectors.clocks.deals import Deal, Reading, makes
from tranches.selectors.docket.completeness import all_complete_on, transfer_due_from
from tranches.selectors.docket.delay import PAUSED, Missing, Spell, spells
from tranches.terms.deadlines import Deadline


@makes("transfer")
def transfers(deal: Deal) -> Iterator[Clock]:
    """One for each instruction that stands; of the past, for those carried out too."""
    complete = deal.read(completed)
    for instruction in deal.read(shared.approved):
        received_on = complete[instruction.pk]
        if received_on is not None:
            yield _running(deal, instruction, received_on)
    if deal.past:
        past = deal.read(completed_past)
        for instruction in deal.read(shared.executed):
            received_on = past[instruction.pk]
            if received_on is not None:
                yield _done(deal, instruction, received_on)


def completed(reading: Reading) -> Mapping[int, dict[int, date | None]]:
    """By instruction that stands, the day its documents were complete."""
    return _completed(reading.all(shared.approved))


def completed_past(reading: Reading) -> Mapping[int, dict[int, date | None]]:
    """By instruction carried out, the day its documents were complete."""
    return _completed(reading.all(shared.executed))


def _completed(found: Mapping[int, list[Instruction]]) -> Mapping[int, dict[int, date | None]]:
    days = all_complete_on([row for rows in found.values() for row in rows])
    return dict.fromkeys(found, days)


def _running(deal: Deal, instruction: Instruction, received_on: date) -> Clock:
    due = transfer_due_from(instruction, received_on)
    steps, numbers = deal.read(shared.steps), _numbers(instruction)
    sent = any(release.state == ReleaseState.SENT for release in instruction.releases.all())
    move = "The escrow agent: the authorised letter to the transfer agent."
    whose: tuple[str, ...] = (AGENT,)
    if sent:
        move, whose = "The transfer agent: its answer to the letter.", ("transfer_agent",)
    stopped = not instruction.is_return and any(entry.covers(deal.today) for entry in steps[numbers[0]].stops)
    held = [
        number
        for number in numbers
        if any(entry.step == PAUSED for entry in steps[number].missing_at_end_of(deal.today))
    ]
    if stopped:
        move, whose = "Nobody’s: delivery to the recipient is stopped.", ()
    elif held:
        move, whose = f"Nobody’s: tranche {_listed(held)} is paused by a hold.", ()
    late: tuple[Spell, ...] = ()
    if not instruction.is_return:
        late = spells(steps[numbers[0]].missing_at_end_of, due_on=due.due_on, until=deal.today) or _of_letter(
            due, deal.today, sent
        )
    return deal.clock(
        "transfer",
        f"{instruction}, tranche {_listed(numbers)}",
        _label(instruction),
        "transfer",
        move,
        due=due,
        unit=BUSINESS,
        whose=whose,
        holds=[hold for number in numbers for hold in steps[number].holds],
        began_on=received_on,
        spells=late,
        **_facts(instruction, received_on),
    )


def _done(deal: Deal, instruction: Instruction, received_on: date) -> Clock:
    answers = [answer.answered_on for row in instruction.releases.all() for answer in row.answers.all()]
    return deal.clock(
        "transfer",
        f"{instruction}, tranche {_listed(_numbers(instruction))}",
        _label(instruction),
        "transfer",
        "Nobody’s: it is done.",
        due=transfer_due_from(instruction, received_on),
        unit=BUSINESS,
        done_on=max(answers, default=deal.today),
        **_facts(instruction, received_on),
    )


def _facts(instruction: Instruction, received_on: date) -> dict[str, Any]:
    lines = list(instruction.lines.all())
    return {
        "tranche": lines[0].tranche if len(lines) == 1 else None,
        "numbers": frozenset(_numbers(instruction)),
        "subject": instruction,
        "since": received_on,
    }


def _label(instruction: Instruction) -> str:
    what = "Return to the issuer" if instruction.is_return else "Transfer to the recipient"
    return f"{what}, counted from the receipt of the last document"


def _numbers(instruction: Instruction) -> list[int]:
    return sorted(line.tranche.number for line in instruction.lines.all())


def _listed(numbers: list[int]) -> str:
    return " and ".join(str(number) for number in numbers)


def _of_letter(due: Deadline, today: date, sent: bool) -> tuple[Spell, ...]:
    """Where the tranche itself was done before (an offset restores shares to it): the letter's own days alone."""
    missing = (
        Missing("answer", "transfer_agent", "", "the transfer agent’s confirmation")
        if sent
        else Missing("letter", "escrow_agent", "", "the authorised letter to the transfer agent")
    )
    return spells(lambda _: (missing,), due_on=due.due_on, until=today)
