"""On which line of a deal file each key stands, for the sentences about what is wrong with it."""

from __future__ import annotations

import re
from collections import Counter

_HEADER = re.compile(r"\s*(\[\[?)\s*([\w.\-]+)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"\s*([\w.\-]+)\s*=")
_FENCE = re.compile(r'"""|\'\'\'')


def lines_of(text: str) -> dict[str, int]:
    """The line of each table and key by its full name, as `reader.Table` calls them: `tranches[2].target`.

    Looks at the starts of lines only, and passes over text of several lines; of a key within an inline table the table's own line
    is all it knows. A name it does not find is told without a line.
    """
    found: dict[str, int] = {}
    counted: Counter[str] = Counter()
    place, fenced = "", False
    for number, line in enumerate(text.splitlines(), start=1):
        starts_within = fenced
        if len(_FENCE.findall(line)) % 2:
            fenced = not fenced
        if starts_within:
            continue
        if header := _HEADER.match(line):
            name = _within(header[2], counted)
            if header[1] == "[[":
                counted[name] += 1
                name = f"{name}[{counted[name]}]"
            place = name
            found.setdefault(place, number)
        elif key := _KEY.match(line):
            found.setdefault(f"{place}.{key[1]}" if place else key[1], number)
    return found


def _within(name: str, counted: Counter[str]) -> str:
    """The full name of a table inside the last one of each list on its way: `tranches.params` is `tranches[2].params`."""
    way = ""
    *outer, last = name.split(".")
    for step in outer:
        way = f"{way}.{step}" if way else step
        way = f"{way}[{counted[way]}]" if counted[way] else way
    return f"{way}.{last}" if way else last
