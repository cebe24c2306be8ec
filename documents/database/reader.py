"""Who asks the database: told to it at once, and taken back at the end, so that its policies know whose rows they show.

The doorways are the first wall; on PostgreSQL row-level security is the second (documents/database/row_level.py). It goes by what
the connection
was told. Nobody was told of: nothing is shown. A request says who asks when that is known (escrow_site/reading.py), a command of
`manage.py` is the house itself. On SQLite all of this is said to nobody.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.pq import TransactionStatus

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Reader:
    """Whose rows are shown.

    `kind` is `house` (all rows), `person` (those of the lists), `visitor` (somebody who is just signing in: accounts only) or empty
    (none). The lists are keys of rows: the agreements a person is party to, the parties of these, the binders he may read in;
    `account` and `person` are his own.
    """

    kind: str
    agreements: tuple[int, ...] = ()
    binders: tuple[int, ...] = ()
    parties: tuple[int, ...] = ()
    account: int | None = None
    person: int | None = None

    def told(self) -> dict[str, str]:
        """The settings of the connection, by name. Every one is named, so that nothing of an earlier reader stays."""
        return {
            "escrow.reader": self.kind,
            "escrow.agreements": _array(self.agreements),
            "escrow.binders": _array(self.binders),
            "escrow.parties": _array(self.parties),
            "escrow.account": str(self.account or ""),
            "escrow.person": str(self.person or ""),
        }


NOBODY, HOUSE, VISITOR = Reader(""), Reader("house"), Reader("visitor")
_reader: ContextVar[Reader] = ContextVar("reader", default=NOBODY)


def reader() -> Reader:
    """Who asks now."""
    return _reader.get()


@contextmanager
def reading_as(who: Reader) -> Iterator[None]:
    """Within it `who` asks; afterwards whoever asked before.

    What is told inside a transaction goes back with it, and this nests inside transactions as they nest inside this: whatever is
    rolled back, the connection is left as it was found.
    """
    before = _reader.set(who)
    try:
        _tell_all()
        yield
    finally:
        _reader.reset(before)
        _tell_all()


def as_house(function: Callable[P, R]) -> Callable[P, R]:
    """Mark what asks for the house whoever calls: it answers with less than the rows it looks at, and its own checks decide."""

    @wraps(function)
    def answer(*args: P.args, **named: P.kwargs) -> R:
        with reading_as(HOUSE):
            return function(*args, **named)

    return answer


def tell_new(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Tell a connection that was just opened, or handed out by the pool, who asks: what it was told before is gone."""
    _tell(connection)


def _tell_all() -> None:
    for connection in connections.all(initialized_only=True):
        _tell(connection)


def _tell(connection: BaseDatabaseWrapper) -> None:
    """Past Django's own cursor: it is no query of a page. A connection that cannot be told is closed, never left as it was."""
    session = connection.connection
    if connection.vendor != "postgresql" or session is None or session.closed:
        return
    if session.info.transaction_status == TransactionStatus.INERROR:
        return  # what failed is rolled back next, and with it whatever was told since it began
    told = _reader.get().told()
    try:
        session.execute(
            f"SELECT {', '.join('set_config(%s, %s, false)' for _ in told)}",
            [part for pair in told.items() for part in pair],
        )
    except BaseException:
        session.close()
        raise


def _array(keys: tuple[int, ...]) -> str:
    return f"{{{','.join(str(int(key)) for key in sorted(keys))}}}" if keys else ""
