"""The history of a row, field by field: who, when, why, from what to what. The evidence is the journal.

A row that changes has its versions beside it (simple_history); one that is written once is its own and only version.
"""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db import models
from django.utils.text import capfirst

from documents.models import WrittenOnce
from documents.rows_shown import line_of

KINDS = {"+": "entered", "~": "changed", "-": "removed"}
ENTERED = KINDS["+"]
PROGRAM = "the program"
# Who, when and why stand beside what a row says, not in it.
BESIDE = frozenset({"recorded_by", "recorded_reason"})


@dataclass(frozen=True)
class FieldChange:
    """One field, from → to, in words; `old` is a dash for what the first version brought."""

    field: str
    old: str
    new: str


@dataclass(frozen=True)
class Version:
    """One saved version of a row. `pk` is that of the kept version; a row that is its own version has none."""

    at: datetime
    what: str
    by: str
    why: str
    changes: list[FieldChange]
    pk: int | None = None


def has_history(model: type[models.Model]) -> bool:
    """Whether somebody can be told who wrote a row of it, when and why."""
    return issubclass(model, WrittenOnce) or hasattr(model, "history")


def tracked_fields(model: type[models.Model]) -> list[Any]:
    """The fields of which there is a history, without the key: a password is none of them."""
    if issubclass(model, WrittenOnce):
        kept = {field.name for field in model._meta.concrete_fields} - BESIDE
    else:
        kept = {field.name for field in model.history.model.tracked_fields}  # type: ignore[attr-defined]
    return [field for field in model._meta.concrete_fields if field.name in kept and not field.primary_key]


class Versions:
    """The versions of a row, newest first, read a page at a time: an object may own thousands."""

    def __init__(self, row: models.Model) -> None:
        self._row = row
        self._only = [_own(row)] if isinstance(row, WrittenOnce) else []
        self._rows = None if isinstance(row, WrittenOnce) else _kept(row).select_related("history_user")

    def __len__(self) -> int:
        return 1 if self._rows is None else self._rows.count()

    def __getitem__(self, wanted: slice) -> list[Version]:
        """Each with what it changed against the one before it, which may stand on the next page."""
        if self._rows is None:
            return self._only[wanted]
        start, stop = wanted.start or 0, wanted.stop
        kept: list[Any] = list(self._rows[start : None if stop is None else stop + 1])
        if stop is None or len(kept) <= stop - start:
            kept.append(None)
        kind = type(self._row)
        return [_version(kind, newer, older) for newer, older in pairwise(kept)]


@dataclass(frozen=True)
class Stood:
    """A row as it stood at a moment: the version in force then, and every field of it in words."""

    version: Version
    fields: list[tuple[str, str]]


def versions_of(row: models.Model) -> list[Version]:
    """All versions, newest first, each with what it changed against the one before it."""
    return Versions(row)[:]


def as_of(row: models.Model, moment: datetime) -> Stood | None:
    """The row as it stood then; None before it was entered, and once it was removed."""
    if isinstance(row, WrittenOnce):
        version = _own(row)
        return Stood(version, _shown(type(row), row)) if version.at <= moment else None
    found = _kept(row).filter(history_date__lte=moment).select_related("history_user")
    kept = list(found[:2])
    if not kept or kept[0].history_type == "-":
        return None
    newest = kept[0]
    older = kept[1] if len(kept) > 1 else None
    return Stood(_version(type(row), newest, older), _shown(type(row), newest))


def _shown(model: type[models.Model], stood: models.Model) -> list[tuple[str, str]]:
    return [(capfirst(str(field.verbose_name)), shown_value(stood, field)) for field in tracked_fields(model)]


def _kept(row: models.Model) -> models.QuerySet[Any]:
    manager = type(row).history  # type: ignore[attr-defined]
    rows: models.QuerySet[Any] = manager.filter(**{row._meta.pk.attname: row.pk})
    return rows.order_by("-history_date", "-history_id")


def _own(row: WrittenOnce) -> Version:
    """The only version of a row that is written once."""
    by = getattr(row, row.BY)
    return Version(
        at=getattr(row, row.WHEN),
        what=ENTERED,
        by=str(by) if by else PROGRAM,
        why=getattr(row, row.WHY),
        changes=list(_changes(type(row), row, None)),
    )


def _version(model: type[models.Model], newer: Any, older: Any) -> Version:
    return Version(
        at=newer.history_date,
        what=KINDS.get(newer.history_type, newer.history_type),
        by=str(newer.history_user) if newer.history_user_id else PROGRAM,
        why=newer.history_change_reason or "",
        changes=list(_changes(model, newer, older)),
        pk=newer.history_id,
    )


def _changes(model: type[models.Model], newer: Any, older: Any) -> Any:
    """Only what changed is put into words: the name behind a foreign key costs a query."""
    for field in tracked_fields(model):
        if older is not None and getattr(newer, field.attname) == getattr(older, field.attname):
            continue
        new = shown_value(newer, field)
        if older is not None:
            yield FieldChange(capfirst(str(field.verbose_name)), shown_value(older, field), new)
        elif new != "–":
            yield FieldChange(capfirst(str(field.verbose_name)), "–", new)


def shown_value(row: models.Model, field: Any) -> str:
    """A field's value as a reader knows it: the word of a choice, the name behind a foreign key, a dash for nothing."""
    value = getattr(row, field.attname)
    if field.is_relation and value is not None:
        return str(getattr(row, field.name))
    return plain_value(row, field)


def plain_value(row: models.Model, field: Any) -> str:
    """The same for a field that is no foreign key, or names no row."""
    value = getattr(row, field.attname)
    if field.choices:
        value = str(dict(field.flatchoices).get(value, value))
    return line_of(value)
