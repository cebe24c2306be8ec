"""Rows told by the journal: what a table holds is what its events say (I12).

An act that writes a row of a register puts the whole row into its event. Folding the events of all binders gives back every row
with every column; whatever is stored otherwise was written past the services.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models

from documents.journal.canonical import plain
from documents.models import Event

FACT = "rows"
"""The name in an event's facts under which its rows stand."""


@dataclass(frozen=True)
class Told:
    """A kind of row that the journal tells: its model, and the columns left out because they are no statement of the register."""

    model: type[models.Model]
    without: frozenset[str]

    @property
    def name(self) -> str:
        return str(self.model._meta.model_name)


_TOLD: dict[str, Told] = {}


def tell(model: type[models.Model], *, without: Iterable[str] = ()) -> None:
    """Have the journal tell this model's rows. It has a `public_id`, or a `journal_key` that names a row for ever."""
    told = Told(model, frozenset({"id", *without}))
    if told.name in _TOLD:
        raise ValueError(f"the journal tells {told.name} already")
    _TOLD[told.name] = told


def told() -> list[Told]:
    """Every kind of row that the journal tells, in the order of its registration."""
    return list(_TOLD.values())


def name_of(row: models.Model) -> str:
    """How an event names the row: `signatory:6f1c…`."""
    return f"{row._meta.model_name}:{getattr(row, 'journal_key', None) or row.public_id}"  # type: ignore[attr-defined]


def columns_of(row: models.Model) -> dict[str, Any]:
    """The row as plain data: every column that is told, another row by its public name."""
    kind = _TOLD[str(row._meta.model_name)]
    values: dict[str, Any] = {}
    for field in kind.model._meta.concrete_fields:
        if field.name in kind.without:
            continue
        if field.is_relation:
            other = getattr(row, field.name) if getattr(row, field.attname) is not None else None
            values[field.name] = None if other is None else _public_name(other)
        else:
            values[field.name] = plain(getattr(row, field.attname))
    return values


def _public_name(row: models.Model) -> str:
    return str(getattr(row, "journal_key", None) or row.public_id)  # type: ignore[attr-defined]


def telling(*rows: models.Model) -> dict[str, Any]:
    """The fact that tells these rows, as they now are."""
    return {FACT: [{"row": name_of(row), "is": columns_of(row)} for row in rows]}


def without_rows(facts: Any) -> Any:
    """The facts as a reader is shown them: whole rows stand there for `verify` alone. Damaged facts stay as they are."""
    if not isinstance(facts, dict):
        return facts
    return {name: value for name, value in facts.items() if name != FACT}


def fold(events: Iterable[Event]) -> Iterator[tuple[str, dict[str, Any]]]:
    """(name, columns) of each row that the events tell, in their order: a later one overtakes an earlier one."""
    for event in events:
        rows = event.facts.get(FACT) if isinstance(event.facts, dict) else None
        for entry in rows if isinstance(rows, list) else ():
            if isinstance(entry, dict) and isinstance(entry.get("is"), dict):
                yield str(entry.get("row")), entry["is"]


def told_otherwise() -> Iterator[str]:
    """I12: a sentence for each row that is stored otherwise than the journal tells it, is missing, or was never told."""
    last: dict[str, dict[str, Any]] = {}
    home: dict[str, int] = {}
    events = Event.objects.filter(facts__has_key=FACT).order_by("binder_id", "number")
    for event in events.iterator(chunk_size=2000):
        for name, columns in fold([event]):
            if home.setdefault(name, event.binder_id) != event.binder_id:
                yield f"{name} is told in two binders, last by event {event.number}."
            last[name] = columns
    for kind in _TOLD.values():
        relations = [field.name for field in kind.model._meta.concrete_fields if field.is_relation]
        for row in kind.model._default_manager.select_related(*relations).order_by("pk").iterator(2000):
            yield from _differences(row, last.pop(name_of(row), None))
    for name in last:
        if name.partition(":")[0] in _TOLD:
            yield f"{name} is missing, but the events tell of it."


def _differences(row: models.Model, columns: dict[str, Any] | None) -> Iterator[str]:
    if columns is None:
        yield f"{name_of(row)} ({row}) is stored, but no event tells of it."
        return
    stored = columns_of(row)
    for column in dict.fromkeys((*stored, *columns)):
        if stored.get(column) != columns.get(column):
            yield (
                f"{name_of(row)} ({row}): {column} is stored as {stored.get(column)!r}, "
                f"but the events tell {columns.get(column)!r}."
            )
