"""I4: `verify` misses an acknowledgement of an opinion, and a consent to a shortfall, where the rows lack it."""

from pathlib import Path

import pytest

from tests import worlds
from tests.services.test_opinions import SEEN, approve
from tests.services.test_other_readings import consent, needing_all
from tests.walls.tools import run, without_walls
from tests.worlds import World
from tranches.verification.authority import releases_without_authority

pytestmark = pytest.mark.django_db


def lacks(world: World) -> list[str]:
    return list(releases_without_authority(world.agreement))


def test_an_approval_that_passed_over_the_opinion_is_found() -> None:
    world = worlds.funded()
    world.day(2026, 12, 18)
    world.report(1, 600_000_000, opinion="qualified")
    world.submit(world.prepare(1))
    for who, letter in (("officer_a", "A"), ("officer_b", "B")):
        approve(world, who, letter)
    world.carry_out(world.instruction())
    assert lacks(world) == []
    with without_walls():
        run("UPDATE tranches_approval SET acknowledged_opinion = '' WHERE party_id = %s", world.part("B").pk)
    (sentence,) = lacks(world)
    assert sentence.endswith(f"approved for Party B without acknowledging that {SEEN}.")


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM tranches_shortfallconsent",
        """UPDATE tranches_shortfallconsent SET signed_by = '["A", "B"]'""",
        "UPDATE tranches_shortfallconsent SET recorded_at = '2027-06-01 00:00:00+00:00'",
    ],
    ids=["gone", "unsigned by C", "afterwards"],
)
def test_a_shortfall_nobody_consented_to_is_found(tmp_path: Path, damage: str) -> None:
    world = needing_all(tmp_path)
    report = world.report(1, 600_000_000)
    consent(world, report)
    world.carry_out(world.instruct(1))
    assert lacks(world) == []
    with without_walls():
        run(damage)
    (sentence,) = lacks(world)
    assert sentence.endswith("shows a shortfall, and not all parties consented to a release on it.")
