"""The same table as a spreadsheet (XLSX) or for a program (JSON), beside the CSV of `documents.tables.exports`.

Whatever the form, what the table is stands before its rows: who took it, the filter and the heads of the chains.
"""

import hashlib
import json
import re
import tempfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import IO

from documents.errors import RuleViolation
from documents.tables.exports import IN_MEMORY_BYTES, Table, harmless, write_csv

CSV, XLSX, JSON = "csv", "xlsx", "json"
MEDIA_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    JSON: "application/json",
}
# What the format itself allows.
XLSX_ROWS = 1_048_576
XLSX_CELL = 32_767
CUT = "… (cut; CSV and JSON have the whole)"
# Control characters that no XML can hold; a spreadsheet with one in it would not open.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

Rows = Iterable[Sequence[object]]


def write_table(form: str, preface: Rows, heading: Sequence[str], rows: Rows, *, now: datetime) -> Table:
    """Write a table in one of the three forms. Refuses a form there is none of, and more rows than a spreadsheet holds."""
    if form == CSV:
        return write_csv(preface, heading, rows)
    if form == XLSX:
        return write_xlsx(preface, heading, rows, now=now)
    if form == JSON:
        return write_json(preface, heading, rows)
    raise RuleViolation("unknown_form", "Copies are made as CSV, XLSX or JSON. Choose one of the three.")


def write_xlsx(preface: Rows, heading: Sequence[str], rows: Rows, *, now: datetime) -> Table:
    """One sheet, all cells text: what begins like a formula has an apostrophe in front, as in the CSV."""
    from openpyxl import Workbook  # slow to load, and needed only here

    book = Workbook(write_only=True)
    book.properties.created = book.properties.modified = now.replace(tzinfo=None)
    sheet = book.create_sheet("Copy")
    written = 0
    for cells in (*preface, heading):
        sheet.append([_cell(cell) for cell in cells])
        written += 1
    count = 0
    for cells in rows:
        if written + count >= XLSX_ROWS:
            raise RuleViolation(
                "too_many_rows",
                f"A spreadsheet holds {XLSX_ROWS:,} rows. Narrow the filter, or take CSV or JSON.",
            )
        sheet.append([_cell(cell) for cell in cells])
        count += 1
    file = _file()
    book.save(file)
    return _finished(file, count)


def write_json(preface: Rows, heading: Sequence[str], rows: Rows) -> Table:
    """`about` holds the lines before the table, `rows` one object for each row. Nothing in JSON is a formula."""
    file = _file()
    file.write(f'{{"about": {_json([list(line) for line in preface])},\n"rows": ['.encode())
    count = 0
    for cells in rows:
        named = dict(zip(heading, cells, strict=True))
        file.write(f"{',' if count else ''}\n{_json(named)}".encode())
        count += 1
    file.write(b"\n]}\n")
    return _finished(file, count)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _cell(value: object) -> str:
    from openpyxl.cell.cell import ERROR_CODES

    text = _CONTROL.sub("\ufffd", harmless(value))
    if text in ERROR_CODES:
        text = f"'{text}"  # else `#N/A` becomes an error of the spreadsheet's own
    return text if len(text) <= XLSX_CELL else text[: XLSX_CELL - len(CUT)] + CUT


def _file() -> IO[bytes]:
    return tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # the response closes it


def _finished(file: IO[bytes], count: int) -> Table:
    """The file from its start, with the digest and size of its bytes."""
    file.seek(0)
    sha256 = hashlib.sha256()
    while block := file.read(1 << 20):
        sha256.update(block)
    size = file.tell()
    file.seek(0)
    return Table(file, sha256.hexdigest(), size, count)
