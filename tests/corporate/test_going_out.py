"""Before somebody authorises a letter the page says what goes out, what stays, and why; lists of holds count in today's unit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.urls import reverse

from tests.corporate.road import converted
from tests.corporate.test_one_standing import plain
from tests.desk.conftest import Enter, clock, enter
from tests.desk.helpers import act_page, page
from tests.services.test_holds import stand
from tests.worlds import World, instructed
from tranches.models import ReleaseLine

pytestmark = pytest.mark.django_db
Stand = Callable[[datetime], None]
STAGE = instructed
__all__ = ["clock", "enter"]


def test_page_before_authorising_says_what_the_letter_will_say(
    world: World, enter: Enter, clock: Stand
) -> None:
    stand(world, 1, shares=500_000)
    world.tick_all(world.instruction())
    clock(world.later(minutes=1))
    text = plain(page(enter("supervisor").get(act_page(world, "authorise_release"))))
    assert "What the letter orders" in text
    assert "1 2,706,766 2,500,000 206,766 Hold 1 (" in text
    assert "keeps back 500,000 shares of tranche 1." in text
    world.authorise(world.instruction())
    assert ReleaseLine.objects.get().shares == 2_500_000


def test_without_a_hold_all_goes_out(world: World, enter: Enter, clock: Stand) -> None:
    world.tick_all(world.instruction())
    clock(world.later(minutes=1))
    text = plain(page(enter("supervisor").get(act_page(world, "authorise_release"))))
    assert "1 2,706,766 2,706,766 0 nothing is kept back" in text


@pytest.mark.parametrize(("new", "old", "now"), [(2, 1, "1,000,000"), (3, 1, "1,500,000"), (1, 10, "50,000")])
def test_lists_of_holds_count_in_todays_unit(
    world: World, enter: Enter, clock: Stand, new: int, old: int, now: str
) -> None:
    stand(world, 2, shares=500_000)
    clock(world.day(2027, 1, 5))
    converted(world, new, old, "split" if new > old else "consolidation")
    reference = world.agreement.reference
    for client, url in (
        (enter("supervisor"), reverse("admin:tranches_tranche_change", args=(world.tranche(2).pk,))),
        (enter("officer_a"), reverse("portal:tranche", args=[reference, 2])),
        (enter("officer_a"), reverse("portal:agreement", args=[reference])),
    ):
        assert f"{now} as recorded: 500,000" in plain(page(client.get(url))), url
