"""What comes in: the verdict on each kind of file, by its bytes; and the name it is filed under."""

from __future__ import annotations

import io
import unicodedata
from typing import Any

import pikepdf
import pytest

from documents.errors import RuleViolation
from documents.intake import check_upload, safe_name, settled

PDF = b"%PDF-1.7\n1 0 obj<</Type/Page>>endobj\n%%EOF\n"


@pytest.mark.parametrize(
    ("content", "media_type", "suffix"),
    [
        (PDF, "application/pdf", ".pdf"),
        (b"\xef\xbb\xbf" + PDF, "application/pdf", ".pdf"),
        (b"\r\n" + PDF, "application/pdf", ".pdf"),
        (b"\xef\xbb\xbf\n\n" + PDF, "application/pdf", ".pdf"),
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


LOCKED = "The PDF is locked with a password or against copying."
CUT_OFF = "The PDF has no end: it was cut off on its way."
NO_PAGE = "The PDF has no page."


@pytest.mark.parametrize(
    ("content", "doubts"),
    [
        (PDF, ()),
        (PDF.replace(b"/Page>>", b"/Pages/Count 1>>endobj 2 0 obj<</Type /Page>>"), ()),
        (PDF.replace(b"/Type/Page", b"/Type/ObjStm"), ()),
        (PDF.replace(b"%%EOF", b"trailer<</EncryptMetadata true>>\n%%EOF"), ()),
        (PDF + b"\n" * 900, ()),
        (PDF.replace(b"%%EOF", b"trailer<</Root 1 0 R/Encrypt 9 0 R>>\n%%EOF"), (LOCKED,)),
        (PDF.replace(b"%%EOF", b"trailer<</Encrypt <</Filter/Standard>>>>\n%%EOF"), (LOCKED,)),
        (PDF.removesuffix(b"%%EOF\n"), (CUT_OFF,)),
        (PDF + b"7 0 obj" + b"x" * 2000, (CUT_OFF,)),
        (PDF.replace(b"/Type/Page", b"/Type/Pages"), (NO_PAGE,)),
        (b"%PDF-1.7\n/Encrypt 9 0 R", (LOCKED, CUT_OFF, NO_PAGE)),
        (b"\x89PNG\r\n\x1a\n....", ("The scan has no end: it was cut off on its way.",)),
        (b"\x89PNG\r\n\x1a\n....IEND\xaeB`\x82", ()),
        (b"\xff\xd8\xff\xe0....", ("The scan has no end: it was cut off on its way.",)),
        (b"\xff\xd8\xff\xe0....\xff\xd9", ()),
    ],
)
def test_file_that_nobody_may_be_able_to_read_is_taken_with_its_doubts(
    content: bytes, doubts: tuple[str, ...]
) -> None:
    intake = check_upload(content, "report.pdf")
    assert intake.content == content, "the evidence is the file as it came"
    assert intake.doubts == doubts


def test_doubts_are_asked_about_and_answered() -> None:
    locked = check_upload(PDF + b"/Encrypt 9 0 R %%EOF", "a.pdf")
    with pytest.raises(RuleViolation) as refusal:
        settled(locked, anyway=False, field="paper")
    assert (refusal.value.code, refusal.value.field) == ("paper_in_doubt", "paper")
    assert refusal.value.sentence.startswith(LOCKED)
    assert settled(locked, anyway=True, field="paper") is locked
    whole = check_upload(PDF, "a.pdf")
    assert settled(whole, anyway=False, field="paper") is whole


def test_real_papers_raise_no_doubt_until_they_are_locked_or_cut() -> None:
    plain, locked, packed = io.BytesIO(), io.BytesIO(), io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(plain)
        made.save(packed, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        made.save(locked, encryption=pikepdf.Encryption(owner="o", user="u"))
    assert check_upload(plain.getvalue(), "a.pdf").doubts == ()
    assert check_upload(packed.getvalue(), "a.pdf").doubts == ()
    assert check_upload(locked.getvalue(), "a.pdf").doubts == (LOCKED,)
    assert CUT_OFF in check_upload(plain.getvalue()[:-20], "a.pdf").doubts
    with pikepdf.new() as made:
        empty = io.BytesIO()
        made.save(empty)
    assert check_upload(empty.getvalue(), "a.pdf").doubts == (NO_PAGE,)


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
