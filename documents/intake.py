"""What comes in from outside: checked by its bytes, never by its name, and never parsed in the web process."""

import re
import unicodedata
from dataclasses import dataclass

from django.conf import settings

from documents.errors import RuleViolation

_SIGNATURES = (
    (b"%PDF-", "application/pdf", ".pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png", ".png"),
    (b"\xff\xd8\xff", "image/jpeg", ".jpg"),
    (b"II*\x00", "image/tiff", ".tif"),
    (b"MM\x00*", "image/tiff", ".tif"),
)


@dataclass(frozen=True)
class Intake:
    """A file as it may be filed: its bytes, the media type its first bytes show, and a harmless name."""

    content: bytes
    filename: str
    media_type: str


def check_upload(content: bytes, filename: str) -> Intake:
    """Accept a PDF or a scan (PNG, JPEG, TIFF) of at most `MAX_UPLOAD_BYTES`.

    Refuses an empty or oversized file, and one whose first bytes are of no accepted kind, whatever it is called.
    """
    if not content:
        raise RuleViolation("empty_file", "The file is empty. Choose the file again.", field="file")
    limit = settings.MAX_UPLOAD_BYTES
    if len(content) > limit:
        raise RuleViolation(
            "file_too_large",
            f"The file has {len(content):,} bytes; at most {limit:,} are accepted. Scan it with a lower resolution.",
            field="file",
        )
    for signature, media_type, suffix in _SIGNATURES:
        if content.startswith(signature):
            return Intake(content, safe_name(filename, suffix), media_type)
    raise RuleViolation(
        "wrong_file_kind",
        "The file is neither a PDF nor a scan (PNG, JPEG, TIFF). Print it to PDF and choose that file.",
        field="file",
    )


def safe_name(filename: str, suffix: str) -> str:
    """A name without path, control or direction characters, ending as its content asks."""
    stem = re.split(r"[/\\]", unicodedata.normalize("NFC", filename))[-1].rsplit(".", 1)[0]
    # Letters, figures, and the marks that belong to a letter, as the vowels of many scripts do.
    kept = "".join(c for c in stem if unicodedata.category(c)[0] in "LMN" or c in " -_.()（）").strip(" .")
    return (kept[:100] or "document") + suffix
