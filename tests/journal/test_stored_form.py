"""An event read back gives the bytes it was recorded in: the quick reader of `verify` and the writer agree on every value."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.journal.canonical import COLUMNS, event_digest, plain, read_plain, stored_digest
from documents.journal.reading import _value

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)
MOMENTS = st.datetimes(allow_imaginary=False, timezones=st.just(UTC))


def columns(**given_values: Any) -> dict[str, Any]:
    return dict.fromkeys(COLUMNS, "") | {"number": 1, "version": 1} | given_values


@given(before=VALUES, after=VALUES, at=MOMENTS, reason=TEXT)
def test_what_is_read_of_a_stored_event_gives_the_digest_it_was_recorded_with(
    before: Any, after: Any, at: datetime, reason: str
) -> None:
    recorded = columns(before=before, after=after, recorded_at=at, effective_on=at.date(), reason=reason)
    stored = {"before": json.dumps(before), "after": json.dumps(after)}
    stored |= {"recorded_at": str(at.replace(tzinfo=None)), "effective_on": at.date().isoformat()}
    read = recorded | {name: _value(name, text) for name, text in stored.items()}
    content = {"binder": "B"} | {name: plain(value) for name, value in recorded.items()}
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    expected = hashlib.sha256(f"escrow-desk/event/1\n{text}".encode()).hexdigest()
    assert event_digest(binder_reference="B", columns=recorded) == expected
    assert stored_digest("B", read) == expected


@pytest.mark.parametrize("text", ["1.0", '{"a":[1e3]}', "NaN", "[-Infinity]", '{"a": 1.5}'])
def test_a_number_without_a_canonical_form_is_refused_where_it_is_read(text: str) -> None:
    with pytest.raises(ValueError, match="no canonical form"):
        read_plain(text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("after", '{"a":1}'),
        ("after", '{"a": 1, "a": 2}'),
        ("after", '{"a": 1} '),
        ("facts", " {}"),
        ("documents", "[ ]"),
        ("after", '{"a": "\u00e9"}'.encode().decode("unicode_escape")),
        ("recorded_at", "2026-01-02X03:04:05"),
        ("recorded_at", "2026-01-02 03:04:05.5"),
        ("effective_on", "20260102"),
    ],
)
def test_a_value_that_is_written_in_any_other_way_is_refused(name: str, text: str) -> None:
    with pytest.raises(ValueError, match=r"otherwise|Invalid|Expecting|Extra"):
        _value(name, text)


def test_an_event_with_such_a_number_gives_no_digest() -> None:
    with pytest.raises(TypeError):
        stored_digest("B", columns(after=_value("after", '{"a": 1.5}')))


def test_a_day_and_a_moment_are_read_as_they_are_hashed() -> None:
    assert _value("effective_on", "2026-01-02") == plain(date(2026, 1, 2))
    moment = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert _value("recorded_at", "2026-01-02 03:04:05") == plain(moment)
