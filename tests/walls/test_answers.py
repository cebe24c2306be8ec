"""The walls around the transfer agent's answers: within the letter, none after the last, closed only when all is answered."""

import pytest

from tests import worlds
from tests.walls import rows
from tests.walls.tools import refused_by_database, without_walls
from tests.worlds import World
from tranches.models import Release, ReleaseLine, TransferAgentAnswer
from tranches.services.release.transfer import record_confirmation

DUE = 2_706_766
STAGE = worlds.sent


def line_of(world: World) -> ReleaseLine:
    return world.release().lines.get()


def part(world: World, shares: int) -> TransferAgentAnswer:
    return record_confirmation(
        release=world.release(),
        confirmed={line_of(world).pk: shares},
        answered_on=world.today(),
        reference="TA",
        **world.as_("clerk1"),
    )


def test_the_answers_never_exceed_the_letter(world: World) -> None:
    part(world, 1_000_000)
    for kind in ("confirmed", "partly_confirmed"):
        with refused_by_database("never exceeds it"):
            rows.answer(world, world.release(), kind, DUE - 1_000_000 + 1)
    with without_walls("wall_answer_within_letter"):  # the damage
        rows.answer(world, world.release(), "partly_confirmed", DUE)
    assert sum(row.confirmed_shares for row in world.release().answers.all()) == DUE + 1_000_000


def test_what_is_refused_counts_against_the_letter(world: World) -> None:
    part(world, 1_000_000)
    with refused_by_database("never exceeds it"):
        rows.answer(world, world.release(), "refused", back_shares=DUE - 1_000_000 + 1)


@pytest.mark.parametrize(("kind", "figures"), [("refused", {"shares": 5}), ("confirmed", {"back_shares": 5})])
def test_a_refusal_confirms_nothing_and_a_confirmation_puts_nothing_back(
    world: World, kind: str, figures: dict[str, int]
) -> None:
    with refused_by_database("is answered"):
        rows.answer(world, world.release(), kind, **figures)


def test_a_reservation_is_undone_only_for_what_was_refused(world: World) -> None:
    part(world, 1_000_000)
    with refused_by_database("only for what the transfer agent refused"):
        rows.posting(world, "reservation_back", "reserved", "held", 5, release_line=line_of(world))


@pytest.mark.parametrize("end", ["confirmed", "partly_confirmed", "refused", "recalled"])
def test_a_letter_of_which_something_is_open_is_not_closed(world: World, end: str) -> None:
    part(world, 1_000_000)
    with refused_by_database("answer to all of it"):
        Release.objects.filter(pk=world.release().pk).update(state=end)
    rows.answer(world, world.release(), "refused")  # answered, and nothing of it posted
    with refused_by_database("answer to all of it"):
        Release.objects.filter(pk=world.release().pk).update(state=end)


def test_a_closed_letter_takes_no_more_answers(world: World) -> None:
    world.confirm()
    with refused_by_database():
        rows.answer(world, world.release(), "partly_confirmed")
