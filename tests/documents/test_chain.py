"""The journal's chain: what is recorded, and that every later change is found, with the first bad number."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import F

from documents.actor import system_actor
from documents.database import walls
from documents.journal.canonical import COLUMNS, GENESIS, canonical_text, digest_of, plain
from documents.journal.record import head_of, record
from documents.journal.verify import chain_findings, head_matches
from documents.models import Binder, Event
from documents.selectors.heads import head_stands

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
ACTOR = system_actor("test")
ALTERED: dict[str, Any] = {
    "number": 99,
    "version": 2,
    "effective_on": date(2026, 1, 3),
    "recorded_at": datetime(2026, 1, 2, 3, 4, 5, 678902, tzinfo=UTC),
    "before": {"state": "released"},
    "after": {"state": "pending", "shares": 1},
    "facts": {"n": 4.0},
    "documents": [{"sha256": "0" * 64}],
    "previous_digest": "f" * 64,
}


def write(binder: Binder, number: int = 1, **more: Any) -> Event:
    with transaction.atomic():
        return record(
            binder=binder,
            kind="document.filed",
            subject=("document", f"D-{number}"),
            actor=ACTOR,
            effective_on=NOW.date(),
            now=NOW,
            after={"n": number, "名": "凯信"},
            **more,
        )


@pytest.fixture
def binder(db: None) -> Binder:
    found = Binder.objects.create(reference="T-1", title="test")
    for number in range(1, 6):
        write(found, number)
    return found


@pytest.fixture
def open_binder(binder: Binder) -> Binder:
    """The same with the walls down: what a database administrator could do."""
    walls.remove(connection)
    return binder


def first(binder: Binder) -> str:
    return next(chain_findings(binder), "")


def test_events_are_numbered_without_gap_and_linked(binder: Binder) -> None:
    events = list(binder.events.order_by("number"))
    assert [event.number for event in events] == [1, 2, 3, 4, 5]
    assert [event.previous_digest for event in events] == [GENESIS, *(event.digest for event in events[:-1])]
    assert first(binder) == ""
    head = head_of(binder)
    assert (head.binder_reference, head.count, head.digest) == ("T-1", 5, events[-1].digest)


def test_two_binders_have_two_chains(binder: Binder) -> None:
    other = Binder.objects.create(reference="T-2", title="other")
    event = write(other)
    assert (event.number, event.previous_digest) == (1, GENESIS)
    assert (
        event.digest != binder.events.get(number=1).digest
    )  # the binder's reference is part of what is hashed


@pytest.mark.parametrize("column", COLUMNS)
def test_every_altered_column_is_found(column: str, open_binder: Binder) -> None:
    event = open_binder.events.get(number=3)
    value = ALTERED.get(column, f"{getattr(event, column)}x")
    Event.objects.filter(pk=event.pk).update(**{column: value})
    finding = first(open_binder)
    number = 4 if column == "number" else 3
    assert finding.startswith(f"Binder T-1, event {number}: ")


def test_removed_event_is_found(open_binder: Binder) -> None:
    open_binder.events.filter(number=3)._raw_delete("default")
    assert first(open_binder) == "Binder T-1, event 4: number 3 is missing."


def test_first_event_taken_out_and_the_rest_renumbered_is_found(open_binder: Binder) -> None:
    open_binder.events.filter(number=1)._raw_delete("default")
    for event in open_binder.events.order_by("number"):
        Event.objects.filter(pk=event.pk).update(number=F("number") - 1)
    assert first(open_binder) == "Binder T-1, event 1: it does not name the digest of event 0."


def test_reordered_events_are_found(open_binder: Binder) -> None:
    two, three = open_binder.events.get(number=2), open_binder.events.get(number=3)
    for event, number in ((two, 77), (three, 2), (two, 3)):
        Event.objects.filter(pk=event.pk).update(number=number)
    assert first(open_binder) == "Binder T-1, event 2: it does not name the digest of event 1."


def test_altered_event_with_its_digest_made_anew_breaks_the_next_link(open_binder: Binder) -> None:
    event = open_binder.events.get(number=3)
    columns = {name: getattr(event, name) for name in COLUMNS} | {"reason": "invented"}
    forged = digest_of({"binder": "T-1"} | columns, form="event/1")
    Event.objects.filter(pk=event.pk).update(reason="invented", digest=forged)
    assert first(open_binder) == "Binder T-1, event 4: it does not name the digest of event 3."


def test_event_moved_to_another_binder_is_found_in_both(open_binder: Binder) -> None:
    other = Binder.objects.create(reference="T-2", title="other")
    Event.objects.filter(binder=open_binder, number=1).update(binder=other)
    assert first(open_binder) == "Binder T-1, event 2: number 1 is missing."
    assert "its content does not give its digest" in first(other)


def test_cut_tail_is_found_by_a_head_that_left_the_building(open_binder: Binder) -> None:
    head = head_of(open_binder)
    assert head_matches(open_binder, count=head.count, digest=head.digest)
    open_binder.events.filter(number=5)._raw_delete("default")
    assert first(open_binder) == ""  # a chain alone cannot see it
    assert not head_matches(open_binder, count=head.count, digest=head.digest)
    assert not head_stands(binder=open_binder.public_id, count="5", digest=head.digest)
    assert head_stands(binder=open_binder.public_id, count="4", digest=head_of(open_binder).digest)


def test_event_is_recorded_only_in_the_transaction_of_its_act(
    binder: Binder, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = SimpleNamespace(in_atomic_block=False)
    monkeypatch.setattr("documents.journal.record.transaction.get_connection", lambda: outside)
    with pytest.raises(RuntimeError, match="in the transaction of its act"):
        record(
            binder=binder,
            kind="document.filed",
            subject=("", ""),
            actor=ACTOR,
            effective_on=NOW.date(),
            now=NOW,
        )
    assert binder.events.count() == 5


def test_unregistered_act_is_refused(binder: Binder) -> None:
    with pytest.raises(KeyError), transaction.atomic():
        record(binder=binder, kind="no.such", subject=("", ""), actor=ACTOR, effective_on=NOW.date(), now=NOW)
    assert binder.events.count() == 5


def test_number_without_canonical_form_is_refused(binder: Binder) -> None:
    with pytest.raises(TypeError, match="float has no canonical form"):
        write(binder, facts={"ratio": 0.5})
    assert binder.events.count() == 5


def test_act_that_fails_leaves_no_event(binder: Binder) -> None:
    def act() -> None:
        with transaction.atomic():
            write(binder, 6)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act()
    assert binder.events.count() == 5
    assert first(binder) == ""


def test_canonical_text_is_sorted_length_safe_and_in_utc() -> None:
    assert canonical_text({"b": 1, "a": [True, None, "é"]}) == '{"a":[true,null,"é"],"b":1}'
    assert plain(NOW) == "2026-01-02T03:04:05.678901Z"
    assert digest_of({"a": '1","b":"2'}, form="x") != digest_of({"a": "1", "b": "2"}, form="x")
    assert digest_of("same", form="event/1") != digest_of("same", form="instruction/1")
