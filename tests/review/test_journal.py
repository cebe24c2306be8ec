"""The journal's pages: filters, words, the chain's state, one event in full."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from documents.database import walls
from documents.models import Event
from documents.selectors.journal import Search, search_events
from parties.services.register import register_party
from tests import worlds
from tests.desk.helpers import INLINE, page
from tests.review.conftest import Enter
from tests.worlds import World

pytestmark = pytest.mark.django_db
URL = reverse("review:journal")
QUERIES = 21


def found(world: World, **search: Any) -> list[Event]:
    return list(
        search_events([world.agreement.binder_id], Search(**search), time_zone="Asia/Shanghai").order_by(
            "number"
        )
    )


def shown(client: Client, **query: str) -> str:
    answer = client.get(URL, query)
    assert answer.status_code == 200
    assert not INLINE.search(page(answer))
    return page(answer)


def test_filters_narrow_by_act_actor_and_subject() -> None:
    world = worlds.released()
    approved = found(world, act="instruction.approved")
    assert [event.actor_name for event in approved] == ["Officer A", "Officer B"]
    assert {event.actor_name for event in found(world, actor="Officer A")} == {"Officer A"}
    assert {event.subject_reference for event in found(world, subject="KX-2025/3")} == {"KX-2025/3"}
    about = found(world, subject="KX-2025/1", act="document.filed")
    assert [event.after["title"] for event in about] == ["Accountant’s report, tranche 1, no. 1"]
    assert found(world, act="instruction.approved", actor="Clerk1") == []


def test_days_are_those_of_the_readers_time_zone() -> None:
    world = worlds.funded()
    world.day(2026, 12, 17, hour=15)  # 23:00 in Shanghai on the 17th
    world.report(1, 600_000_000)
    late = found(world, act="report.recorded", since=world.today(), until=world.today())
    assert len(late) == 1
    world.day(2026, 12, 17, hour=16)  # midnight there: the 18th
    world.report(1, 600_000_001, reason="misread")
    assert found(world, act="report.corrected", until=world.today()) == []
    assert len(found(world, act="report.corrected", since=world.today().replace(day=18))) == 1


def test_text_finds_numbers_digests_and_words() -> None:
    world = worlds.released()
    event = found(world, act="instruction.approved")[0]
    assert found(world, text=str(event.number)) == [event]
    assert found(world, text=event.digest[:12]) == [event]
    assert found(world, text=event.digest) == [event]
    assert event in found(world, text="I approve JWI-1")
    assert found(world, text="100%") == []


def test_chinese_words_are_found_in_what_was_recorded() -> None:
    party = register_party(
        kind="company",
        name="凯信汽车",
        actor=worlds.SYSTEM,
        now=worlds.datetime(2025, 12, 2, tzinfo=worlds.UTC),
    )
    events = search_events([party.binder_id], Search(text="凯信"), time_zone="UTC")
    assert [event.kind for event in events] == ["party.registered"]


def test_journal_shows_states_and_shares_in_words(enter: Enter) -> None:
    worlds.released()
    client = enter("compliance")
    moved = shown(client, act="tranche.moved")
    assert '<span class="was">pending</span> → report received' in moved
    assert '<span class="was">instructed</span> → deducted' in moved
    assert "report_received" not in moved
    assert '<span class="was">0 shares</span> → 15,000,000 shares' in shown(client, act="deposit.recorded")
    assert "CNY 600,000,000.00" in shown(client, act="report.recorded")
    assert '<span class="was">no paper</span> → report, 1 kB' in shown(client, subject="KX-2025/1")


def test_opened_event_tells_all_and_how_it_is_chained(enter: Enter) -> None:
    world = worlds.released()
    event = found(world, act="release.created")[0]
    client = enter("compliance")
    text = shown(client, act="release.created", open=f"KX-2025/{event.number}")
    assert "held, tranche 1 → reserved, tranche 1" in text
    assert event.digest in text
    assert event.previous_digest in text
    assert "the same" in text
    assert reverse("review:history", args=("tranches.release", world.release().pk)) in text
    assert event.previous_digest not in shown(client, act="release.created")


def test_filters_in_force_can_each_be_taken_away(enter: Enter) -> None:
    worlds.released()
    text = shown(enter("compliance"), binder="KX-2025", act="tranche.moved", since="2026-12-18")
    assert "Binder: KX-2025" in text
    assert "Act: Tranche moved on" in text
    assert "Since: 18 Dec 2026" not in text
    assert "From: 18 Dec 2026" in text
    assert f"{URL}?binder=KX-2025&amp;act=tranche.moved" in text
    assert f"{URL}?act=tranche.moved&amp;since=2026-12-18" in text


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"since": "18.12.2026"}, "Enter the day as YYYY-MM-DD: 2026-12-18."),
        ({"since": "2026-12-18", "until": "2026-12-17"}, "The last day is before the first."),
        ({"act": "nonsense"}, "Choose one of the list."),
        ({"binder": "NO-1"}, "Choose one of the list."),
    ],
)
def test_wrong_filter_shows_no_list(query: dict[str, str], sentence: str, enter: Enter) -> None:
    worlds.loaded()
    answer = enter("compliance").get(URL, query)
    assert answer.status_code == 400
    assert sentence in page(answer)
    assert "The journal was not filtered" in page(answer)
    assert "Table: journal" not in page(answer)
    assert "<title>Error: Journal" in page(answer)


def test_long_journal_comes_in_pages(enter: Enter) -> None:
    worlds.released()
    client = enter("compliance")
    total = Event.objects.count()
    first = shown(client)
    assert f"1 to 50 shown, {total} in all" in first
    assert f"{URL}?page=2" in first
    second = shown(client, page="2")
    assert f"51 to {total} shown" in second
    assert "Newer events" in second


def test_whole_chain_is_shown_with_its_head(enter: Enter) -> None:
    world = worlds.loaded()
    text = shown(enter("compliance"), binder="KX-2025")
    head = Event.objects.filter(binder=world.agreement.binder).latest("number")
    assert f"Chain verified, {head.number} events without a gap" in text
    assert head.digest in text


@pytest.mark.parametrize(
    "damage",
    [{"after": {"state": "released"}}, {"reason": "another"}, {"after": [1.5]}, {"documents": {"sha256": 5}}],
)
def test_broken_chain_is_named_with_its_first_bad_number(damage: dict[str, Any], enter: Enter) -> None:
    world = worlds.released()
    event = found(world, act="report.recorded")[0]
    walls.remove(connection)
    Event.objects.filter(pk=event.pk).update(**damage)
    client = enter("compliance")
    text = shown(client, open=f"KX-2025/{event.number}")
    assert "Chain broken" in text
    assert f"Binder KX-2025, event {event.number}: its content does not give its digest" in text
    assert "Do not release. Call the supervisor." in text
    assert "without a gap" not in text
    opened = shown(client, act="report.recorded", open=f"KX-2025/{event.number}")
    assert "another digest" in opened


def test_long_chains_are_read_only_when_somebody_asks(enter: Enter, monkeypatch: pytest.MonkeyPatch) -> None:
    worlds.loaded()
    monkeypatch.setattr("tranches.review.journal.READ_AT_ONCE", 3)
    client = enter("compliance")
    assert "Chain not read yet" in shown(client)
    assert "without a gap" in shown(client, verify="1")


def test_list_takes_as_many_queries_for_few_events_as_for_many(
    enter: Enter, django_assert_max_num_queries: Any
) -> None:
    world = worlds.loaded()
    client = enter("compliance")
    query = {"binder": "KX-2025"}
    with django_assert_max_num_queries(QUERIES) as few:
        client.get(URL, query)
    world.day(2025, 12, 15)
    world.deposit()
    world.consent()
    world.play_year(1, 600_000_000, (2026, 12, 18))
    with django_assert_max_num_queries(QUERIES) as many:
        client.get(URL, query)
    assert len(many) == len(few)
