"""The upload corpus: the expected verdict for each file, by its bytes, in bounded time and memory; nothing is ever parsed."""

from __future__ import annotations

import io
import time
import tracemalloc
import zipfile
import zlib

import pytest

from documents import vault
from documents.errors import RuleViolation
from documents.intake import check_upload
from tests.documents.test_intake import PDF

LIMIT = 20 * 1024 * 1024


def bomb() -> bytes:
    """A thousand files of a megabyte in a megabyte."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(50):
            archive.writestr(f"{number}.txt", bytes(1024 * 1024))
    return target.getvalue()


def huge_picture() -> bytes:
    """A PNG that says it is 60,000 by 60,000 pixels: 3.6 thousand million of them, were anybody to decode it."""
    head = (60_000).to_bytes(4, "big") * 2 + bytes((8, 0, 0, 0, 0))
    chunk = b"IHDR" + head
    return b"\x89PNG\r\n\x1a\n" + len(head).to_bytes(4, "big") + chunk + zlib.crc32(chunk).to_bytes(4, "big")


# name → (bytes, what it is called, the media type it is filed as, or the code of its refusal)
CORPUS: dict[str, tuple[bytes, str, str]] = {
    "a paper": (PDF, "report.pdf", "application/pdf"),
    "a PDF with a script": (
        PDF + b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>",
        "x.pdf",
        "application/pdf",
    ),
    "a PDF that is a page as well": (PDF + b"<html><script>alert(1)</script>", "x.html", "application/pdf"),
    "a PDF that is an archive as well": (PDF + bomb(), "x.zip", "application/pdf"),
    "a PDF with nothing in it": (b"%PDF-", "x.pdf", "application/pdf"),
    "a PDF with endless nesting": (PDF + b"[" * 1_000_000, "x.pdf", "application/pdf"),
    "a PNG of giant size": (huge_picture(), "x.png", "image/png"),
    "a JPEG with a page in its comment": (
        b"\xff\xd8\xff\xfe\x00\x20<script>alert(1)</script>",
        "x.svg",
        "image/jpeg",
    ),
    "the largest that is taken": (PDF + bytes(LIMIT - len(PDF)), "x.pdf", "application/pdf"),
    "one byte more": (PDF + bytes(LIMIT - len(PDF) + 1), "x.pdf", "file_too_large"),
    "nothing": (b"", "x.pdf", "empty_file"),
    "a bomb": (bomb(), "x.pdf", "wrong_file_kind"),
    "a document with macros": (b"PK\x03\x04\x14\x00\x06\x00word/vbaProject.bin", "x.docm", "wrong_file_kind"),
    "an old document": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "x.pdf", "wrong_file_kind"),
    "a page": (b"<!doctype html><script>alert(1)</script>", "x.pdf", "wrong_file_kind"),
    "a drawing with a script": (b"<?xml version='1.0'?><svg onload='alert(1)'/>", "x.png", "wrong_file_kind"),
    "an entity bomb": (b"<!DOCTYPE lolz [<!ENTITY lol 'lol'>]>", "x.pdf", "wrong_file_kind"),
    "a page before a paper": (b"<script>alert(1)</script>\n" + PDF, "x.pdf", "wrong_file_kind"),
    "a paper after a byte order mark": (b"\xef\xbb\xbf" + PDF, "x.pdf", "application/pdf"),
    "a picture that moves": (b"GIF89a/*", "x.png", "wrong_file_kind"),
    "a picture of another kind": (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "x.png", "wrong_file_kind"),
    "a program": (b"MZ\x90\x00\x03", "report.pdf", "wrong_file_kind"),
    "another program": (b"\x7fELF\x02\x01\x01", "report.pdf", "wrong_file_kind"),
    "a script": (b"#!/bin/sh\nrm -rf /\n", "report.pdf", "wrong_file_kind"),
    "PostScript": (b"%!PS-Adobe-3.0\n(/etc/passwd) run", "report.pdf", "wrong_file_kind"),
    "a paper in capitals": (b"%pdf-1.7", "report.pdf", "wrong_file_kind"),
    "a table": (b'=HYPERLINK("http://evil.example")', "report.pdf", "wrong_file_kind"),
}
NAMES = (
    "../../../etc/passwd",
    "..\\..\\windows\\system32",
    "/absolute/path.pdf",
    "C:evil.pdf",
    "con.pdf",
    ".htaccess",
    "a\x00b.pdf",
    "a\r\nSet-Cookie: x=1",
    "evil\u202efdp.exe",
    "x" * 5_000,
    "报告.pdf",
    "<script>.pdf",
    "'; DROP TABLE x; --.pdf",
    "$(reboot).pdf",
    "",
)


def verdict(content: bytes, filename: str) -> str:
    try:
        return check_upload(content, filename).media_type
    except RuleViolation as refusal:
        return refusal.code


def test_each_file_has_its_verdict_in_bounded_time_and_memory() -> None:
    tracemalloc.start()
    started = time.process_time()
    found = {name: verdict(content, filename) for name, (content, filename, _) in CORPUS.items()}
    taken, (_, peak) = time.process_time() - started, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found == {name: expected for name, (_, _, expected) in CORPUS.items()}
    assert taken < 2, "a verdict looks for a few marks and unpacks nothing"
    assert peak < 4 * 1024 * 1024, "no verdict copies or unpacks its file"


@pytest.mark.parametrize("filename", NAMES)
def test_no_name_reaches_a_path_a_header_or_a_page(filename: str, vault_root: object) -> None:
    intake = check_upload(PDF, filename)
    assert intake.filename.endswith(".pdf")
    assert len(intake.filename) <= 104
    assert not set("/\\\r\n\x00<>\"'$;:|&\u202e") & set(intake.filename)
    stored = vault.path_of(vault.store(intake.content))
    assert stored.name == vault.store(PDF), "a file is stored under its digest, whatever it is called"
