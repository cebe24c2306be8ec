"""One reading for one page: its sections ask for the same balances and the same closing, and nothing is written meanwhile."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_read: ContextVar[dict[Any, Any] | None] = ContextVar("read", default=None)


@contextmanager
def reading_once() -> Iterator[None]:
    """Within it the selectors marked `read_once` ask the database once for each question. Only to look: no act runs in here.

    An act opens it around its checks, under its lock and before it writes.
    """
    token = _read.set({})
    try:
        yield
    finally:
        _read.reset(token)


def is_reading_once() -> bool:
    return _read.get() is not None


def read_once(selector: Callable[P, R]) -> Callable[P, R]:
    """Mark a selector whose answer the sections of a page share. It must return what nobody changes."""

    @wraps(selector)
    def answer(*args: P.args, **named: P.kwargs) -> R:
        known = _read.get()
        if known is None:
            return selector(*args, **named)
        question = (selector, args, tuple(sorted(named.items())))
        if question not in known:
            known[question] = selector(*args, **named)
        found: R = known[question]
        return found

    return answer
