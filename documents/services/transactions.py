"""One transaction, begun again a few times where the database itself asks for that.

Of two transactions that wait for each other PostgreSQL ends one (deadlock, 40P01), and one that could not be put in order with
another (40001). Nothing of it happened, so it is simply done again, with everything read anew.
"""

import logging
import random
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

from django.db import OperationalError, transaction

R = TypeVar("R")

ATTEMPTS = 4
LONGEST_WAIT_SECONDS = 20
REPEATED = frozenset({"40001", "40P01"})
WAITED_TOO_LONG = frozenset({"55P03", "57014"})
logger = logging.getLogger(__name__)


def in_one_transaction(work: Callable[[], R]) -> R:
    """Do `work` in a transaction and return its result; the outermost one is repeated, at most `ATTEMPTS` times in all.

    `work` must read again under its locks what it builds on, and must keep what it sends for after the commit. Inside another
    transaction it is done once: only the whole of that can be begun again. Raises what `work` raises.
    """
    left = 1 if transaction.get_connection().in_atomic_block else ATTEMPTS
    while True:
        left -= 1
        try:
            with transaction.atomic():
                _wait_no_longer()
                return work()
        except OperationalError as fault:
            if not left or not REPEATED & set(_codes(fault)):
                raise
            logger.warning("The database asked for the transaction again: %s", fault)
            time.sleep(random.uniform(0.01, 0.05))  # noqa: S311 (not to meet the same other one at once)


def _wait_no_longer() -> None:
    """On PostgreSQL a lock is waited for as long as on SQLite (`escrow_site.env`), and no longer."""
    connection = transaction.get_connection()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = %s", [f"{LONGEST_WAIT_SECONDS}s"])


def is_busy(fault: BaseException) -> bool:
    """Whether nothing is wrong but that others were writing: a lock, a connection or an order that did not come in time."""
    for link in _chain(fault):
        if type(link).__name__ == "PoolTimeout":
            return True
        if getattr(link, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            return True
    return bool((REPEATED | WAITED_TOO_LONG) & set(_codes(fault)))


def _codes(fault: BaseException) -> Iterator[str]:
    return (code for link in _chain(fault) if (code := getattr(link, "sqlstate", None)))


def _chain(fault: BaseException | None) -> Iterator[BaseException]:
    while fault is not None:
        yield fault
        fault = fault.__cause__
