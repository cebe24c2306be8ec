"""Lists of transfers: each entry matched with its letter, what does not fit is named, nothing is taken twice."""

from __future__ import annotations

import pytest

from tests import worlds
from tests.transfer_agent.road import claim, listed, recovered
from tests.unchanged import refused
from tests.worlds import World
from tranches.positions.models import TransferEntry
from tranches.positions.selectors.transfer_desk import Matching, letters_of, matching_of

STAGE = worlds.released
DUE = 2_706_766
HEAD = "reference,date,shares,to"


def matching(world: World) -> Matching:
    return matching_of(world.agreement, letters_of(world.agreement, world.today()))


def rows(world: World) -> list[tuple[str, str, str]]:
    return [
        (row.entry.reference, str(row.letter or ""), row.problem) for row in reversed(matching(world).entries)
    ]


def test_transfer_is_matched_by_the_transfer_agents_reference(world: World) -> None:
    listed(world, f"{HEAD}\nta ok,{world.today()},{DUE},FANGLE LAI")
    assert rows(world) == [("ta ok", "R-1", "")]
    assert matching(world).unlisted == ()


def test_transfer_is_matched_by_its_shares_and_day_where_the_reference_is_another(world: World) -> None:
    listed(world, f"{HEAD}\nDRS-77,{world.today()},{DUE},account 4417 at the transfer agent")
    assert rows(world) == [("DRS-77", "R-1", "")]


def test_what_does_not_fit_is_named(world: World) -> None:
    day = world.today()
    listed(world, f"{HEAD}\nTA-OK,{day},{DUE},Stranger Ltd\nTA-9,{day},55,Stranger Ltd")
    assert rows(world) == [
        ("TA-OK", "R-1", "went to Stranger Ltd; the letter named Fangle Lai"),
        ("TA-9", "", "no letter of ours asked for it"),
    ]


def test_other_number_of_shares_is_named(world: World) -> None:
    listed(world, f"{HEAD}\nTA-OK,{world.today()},5,Fangle Lai")
    assert rows(world) == [("TA-OK", "R-1", "R-1 was confirmed over 2,706,766 shares")]


def test_confirmed_letter_that_the_list_of_its_days_does_not_name(world: World) -> None:
    listed(world, f"{HEAD}\nTA-9,{world.today()},55,Stranger Ltd")
    assert [str(row.letter) for row in matching(world).unlisted] == ["R-1"]


def test_lists_that_overlap_are_taken_once(world: World) -> None:
    row = f"TA-OK,{world.today()},{DUE},Fangle Lai"
    listed(world, f"{HEAD}\n{row}")
    with refused("nothing_new"):
        listed(world, f"{HEAD}\n{row}")
    second = listed(world, f"{HEAD}\n{row}\nTA-9,{world.today()},55,Fangle Lai")
    assert (second.entries.count(), TransferEntry.objects.count()) == (1, 2)


@pytest.mark.parametrize(
    "row",
    [
        "TA-1,2099-01-01,5,x",
        "TA-1,yesterday,5,x",
        "TA-1,{day},0,x",
        "TA-1,{day},-5,x",
        "=1+1,{day},5,x",
        ",{day},5,x",
        "TA-1,{day},5,",
        "TA-1,{day},5,x\nTA-1,{day},5,x",
        "TA-1,{day},5",
    ],
)
def test_wrong_line_is_refused(world: World, row: str) -> None:
    with refused("rows_wrong"):
        listed(world, f"{HEAD}\n{row.format(day=world.today())}")


def test_letters_say_whose_step_is_next(world: World) -> None:
    found = claim(world, 1_000)
    (letter,) = letters_of(world.agreement, world.today())
    assert (letter.asked, letter.confirmed) == (DUE, DUE)
    assert letter.next_step == "Escrow agent: 1,000 shares of W-1 to come back or to be settled."
    recovered(world, 1_000, found)
    (letter,) = letters_of(world.agreement, world.today())
    assert letter.next_step == "Escrow agent: next attempt, with a new checklist and two persons."
