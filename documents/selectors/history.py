"""The comfort history of a row, field by field: who, when, why, from what to what. The evidence is the journal."""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db import models
from django.utils.text import capfirst

from documents.rows_shown import line_of

KINDS = {"+": "entered", "~": "changed", "-": "removed"}


@dataclass(frozen=True)
class FieldChange:
    """One field, from → to, in words; `old` is a dash for what the first version brought."""

    field: str
    old: str
    new: str


@dataclass(frozen=True)
class Version:
    """One saved version of a row."""

    at: datetime
    what: str
    by: str
    why: str
    changes: list[FieldChange]


class Versions:
    """The versions of a row, newest first, read a page at a time: an object may own thousands."""

    def __init__(self, row: models.Model) -> None:
        self._rows = _kept(row).select_related("history_user")

    def __len__(self) -> int:
        return self._rows.count()

    def __getitem__(self, wanted: slice) -> list[Version]:
        """Each with what it changed against the one before it, which may stand on the next page."""
        start, stop = wanted.start or 0, wanted.stop
        kept: list[Any] = list(self._rows[start : None if stop is None else stop + 1])
        if stop is None or len(kept) <= stop - start:
            kept.append(None)
        return [_version(newer, older) for newer, older in pairwise(kept)]


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
    found = _kept(row).filter(history_date__lte=moment).select_related("history_user")
    kept = list(found[:2])
    if not kept or kept[0].history_type == "-":
        return None
    newest = kept[0]
    fields = [
        (capfirst(str(field.verbose_name)), shown_value(newest, field))
        for field in type(newest).tracked_fields
        if not field.primary_key
    ]
    return Stood(_version(newest, kept[1] if len(kept) > 1 else None), fields)


def _kept(row: models.Model) -> models.QuerySet[Any]:
    manager = type(row).history  # type: ignore[attr-defined]
    rows: models.QuerySet[Any] = manager.filter(**{row._meta.pk.attname: row.pk})
    return rows.order_by("-history_date", "-history_id")


def _version(newer: Any, older: Any) -> Version:
    return Version(
        at=newer.history_date,
        what=KINDS.get(newer.history_type, newer.history_type),
        by=str(newer.history_user) if newer.history_user_id else "the program",
        why=newer.history_change_reason or "",
        changes=list(_changes(newer, older)),
    )


def _changes(newer: Any, older: Any) -> Any:
    """Only what changed is put into words: the name behind a foreign key costs a query."""
    for field in type(newer).tracked_fields:
        if field.primary_key:
            continue
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
