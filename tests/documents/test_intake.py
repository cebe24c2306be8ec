"""What comes in: the verdict on each kind of file, by its bytes; and the name it is filed under."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest

from documents.errors import RuleViolation
from documents.intake import check_upload, safe_name

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF\n"


@pytest.mark.parametrize(
    ("content", "media_type", "suffix"),
    [
        (PDF, "application/pdf", ".pdf"),
        (b"\x89PNG\r\n\x1a\n....", "image/png", ".png"),
        (b"\xff\xd8\xff\xe0....", "image/jpeg", ".jpg"),
        (b"II*\x00....", "image/tiff", ".tif"),
        (b"MM\x00*....", "image/tiff", ".tif"),
    ],
)
def test_papers_and_scans_are_accepted_by_their_bytes(content: bytes, media_type: str, suffix: str) -> None:
    intake = check_upload(content, "scan.exe")
    assert (intake.content, intake.media_type, intake.filename) == (content, media_type, f"scan{suffix}")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"<html><script>alert(1)</script>", "wrong_file_kind"),
        (b"PK\x03\x04 a spreadsheet or a bomb", "wrong_file_kind"),
        (b"MZ\x90\x00 a program", "wrong_file_kind"),
        (b"GIF89a", "wrong_file_kind"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "wrong_file_kind"),
        (b"#!/bin/sh\n%PDF-1.7", "wrong_file_kind"),
        (b" %PDF-1.7", "wrong_file_kind"),
        (b"\x00" * 64, "wrong_file_kind"),
    ],
)
def test_everything_else_is_refused_whatever_it_is_called(content: bytes, code: str) -> None:
    with pytest.raises(RuleViolation) as refusal:
        check_upload(content, "report.pdf")
    assert refusal.value.code == code
    assert refusal.value.field == "file"


def test_size_is_limited_to_the_byte(settings: Any) -> None:
    settings.MAX_UPLOAD_BYTES = len(PDF)
    assert check_upload(PDF, "a.pdf").content == PDF
    with pytest.raises(RuleViolation) as refusal:
        check_upload(PDF + b"\n", "a.pdf")
    assert refusal.value.code == "file_too_large"
    assert f"{len(PDF) + 1:,} bytes; at most {len(PDF):,}" in refusal.value.sentence


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("report 2026.pdf", "report 2026.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\fakepath\\审计报告.pdf", "审计报告.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "aSet-Cookie x1.pdf"),
        ("evil\u202efdp.exe", "evilfdp.pdf"),
        ("nul\x00byte.pdf", "nulbyte.pdf"),
        ("", "document.pdf"),
        ("....", "document.pdf"),
        (".htaccess", "document.pdf"),
        ('"quoted";name.pdf', "quotedname.pdf"),
        ("报告（终稿）.PDF", "报告（终稿）.pdf"),
        ("हिन्दी.pdf", "हिन्दी.pdf"),
        ("हिन्दू.pdf", "हिन्दू.pdf"),
        ("தமிழ் அறிக்கை.pdf", "தமிழ் அறிக்கை.pdf"),
        ("รายงานผู้สอบบัญชี.pdf", "รายงานผู้สอบบัญชี.pdf"),
    ],
)
def test_name_is_harmless(given: str, kept: str) -> None:
    assert safe_name(given, ".pdf") == kept


def test_name_is_composed_and_of_bounded_length() -> None:
    assert safe_name(unicodedata.normalize("NFD", "café.pdf"), ".pdf") == "café.pdf"
    assert len(safe_name("x" * 5000, ".pdf")) == 104
