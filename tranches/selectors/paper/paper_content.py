"""What the content attached to an unknown file says: which paper of ours it calls itself, and whether it says the same.

Only for `manage.py check_paper`: reading a foreign PDF is nothing for the web process.
"""

from dataclasses import dataclass
from typing import Any

from documents import vault
from documents.models import Document
from documents.papers.content import NoContent, content_in, differences


@dataclass(frozen=True)
class Likeness:
    """The paper of ours that a file's content names, and where the two differ; no difference means that they say the same."""

    paper: Document
    differences: list[str]


def likeness_of(file: bytes) -> Likeness | None:
    """The paper of ours that is nearest to the file by its attached content; None where it carries none or names none of ours.

    Equal content proves nothing about the pages: whoever alters them can leave the attachment as it was.
    """
    try:
        theirs = content_in(file)
    except NoContent:
        return None
    found = [
        Likeness(paper, differences(ours, theirs))
        for paper in _papers_called(_reference_in(theirs))
        if (ours := _content_of(paper)) is not None
    ]
    return min(found, key=lambda likeness: len(likeness.differences), default=None)


def _reference_in(content: dict[str, Any]) -> str:
    """The reference that the paper prints in its head, or an empty text."""
    found: Any = content
    for key in ("content", "frame", "reference"):
        found = found.get(key) if isinstance(found, dict) else None
    return found if isinstance(found, str) and found.isprintable() else ""


def _papers_called(reference: str) -> list[Document]:
    """The papers made here under the reference, without their signed renditions: a proposal and its certificate share one."""
    rows = Document.objects.filter(reference=reference, made_here=True, rendition_of__isnull=True)
    return list(rows.order_by("id")) if reference else []


def _content_of(paper: Document) -> dict[str, Any] | None:
    """Papers made before contents were attached have none."""
    try:
        return content_in(vault.read(paper.sha256))
    except NoContent:
        return None
