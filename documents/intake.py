"""What comes in from outside: checked by its bytes, never by its name, and never parsed in the web process."""

import re
import unicodedata
from dataclasses import dataclass

from django.conf import settings

from documents.errors import RuleViolation

# A mark or line end that some scanners and mail programs put before the paper; readers pass over it, and so does the desk.
_BEFORE = re.compile(rb"(?:\xef\xbb\xbf)?[\r\n]*(?=%PDF-)")
_ENCRYPTED = re.compile(rb"/Encrypt\s*(?:<<|\d+\s+\d+\s+R\b)")
# A page by its own name, or the packed objects in which newer files keep their pages.
_PAGE = re.compile(rb"/Type\s*/(?:Page|ObjStm)\b")
_END_WITHIN = 1024  # bytes: how far from the end of a PDF readers look for %%EOF (ISO 32000-1, Annex H, implementation note 18)
ANYWAY = "file_anyway"  # what a form calls the answer to "file it all the same?"

_SIGNATURES = (
    (b"%PDF-", "application/pdf", ".pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png", ".png"),
    (b"\xff\xd8\xff", "image/jpeg", ".jpg"),
    (b"II*\x00", "image/tiff", ".tif"),
    (b"MM\x00*", "image/tiff", ".tif"),
)


@dataclass(frozen=True)
class Intake:
    """A file as it may be filed: its bytes, the media type its first bytes show, and a harmless name.

    `doubts` are sentences on why nobody might be able to read it; whoever files it is asked first, and the record keeps them.
    """

    content: bytes
    filename: str
    media_type: str
    doubts: tuple[str, ...] = ()


def check_upload(content: bytes, filename: str) -> Intake:
    """Accept a PDF or a scan (PNG, JPEG, TIFF) of at most `MAX_UPLOAD_BYTES`.

    Refuses an empty or oversized file, and one whose first bytes are of no accepted kind, whatever it is called. One that is
    locked, cut off or has no page is not refused, for it may be all that ever comes: it carries its doubts.
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
    before = _BEFORE.match(content)
    begins = before.end() if before else 0
    for signature, media_type, suffix in _SIGNATURES:
        if content.startswith(signature, begins):
            return Intake(content, safe_name(filename, suffix), media_type, _doubts(content, media_type))
    raise RuleViolation(
        "wrong_file_kind",
        "The file is neither a PDF nor a scan (PNG, JPEG, TIFF). Print it to PDF and choose that file.",
        field="file",
    )


def settled(paper: Intake, *, anyway: bool, field: str) -> Intake:
    """The paper, where it raises no doubt or whoever files it said to file it all the same; else refused with the question."""
    if paper.doubts and not anyway:
        raise RuleViolation(
            "paper_in_doubt",
            f"{' '.join(paper.doubts)} Ask for a whole and open copy; or choose the file again and tick "
            "“File it all the same”.",
            field=field,
        )
    return paper


def _doubts(content: bytes, media_type: str) -> tuple[str, ...]:
    """Why the file might not be readable, by its bytes alone: each search runs over them once and copies nothing."""
    if media_type == "application/pdf":
        asked = (
            (_ENCRYPTED.search(content) is not None, "The PDF is locked with a password or against copying."),
            (
                content.rfind(b"%%EOF", max(0, len(content) - _END_WITHIN)) < 0,
                "The PDF has no end: it was cut off on its way.",
            ),
            (_PAGE.search(content) is None, "The PDF has no page."),
        )
        return tuple(sentence for found, sentence in asked if found)
    end = {"image/png": b"IEND", "image/jpeg": b"\xff\xd9"}.get(media_type)
    if end is not None and content.rfind(end) < 0:
        return ("The scan has no end: it was cut off on its way.",)
    return ()


def safe_name(filename: str, suffix: str) -> str:
    """A name without path, control or direction characters, ending as its content asks."""
    stem = re.split(r"[/\\]", unicodedata.normalize("NFC", filename))[-1].rsplit(".", 1)[0]
    # Letters, figures, and the marks that belong to a letter, as the vowels of many scripts do.
    kept = "".join(c for c in stem if unicodedata.category(c)[0] in "LMN" or c in " -_.()（）").strip(" .")
    return (kept[:100] or "document") + suffix
