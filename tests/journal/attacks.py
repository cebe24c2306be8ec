"""Attacks on the journal, as somebody who owns the database would make them: every wall is down, and he knows how we hash.

Each takes the events of one binder and says what must come of it: which of the checks finds it, and which number it names first.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from random import Random
from typing import Any

from django.db import DatabaseError, connection, transaction

from documents.journal.canonical import COLUMNS, GENESIS, event_digest
from documents.models import Anchor, Binder, Event

FAR = 1_000_000
CHAIN, ANCHORS, REBUILD = "chain", "anchors", "rebuild"


@dataclass(frozen=True)
class Attack:
    """What was done. `found_by` is the first check that sees it, `first` the number it must name (0: any)."""

    name: str
    found_by: str
    first: int = 0
    binder: Binder | None = None


class Journal:
    """One binder's events in hand, to be written back in another shape."""

    def __init__(self, binder: Binder, other: Binder, random: Random) -> None:
        self.binder, self.other, self.random = binder, other, random
        self.events = list(Event.objects.filter(binder=binder).order_by("number"))
        self.last = len(self.events)
        self.anchored = list(
            Anchor.objects.filter(binder=binder).order_by("count").values_list("count", flat=True)
        )

    def anchor_from(self, number: int) -> int:
        """The first anchor that covers the event."""
        return next(count for count in self.anchored if count >= number)

    def pick(self, first: int, last: int) -> int:
        return self.random.randint(first, last)

    def rechain(self, events: list[Event], *, reference: str = "") -> None:
        """Number and hash the events anew, as the journal itself would have done, and write them."""
        previous = GENESIS
        rows = []
        for number, event in enumerate(events, start=1):
            event.number, event.previous_digest = number, previous
            columns = {name: getattr(event, name) for name in COLUMNS}
            event.digest = event_digest(binder_reference=reference or self.binder.reference, columns=columns)
            previous = event.digest
            rows.append((event.number, event.previous_digest, event.digest, event.reason, event.pk))
        self.shift(1, FAR)
        sql(
            "UPDATE documents_event SET number = %s, previous_digest = %s, digest = %s, reason = %s WHERE id = %s",
            rows,
        )

    def shift(self, first: int, by: int) -> None:
        """Add to the numbers from one on; far away first, for no two may be the same on the way."""
        for step in (FAR, by - FAR) if by != FAR else (by,):
            sql(
                "UPDATE documents_event SET number = number + %s WHERE binder_id = %s AND number >= %s",
                [(step, self.binder.pk, first if step == FAR else FAR)],
            )

    def delete(self, number: int) -> None:
        sql("DELETE FROM documents_event WHERE binder_id = %s AND number = %s", [(self.binder.pk, number)])

    def forged(self, number: int, previous: str, **content: Any) -> Event:
        """A new event with a right digest, that nobody ever recorded."""
        like = copy(self.events[-1])
        like.pk, like.number, like.previous_digest, like.reason = None, number, previous, "forged"
        for name, value in content.items():
            setattr(like, name, value)
        columns = {name: getattr(like, name) for name in COLUMNS}
        like.digest = event_digest(binder_reference=self.binder.reference, columns=columns)
        like.save_base(raw=True, force_insert=True)
        return like


def sql(statement: str, rows: list[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)


def delete_one(journal: Journal) -> Attack:
    number = journal.pick(1, journal.last - 1)
    journal.delete(number)
    return Attack("one event deleted", CHAIN, number)


def delete_and_close_the_gap(journal: Journal) -> Attack:
    number = journal.pick(1, journal.last - 1)
    journal.delete(number)
    journal.shift(number + 1, -1)
    return Attack("one event deleted, the rest renumbered", CHAIN, number)


def delete_and_rechain(journal: Journal) -> Attack:
    number = journal.pick(1, journal.last - 1)
    journal.delete(number)
    journal.rechain([event for event in journal.events if event.number != number])
    return Attack("one event deleted, the rest chained anew", ANCHORS, journal.anchor_from(number))


def cut_tail(journal: Journal) -> Attack:
    left = journal.pick(1, journal.last - 1)
    sql("DELETE FROM documents_event WHERE binder_id = %s AND number > %s", [(journal.binder.pk, left)])
    return Attack("tail cut", ANCHORS, journal.anchor_from(left + 1))


def remove_all(journal: Journal) -> Attack:
    sql("DELETE FROM documents_event WHERE binder_id = %s", [(journal.binder.pk,)])
    return Attack("all events deleted", ANCHORS, journal.anchored[0])


def reorder(journal: Journal) -> Attack:
    first, second = sorted(journal.random.sample(range(1, journal.last + 1), 2))
    one, two = journal.events[first - 1].pk, journal.events[second - 1].pk
    sql("UPDATE documents_event SET number = %s WHERE id = %s", [(FAR, one), (first, two), (second, one)])
    return Attack("two events in each other’s place", CHAIN, first)


def swap_content(journal: Journal) -> Attack:
    first, second = sorted(journal.random.sample(range(1, journal.last + 1), 2))
    one, two = journal.events[first - 1], journal.events[second - 1]
    rows = [
        (two.kind, two.subject_reference, "swapped", one.pk),
        (one.kind, one.subject_reference, "swapped", two.pk),
    ]
    sql("UPDATE documents_event SET kind = %s, subject_reference = %s, reason = %s WHERE id = %s", rows)
    return Attack("the contents of two events swapped", CHAIN, first)


def insert(journal: Journal) -> Attack:
    number = journal.pick(1, journal.last - 1)
    journal.shift(number + 1, 1)
    journal.forged(number + 1, journal.events[number - 1].digest)
    return Attack("an event put in between", CHAIN, number + 2)


def insert_and_rechain(journal: Journal) -> Attack:
    number = journal.pick(1, journal.last - 1)
    forged = journal.forged(FAR * 3, GENESIS)
    journal.rechain([*journal.events[:number], forged, *journal.events[number:]])
    return Attack("an event put in between, the rest chained anew", ANCHORS, journal.anchor_from(number + 1))


def append(journal: Journal) -> Attack:
    journal.forged(
        journal.last + 1,
        journal.events[-1].digest,
        kind="tranche.moved",
        subject_type="tranche",
        subject_reference=f"{journal.binder.reference}/1",
        before={"state": "report_received"},
        after={"state": "released"},
        facts={},
    )
    return Attack("a well-made event added at the end", REBUILD)


def duplicate(journal: Journal) -> Attack:
    event = Event.objects.get(pk=journal.random.choice(journal.events).pk)
    event.pk, event.number, event.digest = None, journal.last + 1, f"{journal.random.getrandbits(256):064x}"
    event.save_base(raw=True, force_insert=True)
    return Attack("an event repeated at the end", CHAIN, journal.last + 1)


def alter(journal: Journal) -> Attack:
    number = journal.pick(1, journal.last)
    sql(
        "UPDATE documents_event SET reason = reason || ' altered' WHERE id = %s",
        [(journal.events[number - 1].pk,)],
    )
    return Attack("an event altered", CHAIN, number)


def alter_and_hash(journal: Journal) -> Attack:
    number = journal.pick(1, journal.last - 1)
    event = journal.events[number - 1]
    event.reason += " altered"
    digest = event_digest(
        binder_reference=journal.binder.reference, columns={name: getattr(event, name) for name in COLUMNS}
    )
    sql(
        "UPDATE documents_event SET reason = %s, digest = %s WHERE id = %s",
        [(event.reason, digest, event.pk)],
    )
    return Attack("an event altered and hashed anew", CHAIN, number + 1)


def alter_and_rechain(journal: Journal) -> Attack:
    number = journal.pick(1, journal.last)
    journal.events[number - 1].reason += " altered"
    journal.rechain(journal.events)
    return Attack("an event altered, all chained anew", ANCHORS, journal.anchor_from(number))


def roll_back_and_go_on(journal: Journal) -> Attack:
    left = journal.pick(1, journal.last - 1)
    sql("DELETE FROM documents_event WHERE binder_id = %s AND number > %s", [(journal.binder.pk, left)])
    previous = journal.events[left - 1].digest
    for number in range(left + 1, journal.last + 2):
        previous = journal.forged(number, previous).digest
    return Attack("an old backup with another history upon it", ANCHORS, journal.anchor_from(left + 1))


def move_away(journal: Journal) -> Attack:
    number = journal.pick(1, journal.last - 1)
    sql(
        "UPDATE documents_event SET binder_id = %s, number = %s WHERE id = %s",
        [(journal.other.pk, FAR, journal.events[number - 1].pk)],
    )
    return Attack("an event moved to another binder", CHAIN, number)


def move_in(journal: Journal) -> Attack:
    theirs = journal.random.choice(list(Event.objects.filter(binder=journal.other)))
    sql(
        "UPDATE documents_event SET binder_id = %s, number = %s WHERE id = %s",
        [(journal.binder.pk, journal.last + 1, theirs.pk)],
    )
    return Attack("an event of another binder put at the end", CHAIN, journal.last + 1)


def swap_binders(journal: Journal) -> Attack:
    sql("UPDATE documents_event SET number = number + %s WHERE binder_id = %s", [(FAR, journal.binder.pk)])
    sql(
        "UPDATE documents_event SET binder_id = %s WHERE binder_id = %s",
        [(journal.binder.pk, journal.other.pk)],
    )
    sql(
        "UPDATE documents_event SET binder_id = %s, number = number - %s WHERE binder_id = %s AND number > %s",
        [(journal.other.pk, FAR, journal.binder.pk, FAR)],
    )
    return Attack("two binders in each other’s place", CHAIN, 1)


def rename(journal: Journal) -> Attack:
    Binder.objects.filter(pk=journal.binder.pk).update(reference="KX-OTHER")
    return Attack("the binder renamed", CHAIN, 1)


def rename_and_rechain(journal: Journal) -> Attack:
    Binder.objects.filter(pk=journal.binder.pk).update(reference="KX-OTHER")
    journal.rechain(journal.events, reference="KX-OTHER")
    return Attack("the binder renamed and chained anew", ANCHORS, journal.anchored[0])


STRUCTURAL: tuple[Callable[[Journal], Attack], ...] = (
    delete_one,
    delete_and_close_the_gap,
    delete_and_rechain,
    cut_tail,
    remove_all,
    reorder,
    swap_content,
    insert,
    insert_and_rechain,
    append,
    duplicate,
    alter,
    alter_and_hash,
    alter_and_rechain,
    roll_back_and_go_on,
    move_away,
    move_in,
    swap_binders,
    rename,
    rename_and_rechain,
)

TEXT = tuple(name for name in (*COLUMNS, "digest") if name not in ("number", "version"))


def flip_a_bit(event: Event, random: Random) -> str:
    """Flip one bit of one stored byte of an event. The column, or "" where the database refuses the value or keeps the same."""
    column = random.choice((*TEXT, "number", "version"))
    try:
        with transaction.atomic():
            if column in ("number", "version"):
                value = getattr(event, column) ^ (1 << random.randrange(0, 16))
                sql(f"UPDATE documents_event SET {column} = %s WHERE id = %s", [(value, event.pk)])
                return column
            stored = _stored(column, event)
            if not stored:
                return ""
            flipped = bytearray(stored)
            flipped[random.randrange(len(stored))] ^= 1 << random.randrange(8)
            _store(column, bytes(flipped), event)
            return column if _stored(column, event) != stored else ""
    except (DatabaseError, ValueError):
        return ""


def _stored(column: str, event: Event) -> bytes:
    how = "CAST({} AS BLOB)" if connection.vendor == "sqlite" else "CAST({} AS TEXT)"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {how.format(column)} FROM documents_event WHERE id = %s", [event.pk])
        value = cursor.fetchone()[0]
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def _store(column: str, content: bytes, event: Event) -> None:
    if connection.vendor == "sqlite":
        sql(f"UPDATE documents_event SET {column} = CAST(%s AS TEXT) WHERE id = %s", [(content, event.pk)])
        return
    kind = {"effective_on": "date", "recorded_at": "timestamptz"}.get(column, "text")
    kind = "jsonb" if column in ("before", "after", "facts", "documents") else kind
    sql(
        f"UPDATE documents_event SET {column} = CAST(%s AS {kind}) WHERE id = %s",
        [(content.decode(), event.pk)],
    )
