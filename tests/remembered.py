"""A walk is walked once in a session; whoever asks for it again, of an empty database, gets what it wrote written again.

Walking to a released tranche asks a thousand questions and writes a few hundred rows; only the rows are needed again. They are
written by the very statements of the walk, in their order and with the same keys, so every wall sees them as it saw them then.
Nothing is kept beyond the session, so nothing can be older than the code that walks. A walk is taken anew where the answer could
be another one: when a setting or a patch differs, on a database that is not empty, at another moment of a clock that stands.
"""

from __future__ import annotations

import functools
import pickle
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ParamSpec, TypeVar
from weakref import WeakSet

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.core import mail
from django.db import connection, transaction

from documents.models import Document

P = ParamSpec("P")
T = TypeVar("T")
KEPT = 80
WRITES = ("INSERT", "UPDATE", "DELETE")
PLAIN = (str, int, bool, Path, type(None))


@dataclass
class Walked:
    """What a walk left behind: its statements, its files with their modes, the counters it began from, and what it returned."""

    statements: list[tuple[str, Any]]
    counters: dict[str, int]
    files: dict[str, tuple[bytes, int]]  # by their place in the vault
    returned: bytes
    patches: tuple[Any, ...]  # held, so that no other object gets their identity


@dataclass(eq=False)
class _Recorder:
    """The statements that wrote, in their order; `is_whole` until one fails or is taken back, for then keys have gaps."""

    statements: list[tuple[str, Any]] = field(default_factory=list)
    tables: set[str] = field(default_factory=set)
    counters: dict[str, int] = field(default_factory=dict)
    is_whole: bool = True

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        try:
            result = execute(sql, params, many, context)
        except BaseException:
            self.is_whole = False
            raise
        word = sql.lstrip()[:8].upper()
        if word.startswith(WRITES) and '"' in sql:  # the counters' own statements quote nothing
            self.tables.add(sql.split('"')[1])
            for each in params if many else [params]:
                self.statements.append((sql, each))
        elif word == "ROLLBACK":
            self.is_whole = False
        return result


_walks: dict[Any, Walked] = {}
_recorders: list[_Recorder] = []
_patches: WeakSet[pytest.MonkeyPatch] = WeakSet()
_in_use = False


@contextmanager
def in_use() -> Iterator[None]:
    """For the time of a session: walks are remembered, and every patch that stands is known."""
    global _in_use
    begin = pytest.MonkeyPatch.__init__

    def known(patch: pytest.MonkeyPatch) -> None:
        begin(patch)
        _patches.add(patch)

    pytest.MonkeyPatch.__init__ = known  # type: ignore[method-assign]
    _in_use = True
    try:
        yield
    finally:
        _in_use = False
        pytest.MonkeyPatch.__init__ = begin  # type: ignore[method-assign]
        _walks.clear()


@contextmanager
def set_aside() -> Iterator[None]:
    """Walks are walked in here: whoever is not the owner of the tables cannot put their counters where they stood."""
    global _in_use
    before, _in_use = _in_use, False
    try:
        yield
    finally:
        _in_use = before


def remembered(walk: Callable[P, T]) -> Callable[P, T]:
    """Let a walk from nothing be walked once in a session for each of its arguments."""

    @functools.wraps(walk)
    def walked(*args: P.args, **kwargs: P.kwargs) -> T:
        values = (*args, *kwargs.values())
        if not _in_use or not all(isinstance(value, PLAIN) for value in values) or not _is_empty():
            return walk(*args, **kwargs)
        patches = _standing_patches()
        key = (
            walk,
            args,
            tuple(sorted(kwargs.items())),
            tuple(value.read_bytes() for value in values if isinstance(value, Path)),
            time.time() if time_machine.escape_hatch.is_travelling() else None,
            _settings(),
            frozenset((id(target), name, _identity(value)) for target, name, value in patches),
        )
        if key in _walks:
            _walks[key] = _walks.pop(key)  # the newest last
            return _again(_walks[key])
        if not connection.in_atomic_block:
            return walk(*args, **kwargs)
        counters, mails = _counters(), len(getattr(mail, "outbox", ()))
        recorder = _Recorder()
        _recorders.append(recorder)
        try:
            with connection.execute_wrapper(recorder):
                found = walk(*args, **kwargs)
        finally:
            _recorders.remove(recorder)
        if recorder.is_whole and mails == len(getattr(mail, "outbox", ())):
            counters |= recorder.counters
            _walks[key] = Walked(
                _joined(recorder.statements),
                {table: counters[table] for table in recorder.tables if table in counters},
                _files(),
                pickle.dumps(found),
                tuple(patches),
            )
            if len(_walks) > KEPT:
                del _walks[next(iter(_walks))]
        return found

    return walked


def _again(walked: Walked) -> Any:
    """Write what the walk wrote. A longer walk that begins with it, and is being recorded, begins from the same counters."""
    for recorder in _recorders:
        recorder.tables |= walked.counters.keys()
        recorder.counters |= walked.counters
    with transaction.atomic(), connection.cursor() as cursor:
        _set_counters(walked.counters)
        for sql, params in walked.statements:
            cursor.execute(sql, params)
    root = Path(settings.VAULT_ROOT)
    for name, (content, mode) in walked.files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            file.write_bytes(content)
            file.chmod(mode)
    return pickle.loads(walked.returned)  # noqa: S301 - our own


def _joined(statements: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """On PostgreSQL one message for all, for each costs a journey."""
    if connection.vendor == "sqlite" or not statements:
        return list(statements)
    texts = [connection.ops.compose_sql(sql, params) for sql, params in statements]
    return [(";\n".join(texts), None)]


def _is_empty() -> bool:
    """Whether nobody has written a row that a walk could meet."""
    with connection.cursor() as cursor:
        cursor.execute(_emptiness())
        return not cursor.fetchone()[0]


@functools.cache
def _emptiness() -> str:
    tables = [
        model._meta.db_table
        for label in ("documents", "parties", "tranches", "account", "mfa")
        for model in apps.get_app_config(label).get_models()
        if not model.__name__.startswith("Historical")  # each has its row beside the one it is the history of
    ]
    return "SELECT " + " OR ".join(f'EXISTS (SELECT 1 FROM "{table}")' for table in tables)


def _settings() -> tuple[str, ...]:
    names = sorted(name for name in dir(settings) if name.isupper() and name != "VAULT_ROOT")
    return tuple(f"{name}={getattr(settings, name, None)!r}" for name in names)


def _standing_patches() -> list[tuple[Any, str, Any]]:
    """What every monkeypatch has put in place of something else, the settings' own aside."""
    found = []
    for patch in list(_patches):
        for target, name, _ in patch._setattr:
            if target is not settings:
                found.append((target, name, getattr(target, name, None)))
        for mapping, item, _ in patch._setitem:
            found.append((mapping, str(item), mapping.get(item) if hasattr(mapping, "get") else None))
    return found


def _identity(value: Any) -> Any:
    return value if isinstance(value, PLAIN) else id(value)


def _files() -> dict[str, tuple[bytes, int]]:
    """The file of every document there is, for before the walk there was none, by its place in the vault."""
    root, found = Path(settings.VAULT_ROOT), {}
    for sha256 in Document.objects.order_by().values_list("sha256", flat=True).distinct():
        file = root / sha256[:2] / sha256
        found[f"{sha256[:2]}/{sha256}"] = (file.read_bytes(), file.stat().st_mode & 0o777)
    return found


def _counters() -> dict[str, int]:
    """The last key that each table has given out; 0 where it has given out none."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, seq FROM sqlite_sequence")
            return dict.fromkeys(_keys(), 0) | dict(cursor.fetchall())
        cursor.execute(
            f"SELECT k.name, COALESCE(s.last_value, 0) FROM ({_SEQUENCES}) AS k"
            " JOIN pg_sequences s ON k.sequence = format('%%I.%%I', s.schemaname, s.sequencename)",
            [list(_keys()), list(_keys().values())],
        )
        return dict(cursor.fetchall())


def _set_counters(counters: dict[str, int]) -> None:
    """Let the tables, which are empty, give out the keys that they gave out to the walk."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany("DELETE FROM sqlite_sequence WHERE name = %s", [(name,) for name in counters])
            cursor.executemany(
                "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", list(counters.items())
            )
            return
        cursor.execute(
            f"SELECT setval(k.sequence, GREATEST(c.n, 1), c.n > 0) FROM ({_SEQUENCES}) AS k"
            " JOIN unnest(%s::text[], %s::bigint[]) AS c(name, n) ON c.name = k.name",
            [list(_keys()), list(_keys().values()), list(counters), list(counters.values())],
        )


@functools.cache
def _keys() -> dict[str, str]:
    """The column of each table's key."""
    models = apps.get_models(include_auto_created=True)
    return {model._meta.db_table: str(model._meta.pk.column) for model in models if model._meta.pk}


_SEQUENCES = """
    SELECT t AS name, pg_get_serial_sequence(format('%%I', t), c) AS sequence FROM unnest(%s::text[], %s::text[]) AS keys(t, c)
"""
