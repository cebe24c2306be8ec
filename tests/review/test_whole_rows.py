"""The whole rows that register events carry are for `verify` alone: no page, copy or timeline shows them raw."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from documents.journal.rows import FACT, fold, without_rows
from documents.models import Event
from tests import worlds
from tests.desk.helpers import page
from tests.review.conftest import Enter
from tranches.selectors.desk.event_words import changes_of, facts_of

pytestmark = pytest.mark.django_db


def telling() -> list[Event]:
    """One event of each kind that carries rows."""
    kinds = {
        event.kind: event for event in Event.objects.filter(facts__has_key=FACT).select_related("binder")
    }
    assert {"entry.made", "person.admitted", "number.added", "delivery.registered"} <= set(kinds)
    return list(kinds.values())


def raw(text: str) -> list[str]:
    """What only a raw row says: the names of its rows, as in `signatory:6f1c…`."""
    return [name for event in telling() for name, _ in fold([event]) if name in text]


def copied(client: Client, name: str, **asked: str) -> str:
    answer = client.post(reverse(f"review:{name}"), asked)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content).decode()  # type: ignore[arg-type]


def test_words_of_every_register_event_leave_its_rows_out_and_keep_the_rest() -> None:
    worlds.loaded()
    for event in telling():
        said = [label for label, _ in facts_of(event)]
        assert "Rows" not in said
        assert len(said) >= len(event.facts) - 1
        assert not raw(f"{facts_of(event)} {changes_of(event, whole=True)}")


def test_an_opened_register_event_shows_no_raw_row(enter: Enter) -> None:
    worlds.loaded()
    client = enter("compliance")
    for event in telling():
        name = f"{event.binder.reference}/{event.number}"
        text = page(client.get(reverse("review:journal"), {"binder": event.binder.reference, "open": name}))
        assert event.digest in text  # it is open
        assert "<dt>Rows</dt>" not in text
        assert not raw(text)


@pytest.mark.parametrize("form", ["csv", "json"])
@pytest.mark.parametrize("name", ["export", "timeline_export"])
def test_copies_hold_no_raw_row(enter: Enter, name: str, form: str) -> None:
    worlds.loaded()
    text = copied(enter("compliance"), name, form=form)
    assert not raw(text)


def test_events_themselves_keep_their_rows() -> None:
    worlds.loaded()
    assert all(list(fold([event])) for event in telling())


@pytest.mark.parametrize("damaged", [None, "rows", ["rows"], 7])
def test_damaged_facts_stay_as_they_are(damaged: object) -> None:
    assert without_rows(damaged) == damaged
