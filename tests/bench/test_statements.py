"""How many statements an act and a page cost. The ceilings only go down; a page does not grow with the number of agreements.

Counted, not timed: the count is the same on every machine. What it means in time is in docs/performance.md.
"""

from __future__ import annotations

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.bench.scenes import ACTS, DAY, Page, agreements, pages, undone
from tests.worlds import World

pytestmark = pytest.mark.django_db

# name: (today, goal). Lower the first with every statement that goes; both engines are held to it.
OF_ACTS = {
    "approve": (45, 18),
    "record report": (67, 30),
    "authorise last": (145, 45),
    "confirm": (74, 30),
}
# name: (today, goal). The same for one agreement and for six.
OF_PAGES = {
    "start": (42, 12),
    "docket": (24, 12),
    "inbox": (36, 12),
    "tranche": (89, 25),
    "agreement": (78, 25),
    "journal": (19, 12),
    "dossier": (6, 12),
    "retention": (17, 12),
}
ON_POSTGRESQL = (
    4  # the limit on how long a lock is waited for, and the reader of a page, whose rights are looked up
)


def asked_by_act(world: World, name: str) -> int:
    """The statements of an act, done and taken back."""
    way, act = ACTS[name]

    def work() -> int:
        if way is not None:
            way(world)
        with CaptureQueriesContext(connection) as counted:
            act(world)
        return len(counted)

    before = world.now
    count: int = undone(work)
    world.now = before
    return count


def asked_by_page(page: Page) -> int:
    """The statements of a page opened for the second time, when its reader's session is known."""
    client = page.client()
    client.get(page.address)
    with CaptureQueriesContext(connection) as counted:
        answer = client.get(page.address)
    assert answer.status_code == 200, page.address
    return len(counted)


def test_an_act_asks_no_more_than_its_ceiling() -> None:
    (world,) = agreements(1)
    more = 0 if connection.vendor == "sqlite" else ON_POSTGRESQL
    counts = {name: asked_by_act(world, name) for name in ACTS}
    over = {name: count for name, count in counts.items() if count > OF_ACTS[name][0] + more}
    assert not over, f"above the ceiling: {over}"


def test_a_page_asks_no_more_than_its_ceiling_and_no_more_for_six_agreements_than_for_one() -> None:
    (world,) = agreements(1)
    with time_machine.travel(DAY, tick=False):
        one = {name: asked_by_page(page) for name, page in pages(world).items()}
    agreements(5, prefix="M")
    with time_machine.travel(DAY, tick=False):
        six = {name: asked_by_page(page) for name, page in pages(world).items()}
    more = 0 if connection.vendor == "sqlite" else ON_POSTGRESQL
    over = {name: count for name, count in one.items() if count > OF_PAGES[name][0] + more}
    grown = {name: (one[name], six[name]) for name in one if six[name] > one[name]}
    assert not over, f"above the ceiling: {over}"
    assert not grown, f"grew with the number of agreements: {grown}"
