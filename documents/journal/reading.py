"""Reading events as they are stored, without believing a byte: what a stranger sees who recomputes the chain.

SQLite keeps whatever was put into a column, and the usual readers are kind to it: `2026-01-02X03:04` is taken for a moment and
`{"a":1,"a":2}` for an object. Here each value must be written exactly as the journal writes it, so that no byte can change
unnoticed. PostgreSQL has types and keeps one form of each value only.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.db import connections, models
from django.db.models.functions import Cast

from documents.journal.canonical import COLUMNS
from documents.models import Binder, Event

NUMBERS = ("number", "version")
READ_AS_TEXT = tuple(name for name in (*COLUMNS, "digest") if name not in NUMBERS)
CHUNK = 2000


@dataclass(frozen=True)
class StoredEvent:
    """One event: its columns as values, and what is wrong with the way they are stored (nothing, as a rule)."""

    number: int
    digest: str
    columns: dict[str, Any] = field(default_factory=dict)
    fault: str = ""


def stored_events(binder: Binder, *, number: int | None = None) -> Iterator[StoredEvent]:
    """The binder's events by number, or the one with this number."""
    events = Event.objects.filter(binder=binder).order_by("number", "id")
    if number is not None:
        events = events.filter(number=number)
    if connections[events.db].vendor != "sqlite":
        for values in events.values(*COLUMNS, "digest").iterator(chunk_size=CHUNK):
            yield StoredEvent(values["number"], values.pop("digest"), values)
        return
    raw = {f"raw_{name}": Cast(name, models.BinaryField()) for name in READ_AS_TEXT}
    rows = events.annotate(**raw).values_list(*NUMBERS, *raw)
    for row in rows.iterator(chunk_size=CHUNK):
        yield _as_written(dict(zip((*NUMBERS, *READ_AS_TEXT), row, strict=True)))


def _as_written(row: dict[str, Any]) -> StoredEvent:
    """The values of a row of SQLite; the first column that is not written as the journal writes it is a fault."""
    number, columns = row["number"], {}
    for name, stored in row.items():
        try:
            columns[name] = stored if name in NUMBERS else _value(name, bytes(stored).decode())
        except (ValueError, TypeError, RecursionError):
            return StoredEvent(
                number, "", fault=f"its {name.replace('_', ' ')} is not written as it was recorded"
            )
    return StoredEvent(number, columns.pop("digest"), columns)


def _value(name: str, text: str) -> Any:
    """The value a text stands for; ValueError unless the value would be written as this very text."""
    value: Any
    if name in ("before", "after", "facts", "documents"):
        value = json.loads(text)
        written = json.dumps(value)
    elif name == "recorded_at":
        value = datetime.fromisoformat(text).replace(tzinfo=UTC)
        written = str(value.replace(tzinfo=None))
    elif name == "effective_on":
        value = date.fromisoformat(text)
        written = value.isoformat()
    else:
        value = written = text
    if written != text:
        raise ValueError(f"{name} is written otherwise than it is recorded")
    return value
