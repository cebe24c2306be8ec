"""How many shares: every page says the same of the same world, as recorded and in today's unit."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from fractions import Fraction

import pytest
from django.urls import reverse

from tests.corporate.road import converted
from tests.desk.conftest import Enter, clock, enter
from tests.desk.helpers import page
from tests.worlds import World, released
from tranches.models import Account
from tranches.selectors.ledger.balances import balances, balances_of_all
from tranches.selectors.ledger.line_history import line_histories
from tranches.selectors.ledger.standing import Standing, all_together, standings_of
from tranches.statements.papers.statement import statement_sheet
from tranches.statements.services import make_statement

pytestmark = pytest.mark.django_db
Stand = Callable[[datetime], None]
STAGE = released  # 2,706,766 of tranche 1 are with the recipient, 293,234 are kept
OUT = 2_706_766
__all__ = ["clock", "enter"]


def all_of(world: World) -> Standing:
    return all_together(standings_of(world.agreement))


def plain(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def test_every_page_says_the_same_after_a_split(world: World, enter: Enter, clock: Stand) -> None:
    clock(world.day(2027, 6, 1))
    converted(world, 2, 1)
    desk, portal = enter("supervisor"), enter("officer_a")
    agreement, reference = world.agreement, world.agreement.reference
    pages = {
        "desk agreement": desk.get(reverse("admin:tranches_escrowagreement_change", args=(agreement.pk,))),
        "desk tranche": desk.get(reverse("admin:tranches_tranche_change", args=(world.tranche(1).pk,))),
        "desk readings": desk.get(reverse("admin:tranches_escrowagreement_readings", args=(agreement.pk,))),
        "desk what-if": desk.get(reverse("admin:tranches_escrowagreement_what_if", args=(agreement.pk,))),
        "portal agreement": portal.get(reverse("portal:agreement", args=[reference])),
        "portal tranche": portal.get(reverse("portal:tranche", args=[reference, 1])),
        "portal readings": portal.get(reverse("portal:readings", args=[reference])),
        "portal what-if": portal.get(reverse("portal:what_if", args=[reference])),
        "start": desk.get(reverse("admin:index")),
    }
    said = {name: plain(page(answer)) for name, answer in pages.items()}
    for name, text in said.items():
        assert "5,413,532" in text, f"{name}: released in today's unit"
        if name != "start":
            assert "one of line 1 is 2 of them" in text, f"{name}: the unit is said"
    for name in ("desk agreement", "desk tranche", "portal agreement", "portal tranche"):
        assert "2,706,766 of line 1" in said[name], f"{name}: as recorded"
    assert "Where the 30,000,000 shares are" in said["desk agreement"]
    assert "of 30,000,000" in said["desk what-if"]
    assert "of 30,000,000" in said["portal what-if"]
    assert "Of 30,000,000" in said["portal agreement"]
    for name in ("desk readings", "portal readings"):
        assert "5,413,532 released" in said[name]
        assert " due" not in said[name].split("Figures")[0]
    assert "6,000,000 shares" in said["portal tranche"]
    assert "6,000,000 shares" in said["desk tranche"]
    assert "5,413,532 of 6,000,000" in said["portal tranche"]


@pytest.mark.parametrize(
    ("steps", "out"),
    [
        (((2, 1),), Fraction(5_413_532)),
        (((3, 1),), Fraction(8_120_298)),
        (((1, 10),), Fraction(2_706_766, 10)),
        (((2, 1), (3, 1)), Fraction(16_240_596)),
        (((2, 1), (1, 7)), Fraction(5_413_532, 7)),
    ],
)
def test_what_was_released_before_counts_in_todays_unit(
    world: World, steps: tuple[tuple[int, int], ...], out: Fraction
) -> None:
    for month, (new, old) in enumerate(steps, start=6):
        world.day(2027, month, 1)
        converted(world, new, old, "split" if new > old else "consolidation")
    found = standings_of(world.agreement)[0]
    assert (found.released, found.recorded) == (out, "2,706,766 of line 1")
    assert found.lines[0].released == OUT
    assert [line.released for line in found.lines[1:]] == [0] * len(steps)
    assert found.due == 0, "a corporate action makes nothing due by itself"
    assert all_of(world).released == out
    histories = line_histories(world.agreement)
    assert [row.released for row in histories] == [OUT] + [0] * len(steps)
    assert balances_of_all([world.agreement])[world.agreement.pk] == balances(world.agreement)


def test_what_is_free_kept_and_gone_back_is_said_of_every_tranche(world: World) -> None:
    first, second = standings_of(world.agreement)[:2]
    assert (first.agreed, first.entitled, first.released) == (3_000_000, OUT, OUT)
    assert (first.kept, first.free, first.reserved, first.returned) == (293_234, 293_234, 0, 0)
    assert (second.entitled, second.due, second.free, second.held) == (None, 0, 3_000_000, 3_000_000)
    assert not first.is_converted
    assert not first.recorded
    assert balances(world.agreement).ever(Account.RECIPIENT) == OUT


def test_statement_says_what_was_released_before_as_recorded_and_converted(world: World) -> None:
    world.day(2027, 6, 1)
    converted(world, 1, 10, "consolidation")
    made = make_statement(agreement=world.agreement, **world.as_("clerk1"))
    sheet = statement_sheet(world.agreement, reference=made.reference, now=world.now)
    assert [(row.tranche, row.line, row.released, row.counts_as) for row in sheet.earlier] == [
        (1, 1, OUT, "270,676.6")
    ]
    assert sheet.deposited == sheet.in_escrow == 1_229_323
