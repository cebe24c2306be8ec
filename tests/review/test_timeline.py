"""One timeline of journal, approvals, postings, history and reads: merged, filtered, paged by place, and only the reader's own."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from documents.models import Event, ReadEntry
from parties.authority import actor_of
from tests import worlds
from tests.desk.helpers import INLINE, page
from tests.review.conftest import Enter
from tests.review.houses import to_another_house
from tests.worlds import World
from tranches.models import Approval, Posting
from tranches.review.registers import reach_of
from tranches.selectors.record.concern import concerning
from tranches.selectors.record.entries import Entry, entries_of
from tranches.selectors.record.search import SOURCES, Key, Reach, RecordSearch, keys_of, places

pytestmark = pytest.mark.django_db
STAGE = worlds.released
URL = reverse("review:timeline")
QUERIES = 60


def reach(world: World) -> Reach:
    user = world.users["compliance"]
    request = RequestFactory().get(URL)
    request.user = user
    request.session = {}  # type: ignore[assignment]
    return reach_of(request, actor_of(user, now=world.now, factor="password"))


def found(world: World, **asked: Any) -> list[Entry]:
    mine = reach(world)
    keys = keys_of(places(mine, RecordSearch(time_zone="Asia/Shanghai", **asked)), limit=10_000)
    return entries_of(keys, mine)


def shown(client: Client, **query: str) -> str:
    answer = client.get(URL, query)
    assert answer.status_code == 200
    assert not INLINE.search(page(answer))
    return page(answer)


def looked_at(world: World, client: Client, *, number: int = 1) -> None:
    """A party looks at the page of a tranche, which the read log keeps."""
    client.get(reverse("portal:tranche", args=[world.agreement.reference, number]))


def test_every_source_is_there_and_the_newest_comes_first(world: World, enter: Enter) -> None:
    looked_at(world, enter("seller"))
    entries = found(world)
    assert {entry.source for entry in entries} == set(SOURCES)
    assert [entry.at for entry in entries] == sorted((entry.at for entry in entries), reverse=True)
    count = {source: sum(entry.source == source for entry in entries) for source in SOURCES}
    assert count["journal"] == Event.objects.count()
    assert count["posting"] == Posting.objects.count()
    assert count["read"] == ReadEntry.objects.count() == 1
    assert sum(entry.title == "Approval" for entry in entries) == Approval.objects.count() == 2


def test_pages_hold_each_entry_once_forwards_and_backwards(world: World) -> None:
    table = places(reach(world), RecordSearch())
    whole = keys_of(table, limit=10_000)
    assert len(whole) > 100
    forwards: list[Key] = []
    while taken := keys_of(table, limit=40, before=forwards[-1] if forwards else None):
        forwards += taken
    assert forwards == whole
    backwards = [whole[-1]]
    while taken := keys_of(table, limit=40, after=backwards[0]):
        backwards = [*taken, *backwards]
    assert backwards == whole


def test_filters_narrow_by_source_kind_person_and_days(world: World) -> None:
    assert {entry.source for entry in found(world, source="approval")} == {"approval"}
    moved = found(world, source="journal", kind="tranche.moved")
    assert {entry.title for entry in moved} == {"Tranche moved on"}
    assert {entry.who for entry in found(world, who="officer a")} == {"Officer A"}
    reserved = found(world, source="posting", kind="reservation")
    assert ["; ".join(map(str, entry.changes)) for entry in reserved] == [
        "2,706,766 shares: held, tranche 1 → reserved, tranche 1"
    ]
    assert reserved[0].who == "Supervisor"
    day = moved[0].at.date()
    assert found(world, since=day)
    assert {entry.at.date() for entry in found(world, since=day, until=day)} <= {day}
    assert found(world, until=day.replace(year=2020)) == []


def test_tranche_brings_what_concerns_it_from_every_source(world: World, enter: Enter) -> None:
    client = enter("seller")
    looked_at(world, client)
    looked_at(world, client, number=2)
    first = found(world, concern=concerning(world.tranche(1)))
    assert {entry.source for entry in first} == set(SOURCES)
    assert [entry.about for entry in first if entry.source == "read"] == ["Tranche 1, KX-2025"]
    assert any(entry.event and entry.title == "Instruction approved" for entry in first)
    untouched = found(world, concern=concerning(world.tranche(5)))
    assert not [entry for entry in untouched if entry.source == "approval"]
    assert {entry.title for entry in untouched if entry.source == "posting"} == {"Deposit"}


def test_words_are_found_in_every_source(world: World) -> None:
    assert {entry.source for entry in found(world, text="I approve JWI-1")} >= {"journal", "approval"}
    deducted = found(world, text="Deducted", source="history")
    assert [str(change) for change in deducted[0].changes] == ["State: Instructed → Deducted"]
    assert {entry.title for entry in found(world, text="2,706,766", source="posting")} == {
        "Reservation",
        "Release",
    }
    assert found(world, text="no such words anywhere") == []


def test_history_tells_from_what_to_what(world: World) -> None:
    moved = [
        entry
        for entry in found(world, source="history", kind="tranches.tranche")
        if entry.row == ("tranches.tranche", world.tranche(1).pk)
    ]
    assert [str(change) for entry in moved[:3] for change in entry.changes] == [
        "State: Instructed → Deducted",
        "State: Report received → Instructed",
        "State: Pending → Report received",
    ]
    assert moved[0].binder == world.agreement.binder.reference
    assert moved[0].who == "Clerk1"


def test_page_walks_from_the_newest_to_older_and_back(world: World, enter: Enter) -> None:
    client = enter("compliance")
    first = shown(client, tranche="KX-2025/1")
    assert "Tranche: KX-2025/1" in first
    older = re.search(r'href="([^"]+)">Older entries', first)
    assert older is not None
    second = page(client.get(older[1].replace("&amp;", "&")))
    newer = re.search(r'href="([^"]+)">Newer entries', second)
    assert newer is not None
    again = page(client.get(newer[1].replace("&amp;", "&")))
    rows = re.compile(r"<tbody>.*</tbody>", re.DOTALL)
    assert rows.search(again)[0] == rows.search(first)[0]  # type: ignore[index]
    assert rows.search(second)[0] != rows.search(first)[0]  # type: ignore[index]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"since": "18.12.2026"}, "Enter the day as YYYY-MM-DD: 2026-12-18."),
        ({"binder": "NO-1"}, "Choose one of the list."),
        ({"tranche": "KX-2025/9"}, "Choose one of the list."),
        ({"source": "read", "kind": "journal:tranche.moved"}, "This is a kind of “Journal”, not of “Reads”."),
        ({"before": "yesterday"}, "begins at no entry of the list"),
        ({"before": "2026-01-01T00:00:00+00:00~secrets~1"}, "begins at no entry of the list"),
        ({"after": "2026-01-01T00:00:00~journal~1"}, "begins at no entry of the list"),
    ],
)
def test_wrong_filter_shows_no_list(query: dict[str, str], sentence: str, world: World, enter: Enter) -> None:
    answer = enter("compliance").get(URL, query)
    assert answer.status_code == 400
    assert sentence in page(answer)
    assert "Table: timeline" not in page(answer)


def test_page_takes_bounded_queries_however_long_the_record(
    world: World, enter: Enter, django_assert_max_num_queries: Any
) -> None:
    client = enter("compliance")
    with django_assert_max_num_queries(QUERIES):
        shown(client)
    world.play_year(2, 732_000_000, (2027, 12, 17))
    with django_assert_max_num_queries(QUERIES):
        shown(client)


def test_compliance_of_another_house_sees_nothing_of_the_deal(world: World, enter: Enter) -> None:
    looked_at(world, enter("seller"))
    to_another_house(world)
    client = enter("compliance")
    text = shown(client)
    assert world.agreement.reference not in text
    assert "Posting" not in re.search(r"<tbody>.*</tbody>", text, re.DOTALL)[0]  # type: ignore[index]
    assert client.get(URL, {"tranche": "KX-2025/1"}).status_code == 400
