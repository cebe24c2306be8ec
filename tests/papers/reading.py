"""Reading a paper back: its text without the line breaks that the layout put in."""

from __future__ import annotations

import dataclasses
import io
import re
from collections.abc import Callable, Iterator
from typing import Any

from pypdf import PdfReader

CODES = frozenset({"choice", "account", "basis", "origin", "via"})
"""Fields that choose a wording and are not printed themselves."""

CHECKED = frozenset(
    {
        "authorised_digest",
        "content_digest",
        "digest",
        "head_digest",
        "paper_digest",
        "terms_digest",
        "time_zone",
        "verification_url",
    }
)
"""Fields whose form is checked when the sheet is made, so that they cannot hold any text."""

NOT_SAID: dict[str, set[str]] = {
    "proposal": {"basis_clauses"},  # nothing but a joint instruction is its basis
    "executed": {"basis_clauses"},
    "zero": {"basis_clauses", "difference_clause", "recipient_clauses"},
    "settlement": {"instructing", "instructing_zh", "difference_clause"},
    "notice": {"mark"},  # a single report needs no letter
    "return": {"basis_clauses", "difference_clause"},  # signed jointly, over figures that nobody computed
    "closing statement": {"rights_clauses"},  # with nothing in escrow there are no rights during the escrow
    "disposition letter": {"rights_clauses"},  # the notice tells the parties what they may do
}
"""What a sample's paper has no occasion to print, by the names of the fields."""


def pages_of(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def squeezed(text: str) -> str:
    """Without white space: where a line breaks on paper is nobody's content."""
    return re.sub(r"\s+", "", text)


def text_of(pdf: bytes) -> str:
    return squeezed("".join(pages_of(pdf)))


def texts_of(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Every free text of a sheet with the name of its field."""
    if isinstance(value, str) and name not in CODES | CHECKED:
        yield name, value
    elif isinstance(value, tuple):
        for item in value:
            yield from texts_of(item, name)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from texts_of(getattr(value, field.name), field.name)


def with_texts(value: Any, change: Callable[[str], str], name: str = "") -> Any:
    """The same sheet with every free text changed."""
    if isinstance(value, str):
        return value if name in CODES | CHECKED or not value else change(value)
    if isinstance(value, tuple):
        return tuple(with_texts(item, change, name) for item in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = [field.name for field in dataclasses.fields(value)]
        return dataclasses.replace(
            value, **{each: with_texts(getattr(value, each), change, each) for each in names}
        )
    return value
