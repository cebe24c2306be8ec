"""The entries of the timeline in words: who did what to what, from what to what, on which paper. A few queries for a whole page."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Model, OuterRef, Q, Subquery
from django.utils.text import capfirst

from documents.journal.kinds import title_of
from documents.models import Binder, Document, Event, ReadEntry, WrittenOnce
from documents.selectors.history import ENTERED, KINDS, PROGRAM, tracked_fields
from documents.selectors.journal import papers_named, papers_of
from documents.subjects import subject_of_event
from parties.models import User
from tranches.models import Posting
from tranches.selectors.desk.event_words import Change, changes_of
from tranches.selectors.record.citing import clauses_cited
from tranches.selectors.record.fields import Names, words_for
from tranches.selectors.record.paths import binder_path
from tranches.selectors.record.search import (
    APPROVALS,
    HISTORY,
    JOURNAL,
    POSTING,
    READ,
    Key,
    Reach,
    with_history,
)

# What a list leaves out of a row: keys of ours, and what stands in columns of its own.
SILENT = frozenset({"public_id", "recorded_at", "user", "person", "content"})


@dataclass(frozen=True)
class Entry:
    """One line of the timeline. `event` names an event of the journal, `row` a register's label and key; a read has neither."""

    key: Key
    source: str
    who: str
    capacity: str
    title: str
    about: str
    binder: str
    changes: list[Change]
    reason: str = ""
    clause: str = ""
    digest: str = ""
    papers: list[tuple[str, str, Document | None]] = field(default_factory=list)
    event: str = ""
    row: tuple[str, int] | None = None

    @property
    def at(self) -> datetime:
        return self.key.at

    @property
    def number(self) -> str:
        """The event's number in its binder."""
        return self.event.rpartition("/")[2]


def entries_of(keys: Sequence[Key], reach: Reach) -> list[Entry]:
    """The entries that these keys name, in the same order."""
    wanted: dict[str, list[int]] = defaultdict(list)
    for key in keys:
        wanted[key.label].append(key.pk)
    found: dict[tuple[str, int], Entry] = {}
    registers = {model._meta.label_lower: model for model in (*APPROVALS, *with_history(reach))}
    names = Names()
    late: list[_Version] = []
    for label, pks in wanted.items():
        source, _, name = label.partition(":")
        if source == JOURNAL:
            made: Iterable[Entry] = _journal(pks)
        elif source == READ:
            made = _reads(pks)
        elif source == POSTING:
            made = _postings(pks)
        else:
            model = registers[name]
            if issubclass(model, WrittenOnce):
                late += _rows_of(label, model, pks)
            else:
                late += _versions_of(label, model, pks)
            continue
        found |= {(label, entry.key.pk): entry for entry in made}
    for version in late:
        version.ask(names)
    found |= {(version.label, version.key.pk): version.entry(names) for version in late}
    return [found[key.label, key.pk] for key in keys if (key.label, key.pk) in found]


def _journal(pks: list[int]) -> Iterable[Entry]:
    events = list(Event.objects.filter(pk__in=pks).select_related("binder"))
    filed, clauses = papers_of(events), clauses_cited(events)
    for event in events:
        papers = [
            (title, sha256, filed.get((event.binder_id, sha256))) for title, sha256 in papers_named(event)
        ]
        yield Entry(
            Key(event.recorded_at, JOURNAL, event.pk),
            JOURNAL,
            event.actor_name,
            event.actor_capacity,
            title_of(event.kind),
            subject_of_event(event),
            event.binder.called,
            changes_of(event),
            event.reason,
            clauses[event.pk],
            event.digest,
            papers,
            f"{event.binder.reference}/{event.number}",
        )


def _reads(pks: list[int]) -> Iterable[Entry]:
    for read in ReadEntry.objects.filter(pk__in=pks).select_related("binder", "document"):
        verb = "Name and size read" if read.method == "HEAD" else f"{read.get_what_display()} read"
        if read.what == ReadEntry.What.EXPORT:
            verb = "Copy taken"
        papers: list[tuple[str, str, Document | None]] = (
            [(read.document.title, read.sha256, read.document)] if read.document else []
        )
        yield Entry(
            Key(read.read_at, READ, read.pk),
            READ,
            read.reader_name,
            read.reader_capacity,
            verb,
            read.title,
            read.binder.called if read.binder else "",
            [],
            digest=read.sha256,
            papers=papers,
        )


def _postings(pks: list[int]) -> Iterable[Entry]:
    rows = Posting.objects.filter(pk__in=pks).select_related(
        "agreement__binder", "from_tranche", "to_tranche", "recorded_by__person"
    )
    for row in rows:
        way = Change(
            f"{row.shares:,} share{'' if row.shares == 1 else 's'}",
            _account(row.get_from_account_display(), row.from_tranche),
            _account(row.get_to_account_display(), row.to_tranche),
        )
        yield Entry(
            Key(row.recorded_at, POSTING, row.pk),
            POSTING,
            *_account_of(row.recorded_by),
            row.get_kind_display(),
            f"Posting {row.number}",
            row.agreement.binder.reference,
            [way],
            row.cause,
            row=(Posting._meta.label_lower, row.pk),
        )


def _account(words: str, tranche: Any) -> str:
    return f"{words.lower()}, tranche {tranche.number}" if tranche else words.lower()


# --- Rows of the registers, and the versions of their histories ----------------------------------


@dataclass(frozen=True)
class _Version:
    """A row as it was written, beside how it stood before; its words are made once all names are known."""

    label: str
    key: Key
    model: type[Model]
    row_pk: int
    what: str
    who: tuple[str, str]
    newer: Any
    older: Any
    reason: str
    binder: str

    def fields(self) -> list[Any]:
        return [
            entry
            for entry in tracked_fields(self.model)
            if entry.name not in SILENT
            and (
                self.older is None or getattr(self.newer, entry.attname) != getattr(self.older, entry.attname)
            )
        ]

    def ask(self, names: Names) -> None:
        for entry in self.fields():
            for row in (self.newer, self.older):
                if row is not None:
                    names.ask(entry, row)

    def entry(self, names: Names) -> Entry:
        changes = [
            Change(
                capfirst(str(entry.verbose_name)),
                words_for(self.older, entry, names) if self.older is not None else "–",
                words_for(self.newer, entry, names),
            )
            for entry in self.fields()
        ]
        source = self.label.partition(":")[0]
        name = capfirst(str(self.model._meta.verbose_name))
        return Entry(
            self.key,
            source,
            *self.who,
            f"{name} {self.what}" if source == HISTORY else name,
            self._about(),
            self.binder,
            [change for change in changes if change.was != change.now],
            self.reason,
            row=(self.model._meta.label_lower, self.row_pk),
        )

    def _about(self) -> str:
        stood = self.model(
            **{entry.attname: getattr(self.newer, entry.attname) for entry in tracked_fields(self.model)}
        )
        return f"no. {self.row_pk}: {stood}"


def _versions_of(label: str, model: type[Model], pks: list[int]) -> list[_Version]:
    manager = model.history  # type: ignore[attr-defined]
    key = model._meta.pk.attname
    earlier = (
        manager.filter(**{key: OuterRef(key)})
        .filter(
            Q(history_date__lt=OuterRef("history_date"))
            | Q(history_date=OuterRef("history_date"), history_id__lt=OuterRef("history_id"))
        )
        .order_by("-history_date", "-history_id")
    )
    rows = manager.filter(history_id__in=pks).annotate(earlier_id=Subquery(earlier.values("history_id")[:1]))
    rows = list(rows.select_related("history_user__person"))
    before = manager.in_bulk([row.earlier_id for row in rows if row.earlier_id], field_name="history_id")
    binders = _binders(model, [getattr(row, key) for row in rows])
    return [
        _Version(
            label,
            Key(row.history_date, label, row.history_id),
            model,
            getattr(row, key),
            KINDS.get(row.history_type, ""),
            _account_of(row.history_user),
            row,
            before.get(row.earlier_id),
            row.history_change_reason or "",
            binders.get(getattr(row, key), ""),
        )
        for row in rows
    ]


def _rows_of(label: str, model: type[WrittenOnce], pks: list[int]) -> list[_Version]:
    """Rows that are written once: what they brought, and who wrote them or, for an approval, is named in them."""
    is_history = label.partition(":")[0] == HISTORY
    named = not is_history and "person" in {entry.name for entry in model._meta.concrete_fields}
    rows = model._default_manager.filter(pk__in=pks).order_by().select_related(f"{model.BY}__person")
    rows = rows.select_related("person") if named else rows  # type: ignore[misc]
    binders = _binders(model, pks)
    found = []
    for row in rows:
        who = (str(row.person), "") if named and row.person else _account_of(getattr(row, row.BY))  # type: ignore[attr-defined]
        what, why = (ENTERED, getattr(row, row.WHY)) if is_history else ("", "")
        key = Key(getattr(row, row.WHEN), label, row.pk)
        found.append(_Version(label, key, model, row.pk, what, who, row, None, why, binders.get(row.pk, "")))
    return found


def _binders(model: type[Model], pks: list[int]) -> dict[int, str]:
    """The binder each row lies in; one query, none for a register that lies in no binder."""
    way = binder_path(model)
    if not way:
        return {}
    before = "" if way == "pk" else f"{way}__"
    names = (f"{before}{name}" for name in ("reference", "title", "is_simulation"))
    rows = model._default_manager.filter(pk__in=pks).order_by().values_list("pk", *names)
    return {
        pk: Binder(reference=reference, title=title, is_simulation=bool(simulated)).called
        if reference
        else ""
        for pk, reference, title, simulated in rows
    }


def _account_of(user: User | None) -> tuple[str, str]:
    """The person behind an account, and its name; the program where there is none."""
    if user is None:
        return PROGRAM, ""
    return (user.person.name, f"account {user.username}") if user.person else (str(user), "")


def in_one_line(entry: Entry) -> str:
    """What changed, for a table that leaves the house."""
    said = "; ".join(f"{change}" for change in entry.changes)
    return said or ("nothing changed" if entry.source in (JOURNAL, HISTORY) else "")
