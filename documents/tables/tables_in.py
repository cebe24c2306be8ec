"""Tables that come in as a file: CSV or TSV in the usual encodings and separators, XLSX and ODS. Cells are text.

What is read says how (`Sheet.how`), so that a page can show it before anything is loaded. Workbooks are parsed in a process of
their own, with its memory and time limited: a library that unpacks what a stranger sent never does so where the desk runs.
"""

import csv
import hashlib
import io
import json
import re
import subprocess
import sys
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

from documents.errors import RuleViolation

MOST_BYTES = 1_000_000
MOST_LINES = 20_000  # under what a table may have with its blank lines; a reader of rows asks for fewer
CHILD = Path(__file__).with_name("workbook_child.py")
CHILD_SECONDS = 30
KEPT = 4  # the files read last: a page shows one, and the service reads the same

# What Western names and papers use of Windows-1252; ÿ and þ are not among it, for they are byte order marks.
_WESTERN = re.compile(
    "[\t\n\r -~\u00a0€‚„…‘’“”•–—™£§©®°´·¿¡ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝßàáâãäåæçèéêëìíîïñòóôõöøùúûüýŒœŠšŽžŸ]*"
)
_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
_read: "OrderedDict[str, Sheet]" = OrderedDict()


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODS = "application/vnd.oasis.opendocument.spreadsheet"


@dataclass(frozen=True)
class Sheet:
    """The lines of a file, blank ones too, and how they were read. `is_certain` is false where the encoding is the likely one."""

    lines: tuple[tuple[str, ...], ...]
    form: str
    how: str
    is_certain: bool = True


def read_sheet(content: bytes) -> Sheet:
    """Read a table. Refuses what is too large, no table, or a workbook with macros, formulas, a password or too much in it."""
    if len(content) > MOST_BYTES:
        raise refused("file_too_large", "The file is larger than 1 MB. Split it, or leave rows out.")
    digest = hashlib.sha256(content).hexdigest()
    if digest not in _read:
        is_workbook = content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))
        _read[digest] = _workbook(content) if is_workbook else _text(content)
        while len(_read) > KEPT:
            _read.popitem(last=False)
    return _read[digest]


def kind_of(content: bytes) -> tuple[str, str]:
    """The media type and ending under which a table is filed, by its first bytes; it is kept as it came in."""
    if content.startswith(b"PK\x03\x04"):
        return (ODS, ".ods") if ODS.encode() in content[:200] else (XLSX, ".xlsx")
    return "text/csv", ".csv"


def refused(code: str, sentence: str) -> RuleViolation:
    """The refusal of a file, at its field."""
    return RuleViolation(code, sentence, field="file")


def _text(content: bytes) -> Sheet:
    text, encoding, is_certain = _decoded(content)
    first, _, rest = text.partition("\n")
    told = re.fullmatch(r"sep=([,;\t])\s*", first)  # what Excel writes for itself
    body = f"\n{rest}" if told else text
    head = next((line for line in body.splitlines() if line.strip()), "")
    bare = re.sub(r'"[^"]*"', "", head)
    separator = told[1] if told else max(_SEPARATORS, key=bare.count)
    try:
        lines = tuple(
            tuple(row) for row in csv.reader(io.StringIO(body, newline=""), delimiter=separator, strict=True)
        )
    except csv.Error:
        raise _unreadable() from None
    if len(lines) > MOST_LINES:
        raise _too_many()
    form = "TSV" if separator == "\t" else "CSV"
    return Sheet(lines, form, f"{form} in {encoding}, cells set off by {_SEPARATORS[separator]}", is_certain)


def _decoded(content: bytes) -> tuple[str, str, bool]:
    """The text, the name of its encoding, and whether it can be no other."""
    for mark, codec, name in (
        (b"\xef\xbb\xbf", "utf-8-sig", "UTF-8"),
        (b"\xff\xfe", "utf-16", "UTF-16"),
        (b"\xfe\xff", "utf-16", "UTF-16"),
    ):
        if content.startswith(mark):
            return _strictly(content, codec), name, True
    if b"\x00" in content:
        codec = "utf-16-be" if content[:1] == b"\x00" else "utf-16-le"
        return _strictly(content, codec), "UTF-16", True
    try:
        return content.decode(), "UTF-8", True
    except UnicodeDecodeError:
        pass
    try:
        content.decode(
            "gb2312"
        )  # the common characters: other bytes that would do as GB18030 too are hardly Chinese
        return content.decode("gb18030"), "GB18030 (Chinese)", False
    except UnicodeDecodeError:
        pass
    western = content.decode("cp1252", errors="replace")
    if _WESTERN.fullmatch(western):
        return western, "Windows-1252 (Western European)", False
    return _strictly(content, "gb18030"), "GB18030 (Chinese)", False


def _strictly(content: bytes, codec: str) -> str:
    try:
        text = content.decode(codec)
    except UnicodeDecodeError:
        raise _unreadable() from None
    if "\x00" in text or not any(character.isascii() and character.isalpha() for character in text):
        raise _unreadable()
    return text


def _workbook(content: bytes) -> Sheet:
    """The one sheet of a workbook, by a child process that is given the bytes and answers with JSON."""
    try:
        done = subprocess.run(  # noqa: S603 - our own file, by our own interpreter
            [sys.executable, "-I", str(CHILD), str(MOST_LINES)],
            input=content,
            capture_output=True,
            timeout=CHILD_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _workbook_refused("broken") from None
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        raise _workbook_refused("broken") from None
    if "refused" in answer:
        raise _workbook_refused(answer["refused"], answer.get("where", ""))
    form = answer["form"]
    return Sheet(tuple(tuple(row) for row in answer["lines"]), form, f"{form}, sheet “{answer['sheet']}”")


def _workbook_refused(why: str, where: str = "") -> RuleViolation:
    sentences = {
        "macros": "The workbook has macros. Save it as XLSX without macros and choose that file.",
        "formula": f"{where} has a formula. Paste it as a value, save, and choose the file again.",
        "password": "The workbook is protected by a password. Save it without one and choose it again.",
        "old": "This is a workbook of the old form (XLS). Save it as XLSX and choose that file.",
        "sheets": f"The workbook has several sheets with content ({where}). Save the one that is meant on its own.",
        "too_large": "Unpacked, the workbook is far larger than any list. Copy the list into a new workbook.",
        "lines": f"The table has more than {MOST_LINES:,} lines. Split it, or delete the empty lines below it.",
        "broken": "The workbook cannot be read, or not in reasonable time. Save it as XLSX or CSV anew and choose that file.",
    }
    code = {"too_large": "file_too_large", "lines": "rows_wrong"}.get(why, "file_unreadable")
    return refused(code, sentences.get(why, sentences["broken"]))


def _too_many() -> RuleViolation:
    return _workbook_refused("lines")


def _unreadable() -> RuleViolation:
    return refused(
        "file_unreadable",
        "The file is not UTF-8 text, nor another table that can be read. Save it as XLSX or as CSV (UTF-8) and choose it again.",
    )
