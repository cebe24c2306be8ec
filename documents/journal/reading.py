"""Reading events as they are stored, without believing a byte: what a stranger sees who recomputes the chain.

SQLite keeps whatever was put into a column, and the usual readers are kind to it: `2026-01-02X03:04` is taken for a moment and
`{"a":1,"a":2}` for an object. Here each value must be written exactly as the journal writes it, so that no byte can change
unnoticed. PostgreSQL has types and keeps one form of each value only.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from django.db import connections, models
from django.db.models.functions import Cast

from documents.journal.canonical import COLUMNS, NoCanonicalForm, plain, read_plain
from documents.models import Binder, Event

NUMBERS = ("number", "version")
JSON = ("before", "after", "facts", "documents")
EMPTY = ("{}", "[]")
TEXTS = tuple(name for name in (*COLUMNS, "digest") if name not in NUMBERS)
CHUNK = 2000

NOT_CANONICAL = object()
"""In place of a value without a canonical form: whoever reckons the digest of its event finds that it has none."""

_as_stored = json.JSONEncoder().encode


class StoredEvent(NamedTuple):
    """One event: its columns as plain values, and what is wrong with the way they are stored (nothing, as a rule)."""

    number: int
    digest: str
    columns: dict[str, Any]
    fault: str = ""


def stored_events(binder: Binder, *, number: int | None = None) -> Iterator[StoredEvent]:
    """The binder's events by number, or the one with this number."""
    return (event for _, event in _stored([binder], {} if number is None else {"number": number}))


def stored_events_of(binders: Sequence[Binder]) -> Iterator[tuple[int, StoredEvent]]:
    """The events of many binders, those of each in their order, with the binder's primary key; one query."""
    return _stored(binders, {})


def _stored(binders: Iterable[Binder], wanted: dict[str, Any]) -> Iterator[tuple[int, StoredEvent]]:
    events = Event.objects.filter(binder__in=[binder.pk for binder in binders], **wanted)
    events = events.order_by("binder_id", "number", "id")
    sqlite = connections[events.db].vendor == "sqlite"
    if sqlite:
        names = {f"raw_{name}": Cast(name, models.BinaryField()) for name in TEXTS}
    else:  # JSON is taken as text, to be read once and by the reader that refuses what has no canonical form
        names = {f"raw_{name}": Cast(name, models.TextField()) for name in TEXTS if name in JSON}
    columns = (f"raw_{name}" if f"raw_{name}" in names else name for name in TEXTS)
    rows = events.annotate(**names).values_list("binder_id", *NUMBERS, *columns)
    read = _as_written if sqlite else _as_typed
    for binder, number, version, *stored in rows.iterator(chunk_size=CHUNK):
        yield binder, read(number, version, stored)


def _as_typed(number: int, version: int, stored: list[Any]) -> StoredEvent:
    """The values of a row of a database that has types; what its JSON holds that was never recorded is a fault."""
    columns: dict[str, Any] = {"number": number, "version": version}
    name = ""
    try:
        for name, value in zip(TEXTS, stored, strict=True):
            columns[name] = _json(value) if name in JSON else plain(value)
    except (ValueError, RecursionError):
        return _fault(number, name)
    return StoredEvent(number, columns.pop("digest"), columns)


def _as_written(number: int, version: int, stored: list[Any]) -> StoredEvent:
    """The values of a row of SQLite; the first column that is not written as the journal writes it is a fault."""
    try:
        columns = _all_values(stored)
    except (ValueError, TypeError, RecursionError):
        return _one_by_one(number, version, stored)
    columns["number"], columns["version"] = number, version
    return StoredEvent(number, columns.pop("digest"), columns)


def _all_values(stored: list[Any]) -> dict[str, Any]:
    """What `_value` gives for each column, with the JSON of all of them written out once to compare.

    Each is read by itself, and JSON ends where its value ends: so texts that are the same together are the same each.
    """
    columns: dict[str, Any] = dict(zip(TEXTS, [str(value, "utf-8") for value in stored], strict=True))
    texts = [columns[name] for name in JSON]
    values = [_empty(text) if text in EMPTY else read_plain(text) for text in texts]
    if _as_stored(values) != f"[{', '.join(texts)}]":
        raise ValueError("a value is written otherwise than it is recorded")
    columns.update(zip(JSON, values, strict=True))
    for name in ("recorded_at", "effective_on"):
        columns[name] = _value(name, columns[name])
    return columns


def _empty(text: str) -> Any:
    return {} if text == "{}" else []


def _one_by_one(number: int, version: int, stored: list[Any]) -> StoredEvent:
    """The same, and which column is at fault."""
    columns: dict[str, Any] = {"number": number, "version": version}
    name = ""
    try:
        for name, value in zip(TEXTS, stored, strict=True):
            columns[name] = _value(name, str(value, "utf-8"))
    except (ValueError, TypeError, RecursionError):
        return _fault(number, name)
    return StoredEvent(number, columns.pop("digest"), columns)


def _fault(number: int, name: str) -> StoredEvent:
    return StoredEvent(number, "", {}, f"its {name.replace('_', ' ')} is not written as it was recorded")


def _json(text: str) -> Any:
    """What the JSON says; NOT_CANONICAL where it holds a number that no digest was ever made of."""
    try:
        return read_plain(text)
    except NoCanonicalForm:
        return NOT_CANONICAL


def _value(name: str, text: str) -> Any:
    """The plain value a text stands for; ValueError unless the value would be written as this very text."""
    if name in JSON:
        value = _json(text)
        written = _as_stored(value) if value is not NOT_CANONICAL else text
    elif name == "recorded_at":
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            raise ValueError("a moment is written in UTC, without saying so")
        value, written = plain(moment.replace(tzinfo=UTC)), str(moment)
    elif name == "effective_on":
        value = written = date.fromisoformat(text).isoformat()
    else:
        return text
    if written != text:
        raise ValueError(f"{name} is written otherwise than it is recorded")
    return value
