"""Tables as they come in: encodings, separators, workbooks; and what is refused, in bounded time and memory."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from openpyxl import Workbook

from documents.errors import RuleViolation
from documents.tables import tables_in
from documents.tables.tables_in import read_sheet

HEAD = ("date", "holder", "shares")
ROW = ("2027/1/29", "开曼　有限公司", "3,000,000")
TEXT = f'date,holder,shares\n{ROW[0]},{ROW[1]},"{ROW[2]}"\n'


@pytest.fixture(autouse=True)
def nothing_read() -> None:
    tables_in._read.clear()


def workbook(*rows: tuple[object, ...]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "how"),
    [
        (TEXT.encode(), "CSV in UTF-8, cells set off by commas"),
        (TEXT.encode("utf-8-sig").replace(b"\n", b"\r\n"), "CSV in UTF-8"),
        (TEXT.encode("utf-16"), "CSV in UTF-16"),
        (TEXT.encode("utf-16-le"), "CSV in UTF-16"),
        (TEXT.encode("utf-16-be"), "CSV in UTF-16"),
        (TEXT.encode("gb18030"), "CSV in GB18030"),
        (
            TEXT.replace('"', "").replace(ROW[2], "3.000.000").replace(",", ";").encode(),
            "cells set off by semicolons",
        ),
        (
            "\t".join(HEAD).encode("utf-16") + ("\n" + "\t".join(ROW) + "\n").encode("utf-16-le"),
            "TSV in UTF-16",
        ),
        (
            b"sep=;\n" + ";".join(HEAD).encode() + b"\n" + ";".join(ROW).encode(),
            "cells set off by semicolons",
        ),
        (workbook(HEAD, ROW), "XLSX, sheet “Sheet”"),
    ],
)
def test_table_is_read_whatever_it_was_saved_as(content: bytes, how: str) -> None:
    sheet = read_sheet(content)
    lines = [line for line in sheet.lines if line]
    assert how in sheet.how
    assert lines[0] == HEAD
    assert lines[1][:2] == ROW[:2]
    assert lines[1][2].replace(".", ",") == ROW[2]


def test_western_encoding_is_read_and_said_to_be_uncertain() -> None:
    sheet = read_sheet("date,holder\n2027-01-29,Müller & Søn “A”\n".encode("cp1252"))
    assert sheet.lines[1] == ("2027-01-29", "Müller & Søn “A”")
    assert ("Windows-1252" in sheet.how, sheet.is_certain) == (True, False)
    assert not read_sheet(TEXT.encode("gb18030")).is_certain
    assert read_sheet(TEXT.encode()).is_certain


def test_cells_of_a_workbook_are_written_as_a_person_would_type_them() -> None:
    content = workbook(
        ("a", "b", "c", "d", "e"),
        (date(2027, 1, 29), 3_000_000, 1.25, None, True),
        (0.1, 1e15, "x", "", -2.5),
    )
    assert read_sheet(content).lines[1:] == (
        ("2027-01-29", "3000000", "1.25", "", "TRUE"),
        ("0.1", "1000000000000000", "x", "", "-2.5"),
    )


def with_member(content: bytes, name: str, data: bytes) -> bytes:
    file = io.BytesIO(content)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, data)
    return file.getvalue()


def bomb() -> bytes:
    return with_member(workbook(HEAD), "xl/worksheets/sheet9.xml", b" " * (80 << 20))


def rows_of_a_million() -> bytes:
    book = Workbook()
    book.active["A1"] = "date"  # type: ignore[index]
    book.active["A1048576"] = "x"  # type: ignore[index]
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def two_sheets() -> bytes:
    book = Workbook()
    book.active.append(HEAD)  # type: ignore[union-attr]
    book.create_sheet("Other").append(HEAD)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "code", "sentence"),
    [
        (with_member(workbook(HEAD), "xl/vbaProject.bin", b"x"), "file_unreadable", "has macros"),
        (bomb(), "file_too_large", "far larger than any list"),
        (rows_of_a_million(), "rows_wrong", "more than 20,000 lines"),
        (workbook(HEAD, ("=1+1", "x", 5)), "file_unreadable", "Line 2, cell A2, has a formula"),
        (two_sheets(), "file_unreadable", "several sheets"),
        (b"PK\x03\x04" + b"x" * 500, "file_unreadable", "cannot be read"),
        (workbook(HEAD)[:-900], "file_unreadable", "cannot be read"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 500, "file_unreadable", "old form (XLS)"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "file_unreadable", "password"),
        (b"x" * 1_000_001, "file_too_large", "larger than 1 MB"),
        (b"date,close\n\xff\xfe", "file_unreadable", "Save it as XLSX"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "file_unreadable", "Save it as XLSX"),
        (b"\n" * 20_001, "rows_wrong", "more than 20,000 lines"),
        (b'a,b\n"unclosed', "file_unreadable", "Save it as XLSX"),
    ],
)
def test_what_is_no_list_is_refused_with_a_sentence(content: bytes, code: str, sentence: str) -> None:
    with pytest.raises(RuleViolation) as caught:
        read_sheet(content)
    assert caught.value.code == code
    assert sentence in caught.value.sentence


def test_child_that_hangs_or_dies_is_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setattr(tables_in, "CHILD_SECONDS", 0.001)
    with pytest.raises(RuleViolation, match="not in reasonable time"):
        read_sheet(workbook(HEAD))


def test_file_is_parsed_once_for_page_and_service(monkeypatch: pytest.MonkeyPatch) -> None:
    content = workbook(HEAD, ROW)
    first = read_sheet(content)
    monkeypatch.setattr(tables_in, "CHILD_SECONDS", 0.001)
    assert read_sheet(content) is first


ODS_CONTENT = (
    '<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
    '<office:body><office:spreadsheet><table:table table:name="List">'
    '<table:table-row><table:table-cell office:value-type="string"><text:p>date</text:p></table:table-cell>'
    '<table:table-cell office:value-type="string"><text:p>close</text:p></table:table-cell></table:table-row>'
    '<table:table-row><table:table-cell office:value-type="date" office:date-value="2027-01-29">'
    "<text:p>29.01.27</text:p></table:table-cell>"
    '<table:table-cell office:value-type="float" office:value="1.25"{formula}>'
    "<text:p>1.25</text:p></table:table-cell></table:table-row>"
    "</table:table></office:spreadsheet></office:body></office:document-content>"
)


def ods(formula: str = "") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("mimetype", tables_in.ODS)
        packed.writestr("content.xml", ODS_CONTENT.format(formula=formula))
        packed.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return file.getvalue()


def test_open_document_is_read_and_its_formulas_are_refused() -> None:
    sheet = read_sheet(ods())
    assert sheet.lines == (("date", "close"), ("2027-01-29", "1.25"))
    assert tables_in.kind_of(ods()) == (tables_in.ODS, ".ods")
    with pytest.raises(RuleViolation, match="has a formula"):
        read_sheet(ods(' table:formula="of:=1+1"'))
