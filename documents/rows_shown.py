"""What a record keeps as JSON, as rows a person reads: a name and what stands under it, without braces and quotes."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from documents.days import day_words, moment_words

NOTHING = "–"
_CODE = re.compile(r"[a-z]+(_[a-z]+)+")
# A value by the name it stands under, in words.
Words = Callable[[str, Any], str]


def label_words(name: str) -> str:
    """`total_shares` as “Total shares”; a number stays as it is."""
    return name[:1].upper() + name[1:].replace("_", " ")


def value_words(_name: str, value: Any) -> str:
    """A plain value: yes and no, a day as days are written, a dash for nothing, any text as it is."""
    if value in (None, ""):
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return moment_words(value)
    if isinstance(value, date):
        return day_words(value)
    if isinstance(value, str):
        return value.replace("_", " ") if _CODE.fullmatch(value) else _time_words(value)
    # A year and a number of a thing have no commas.
    return f"{value:,}" if isinstance(value, int) and abs(value) >= 10_000 else str(value)


def rows_of(value: Any, words: Words = value_words, name: str = "") -> SafeString | str:
    """The rows, nested as the record is."""
    if isinstance(value, dict) and value:
        pairs = ((label_words(str(key)), rows_of(entry, words, str(key))) for key, entry in value.items())
        return format_html('<dl class="facts">{}</dl>', format_html_join("", "<dt>{}</dt><dd>{}</dd>", pairs))
    if isinstance(value, list) and value:
        entries = ((rows_of(entry, words, name),) for entry in value)
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", entries))
    return NOTHING if value in ({}, []) else words(name, value)


def line_of(value: Any, words: Words = value_words, name: str = "") -> str:
    """The same in one line, for a table: `Number 1; Lines: (Tranche 1, Shares 2,706,766)`."""
    if isinstance(value, dict) and value:
        return "; ".join(
            f"{label_words(str(key))}: {line_of(entry, words, str(key))}" for key, entry in value.items()
        )
    if isinstance(value, list) and value:
        entries = ((line_of(entry, words, name), isinstance(entry, dict)) for entry in value)
        return ", ".join(f"({line})" if is_row else line for line, is_row in entries)
    return NOTHING if value in ({}, []) else words(name, value)


def _time_words(text: str) -> str:
    """A day or a moment of the record as the house writes it; any other text as it is."""
    try:
        if len(text) == 10 and text[4] == text[7] == "-":
            return day_words(date.fromisoformat(text))
        if len(text) > 18 and text[4] == text[7] == "-" and text[10] in "T ":
            found = datetime.fromisoformat(text)
            return moment_words(found) if found.tzinfo else text
    except ValueError:
        pass
    return text
