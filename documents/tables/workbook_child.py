"""A process of its own that reads one workbook from its input and writes its lines as JSON: little memory, little time, no files.

Run by `documents.tables.tables_in` alone. It imports nothing of the house. What it cannot take it names by one word.
"""

import io
import json
import resource
import sys
import zipfile
from datetime import date, datetime, time
from decimal import Decimal
from typing import NoReturn

MEMORY = 768 << 20
SECONDS = 20
UNPACKED = 60 << 20  # bytes that all members may have together
MEMBERS = 500
WIDEST = 60  # cells of a line
LONGEST = 4_000  # characters of a cell


def main() -> None:
    """Limit this process, read the workbook, and write the answer."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    content = sys.stdin.buffer.read()
    most = int(sys.argv[1])
    try:
        form, formulas = _looked_over(content)
        name, lines = _lines_of(content, form, most, formulas)
    except MemoryError:
        _refuse("too_large")
    width = max((len(line) for line in lines[:1]), default=0)
    lines = [line + [""] * (width - len(line)) if line else line for line in lines]
    sys.stdout.write(json.dumps({"form": form, "sheet": name, "lines": lines}))


def _refuse(why: str, where: str = "") -> NoReturn:
    sys.stdout.write(json.dumps({"refused": why, "where": where}))
    sys.exit(0)


def _looked_over(content: bytes) -> tuple[str, bool]:
    """Which form it is, after a look at what is packed inside; the second tells whether openpyxl reads it, which knows formulas."""
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in content:
            _refuse("password")
        if "_VBA_PROJECT".encode("utf-16-le") in content:
            _refuse("macros")
        _refuse("old")  # its formulas cannot be told from values
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            members = packed.infolist()
            if len(members) > MEMBERS or sum(member.file_size for member in members) > UNPACKED:
                _refuse("too_large")
            names = {member.filename for member in members}
            if any("vbaproject" in name.lower() or name.startswith(("Basic/", "Scripts/")) for name in names):
                _refuse("macros")
            if "xl/workbook.xml" in names:
                return "XLSX", True
            if "content.xml" in names and b"spreadsheet" in packed.read("mimetype"):
                if any(member.flag_bits & 1 for member in members) or b"encryption-data" in packed.read(
                    "META-INF/manifest.xml"
                ):
                    _refuse("password")
                if b"table:formula" in packed.read("content.xml"):
                    _refuse("formula", "A cell of the table")
                return "ODS", False
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, EOFError):
        _refuse("broken")
    _refuse("broken")


def _lines_of(content: bytes, form: str, most: int, formulas: bool) -> tuple[str, list[list[str]]]:
    found = _by_openpyxl(content, most) if formulas else _by_calamine(content, most)
    full = [(name, lines) for name, lines in found if any(any(line) for line in lines)]
    if len(full) > 1:
        _refuse("sheets", ", ".join(f"“{name}”" for name, _ in full)[:200])
    return full[0] if full else (found[0][0] if found else form, [])


def _by_openpyxl(content: bytes, most: int) -> list[tuple[str, list[list[str]]]]:
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False)
        return [(sheet.title, _openpyxl_lines(sheet, most)) for sheet in book.worksheets]
    except (MemoryError, SystemExit):
        raise
    except Exception:
        _refuse("broken")


def _openpyxl_lines(sheet: object, most: int) -> list[list[str]]:
    lines: list[list[str]] = []
    sheet.reset_dimensions()  # type: ignore[attr-defined]
    for at, row in enumerate(sheet.iter_rows(), start=1):  # type: ignore[attr-defined]
        if at > most:
            _refuse("lines")
        for cell in row[:WIDEST]:
            if cell.value is not None and cell.data_type == "f":
                _refuse("formula", f"Line {at}, cell {cell.coordinate},")
        lines.append(_trimmed([_cell(cell.value) for cell in row[:WIDEST]]))
    return lines


def _by_calamine(content: bytes, most: int) -> list[tuple[str, list[list[str]]]]:
    from python_calamine import CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        found = []
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            if sheet.height > most:
                _refuse("lines")
            rows = sheet.to_python(skip_empty_area=False)
            found.append((name, [_trimmed([_cell(value) for value in row[:WIDEST]]) for row in rows]))
    except (MemoryError, SystemExit):
        raise
    except Exception:
        _refuse("broken")
    return found


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _cell(value: object) -> str:
    """A cell as a person would type it; a number is written out exactly as the workbook keeps it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, int):
        return str(value)
    if type(value).__name__ == "float":
        exact = Decimal(repr(value))
        return str(int(exact)) if exact == exact.to_integral_value() else f"{exact:f}"
    return str(value)[:LONGEST]


if __name__ == "__main__":
    main()
