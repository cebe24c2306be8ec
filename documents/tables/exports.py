"""Tables that leave the house as CSV: no cell is a formula, Chinese is shown, and the bytes have a digest.

A spreadsheet runs what begins with = + - @ (or a tab or line end before them): such a cell gets an apostrophe in front. The byte
order mark makes spreadsheets read UTF-8.
"""

import csv
import hashlib
import io
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import IO

BYTE_ORDER_MARK = "\ufeff"
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")
IN_MEMORY_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True)
class Table:
    """A written table: its file from the start, its digest and size, and how many rows follow the heading."""

    file: IO[bytes]
    sha256: str
    size_bytes: int
    rows: int


def harmless(value: object) -> str:
    """The cell's text; one that a spreadsheet would take for a formula begins with an apostrophe."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def write_csv(
    preface: Iterable[Sequence[object]], heading: Sequence[str], rows: Iterable[Sequence[object]]
) -> Table:
    """Write the preface (what this table is), the heading and the rows; large tables go to a temporary file."""
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115 (the response closes it)
    digest, size, count = hashlib.sha256(), 0, 0

    def put(cells: Sequence[object], mark: str = "") -> None:
        nonlocal size
        line = io.StringIO(newline="")
        csv.writer(line, lineterminator="\r\n").writerow([harmless(cell) for cell in cells])
        octets = (mark + line.getvalue()).encode()
        digest.update(octets)
        file.write(octets)
        size += len(octets)

    mark = BYTE_ORDER_MARK
    for cells in (*preface, heading):
        put(cells, mark)
        mark = ""
    for cells in rows:
        put(cells)
        count += 1
    file.seek(0)
    return Table(file, digest.hexdigest(), size, count)
