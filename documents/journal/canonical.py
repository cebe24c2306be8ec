"""The canonical form of an event: what is hashed, byte for byte. Version 1.

UTF-8 JSON (RFC 8259) with sorted keys and no white space, every column of the event included, preceded by a line that names form
and version. JSON strings are length-safe: no value can run into its neighbour. Numbers are integers or strings; a float has no
canonical form and is refused.
"""

import hashlib
import json
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

VERSION = 1
FORMS = {1: "event/1"}  # an event is read for ever in the form it was recorded in
GENESIS = "0" * 64
COLUMNS = (
    "number",
    "version",
    "kind",
    "subject_type",
    "subject_reference",
    "actor_id_text",
    "actor_name",
    "actor_capacity",
    "factor",
    "effective_on",
    "recorded_at",
    "before",
    "after",
    "facts",
    "documents",
    "reason",
    "previous_digest",
)


def plain(value: Any) -> Any:
    """Plain JSON-able data of a value; dates and moments as ISO 8601 (moments in UTC, to the microsecond)."""
    if value is None or isinstance(value, bool | str | int):
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, dict):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [plain(entry) for entry in value]
    raise TypeError(f"{type(value).__name__} has no canonical form")


_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


class NoCanonicalForm(ValueError):
    """A number that was never recorded by us: the canonical form knows whole ones only."""


def _no_number(text: str) -> Any:
    raise NoCanonicalForm(f"{text} has no canonical form")


read_plain = json.JSONDecoder(parse_float=_no_number, parse_constant=_no_number).decode
"""Read stored JSON, every value of which is then plain already; NoCanonicalForm for a number that is not."""


def canonical_text(value: Any) -> str:
    """Canonical JSON of any plain value."""
    return _canonical(plain(value))


def digest_of(value: Any, *, form: str) -> str:
    """SHA-256 (hex) of a value's canonical JSON under a form's name, so that no content can pass for another kind of content."""
    return _digest(canonical_text(value), form)


def event_digest(*, binder_reference: str, columns: dict[str, Any]) -> str:
    """The digest of an event: all columns, and the binder it belongs to. ValueError for a form nobody knows."""
    return stored_digest(binder_reference, {name: plain(columns[name]) for name in COLUMNS})


def stored_digest(binder_reference: str, columns: dict[str, Any]) -> str:
    """The same of columns that are plain already, as they are where `read_plain` read them: they are not walked again."""
    form = FORMS.get(columns["version"])
    if form is None:
        raise ValueError(f"no event was ever recorded in form {columns['version']!r}")
    return _digest(_canonical(columns | {"binder": binder_reference}), form)


def _digest(text: str, form: str) -> str:
    return hashlib.sha256(f"escrow-desk/{form}\n{text}".encode()).hexdigest()
