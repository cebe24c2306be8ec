"""Frozen dataclasses to plain data (what JSON can hold) and back, exactly.

Dates become ISO text, exact numbers text (`1/2`), tuples lists. Reading back is strict: an unknown or missing
field, or a value of another type, is a `TermsError`, so that stored terms cannot drift unnoticed. Only a field marked
`added_later` may be missing, from what was stored before it was known: it has its default.
"""

from __future__ import annotations

import dataclasses
import types
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from tranches.terms.errors import TermsError
from tranches.terms.sums.figures import exact, parse_ratio

T = TypeVar("T")


def to_plain(value: Any) -> Any:
    """Turn dataclasses, tuples, dates and fractions into dicts, lists and text."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, tuple | list):
        return [to_plain(item) for item in value]
    if isinstance(value, Fraction):
        return exact(value)
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, bool | int | str):
        return value
    raise TypeError(f"{type(value).__name__} has no plain form")


def from_plain(kind: type[T], plain: Any, *, key: str = "terms") -> T:
    """Build a `kind` from what `to_plain` made of one; refuses anything else with a `TermsError`."""
    result: T = _decode(kind, plain, key)
    return result


@lru_cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _decode(kind: Any, plain: Any, key: str) -> Any:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        if plain is None:
            return None
        (inner,) = (arg for arg in get_args(kind) if arg is not type(None))
        return _decode(inner, plain, key)
    if origin is tuple:
        return _decode_tuple(get_args(kind), plain, key)
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return _decode_dataclass(kind, plain, key)
    if kind is Fraction and isinstance(plain, str):
        return _parsed(parse_ratio, plain, key)
    if kind is date and isinstance(plain, str):
        return _parsed(date.fromisoformat, plain, key)
    if kind in (str, int, bool) and type(plain) is kind:
        return plain
    raise _unusable(plain, key)


def _decode_tuple(arguments: tuple[Any, ...], plain: Any, key: str) -> tuple[Any, ...]:
    if not isinstance(plain, list):
        raise _unusable(plain, key)
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        return tuple(_decode(arguments[0], item, f"{key}[{at}]") for at, item in enumerate(plain))
    if len(arguments) != len(plain):
        raise _unusable(plain, key)
    return tuple(
        _decode(arg, item, f"{key}[{at}]")
        for at, (arg, item) in enumerate(zip(arguments, plain, strict=True))
    )


def _decode_dataclass(kind: type, plain: Any, key: str) -> Any:
    names = {field.name for field in dataclasses.fields(kind)}
    later = {field.name for field in dataclasses.fields(kind) if field.metadata.get("added_later")}
    if not isinstance(plain, dict) or not names - later <= set(plain) <= names:
        raise _unusable(plain, key)
    hints = _hints(kind)
    return kind(**{name: _decode(hints[name], plain[name], f"{key}.{name}") for name in plain})


def _parsed(parse: Any, plain: str, key: str) -> Any:
    try:
        return parse(plain)
    except ValueError:
        raise _unusable(plain, key) from None


def _unusable(plain: Any, key: str) -> TermsError:
    shown = str(plain)[:80]
    sentence = f"The stored value {shown!r} of {key} does not fit; load the terms again from their source."
    return TermsError("plain_unusable", sentence, key, shown)
