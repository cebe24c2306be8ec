"""The kinds of entry: what each holds, refuses, says and writes. Registered beside its service, one for each act of the table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import models

from documents.days import house_day
from documents.journal.canonical import digest_of, plain
from documents.models import Document
from parties import policy
from parties.models import Entry, Person, RegisterRow
from parties.services.deed import Deed

Given = dict[str, Any]


@dataclass
class Change:
    """What a standing entry writes, row by row: each row names the entry, and the event tells it whole."""

    entry: Entry
    deed: Deed
    rows: list[models.Model] = field(default_factory=list)
    result: Any = None

    @property
    def why(self) -> str:
        return self.entry.reason or self.entry.title

    def create(self, row: Any) -> Any:
        """Write a new row. It bears its entry's name, so that one entry never makes two of them."""
        row.entry, row.public_id = self.entry, self.entry.public_id
        self.deed.create(row, self.why)
        self.rows.append(row)
        return row

    def update(self, row: Any, values: Mapping[str, Any]) -> Any:
        for name, value in values.items():
            setattr(row, name, value)
        row.entry = self.entry
        self.deed.update(row, *values, "entry", why=self.why)
        self.rows.append(row)
        return row


class EntryKind:
    """One kind of entry. `fields` names what its content holds: a model (by public name), `date`, or any plain type.

    `check` refuses what cannot stand, `title` says in one sentence what the register will say, `write` writes it and returns the
    row; `words` are before and after for the reader of the event.
    """

    act: str
    event: str
    fields: Mapping[str, type]

    def check(self, given: Given, *, now: datetime) -> None:
        """Refuse what cannot stand now."""

    def title(self, given: Given) -> str:
        raise NotImplementedError

    def about(self, given: Given) -> Person | None:
        """The natural person the entry concerns, if it concerns one."""
        person = given.get("person")
        return person if isinstance(person, Person) else None

    def row(self, given: Given) -> RegisterRow | None:
        """The row that the entry changes; None for a new one."""
        return None

    def effective_on(self, given: Given, now: datetime) -> date:
        return max(given.get("starts_on") or house_day(now), house_day(now))

    def words(self, given: Given) -> tuple[dict[str, Any], dict[str, Any]]:
        return {}, {name: _word(value) for name, value in given.items() if value not in (None, "")}

    def documents(self, given: Given) -> tuple[Document, ...]:
        return tuple(value for value in given.values() if isinstance(value, Document))

    def write(self, given: Given, change: Change) -> models.Model:
        raise NotImplementedError


_KINDS: dict[str, EntryKind] = {}


def register_kind(*acts: str) -> Callable[[type[EntryKind]], type[EntryKind]]:
    """Make the class the kind of these acts of the table."""

    def known(kind: type[EntryKind]) -> type[EntryKind]:
        for act in acts:
            if act in _KINDS or act not in policy.STANDING:
                raise ValueError(f"{act} has a kind already, or no line in the table of the register")
            made = kind()
            made.act = act
            _KINDS[act] = made
        return kind

    return known


def kind_of(act: str) -> EntryKind:
    """The kind of an act; KeyError for one that nobody registered."""
    return _KINDS[act]


def unregistered() -> set[str]:
    """Acts of the table without a kind: none, or a mistake of ours."""
    return set(policy.STANDING) - set(_KINDS)


# --- Content as data ---


def as_content(given: Given) -> dict[str, Any]:
    """The content of an entry as canonical data: rows by their public names, days as ISO 8601."""
    return {
        name: str(value.public_id) if isinstance(value, models.Model) else plain(value)  # type: ignore[attr-defined]
        for name, value in given.items()
    }


def given_of(entry: Entry) -> Given:
    """The content of an entry with its rows read anew."""
    found: Given = {}
    for name, kind in _KINDS[entry.act].fields.items():
        value = entry.content.get(name)
        if value is None:
            found[name] = None
        elif isinstance(kind, type) and issubclass(kind, models.Model):
            found[name] = kind._default_manager.get(public_id=value)
        elif kind is date:
            found[name] = date.fromisoformat(value)
        else:
            found[name] = value
    return found


def digest_of_entry(act: str, content: Mapping[str, Any]) -> str:
    return digest_of({"act": act, "content": dict(content)}, form="register-entry/1")


def _word(value: Any) -> Any:
    return str(value) if isinstance(value, models.Model) else value
