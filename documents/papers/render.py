"""From a sheet to the bytes of a PDF.

Same sheet, same bytes, in any process and on any day: the file's identifier comes from the sheet's content, its date is the
sheet's own, and its faces are the named files of `fonts`. A paper is rendered once and filed; nobody renders it again to check it.
It is laid out as PDF/A-3u, for keeping, and carries its sheet as attached JSON. No validator was at hand: what is said of the form
is what the tests look up in each sample, no certificate of conformance.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from pathlib import Path
from typing import Any

from django.template import Context, Engine
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration

from documents.errors import RuleViolation
from documents.papers import fonts
from documents.papers.content import Content, attachment_of, listed_once
from documents.papers.fetcher import SHIPPED, ClosedFetcher, Refused
from documents.papers.present import context_of
from documents.papers.sheets import Sheet, canonical

EDITION = "3"
"""Changes when a template or the stylesheet changes what is printed, or the form of the file; part of the file's identifier."""

FORM = "pdf/a-3u"
"""PDF/A-3 with level U: every character can be read as Unicode, and files may be attached."""

LONGEST_TEXT = 1_000
"""The characters a paper takes in any one place."""

_TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
_ONE_AT_A_TIME = threading.Lock()


class PaperError(Exception):
    """A paper could not be made as it should be. Nothing was made."""


class _LoudIfInvalid(str):
    """Makes a template that names something unknown fail, instead of printing nothing in its place."""

    __slots__ = ()

    def __contains__(self, part: object) -> bool:
        return part == "%s"

    def __mod__(self, name: object) -> str:
        raise PaperError(f"a paper's template names {name!r}, which its sheet does not have")


def render(sheet: Sheet, *, fetcher: ClosedFetcher | None = None) -> bytes:
    """The sheet as a PDF.

    Raises RuleViolation `paper-unprintable` or `paper-too-long` when a text holds characters that would not be seen as
    themselves or is too long to be laid out (the user can change it), and PaperError when a face is missing, something
    outside the project was to be loaded, or the renderer complained: a paper is whole or it is not made.
    """
    if absent := fonts.missing():
        raise PaperError(f"the papers need these faces, which are not installed: {', '.join(absent)}")
    refuse_unprintable(sheet)
    markup = to_html(sheet)
    content = Content(canonical(sheet), sheet.frame.made_at_utc)
    identifier = hashlib.sha256(f"paper {EDITION}\n".encode() + content.json).hexdigest()
    return to_pdf(markup, identifier=identifier, fetcher=fetcher or ClosedFetcher(), content=content)


def to_pdf(markup: str, *, identifier: str, fetcher: ClosedFetcher, content: Content | None = None) -> bytes:
    """The markup as a PDF, one at a time in a process. Raises PaperError as `render` does.

    With `content` it is a paper: a PDF/A-3u with the content attached. Without, it is what is put upon one, as a stamp is.
    WeasyPrint swallows even a fatal refusal inside an SVG, so the fetcher is asked afterwards what it refused.
    """
    complaints = _Complaints()
    logger = logging.getLogger("weasyprint")
    with _ONE_AT_A_TIME:
        logger.addHandler(complaints)
        try:
            document = HTML(string=markup, base_url=SHIPPED.as_uri() + "/", url_fetcher=fetcher)
            with fonts.papers_own():
                faces = FontConfiguration()
            pdf: bytes = document.write_pdf(
                font_config=faces, pdf_identifier=identifier.encode(), pdf_tags=True, **_form_of(content)
            )
        except Refused as refusal:
            raise PaperError(str(refusal)) from refusal
        finally:
            logger.removeHandler(complaints)
    if fetcher.refused:
        raise PaperError(f"a paper may not load {fetcher.refused[0][:200]!r}")
    if complaints.heard:
        raise PaperError(f"the renderer complained: {'; '.join(complaints.heard)}")
    return pdf


def _form_of(content: Content | None) -> dict[str, Any]:
    """What makes a paper of a mere PDF: its form, and its content attached."""
    if content is None:
        return {}
    return {"pdf_variant": FORM, "attachments": [attachment_of(content)], "finisher": listed_once}


def to_html(sheet: Sheet) -> str:
    """The sheet as the HTML that is printed. Everything a sheet says is escaped; no template marks a text as safe.

    The engine is the papers' own: it knows their templates and filters only, and neither the active language nor a setting
    of the site changes a figure.
    """
    template = _ENGINE.get_template(sheet.template)
    return template.render(Context(context_of(sheet), use_l10n=False, use_tz=False))


_ENGINE = Engine(
    dirs=[str(_TEMPLATES)],
    libraries={"paper": "documents.papers.tags"},
    builtins=["documents.papers.tags"],
    string_if_invalid=_LoudIfInvalid("%s"),
    autoescape=True,
)


def refuse_unprintable(sheet: Sheet) -> None:
    """Refuse a sheet with characters that no face has, that are invisible, or that turn the reading direction around.

    And texts longer than `LONGEST_TEXT`, because laying them out would keep everybody else waiting.
    """
    for place, text in fonts.texts_in(sheet):
        if len(text) > LONGEST_TEXT:
            raise RuleViolation(
                "paper-too-long",
                f"The paper was not made: {place} has {len(text):,} characters; a paper takes {LONGEST_TEXT:,} in "
                f"one place. Shorten it where it was entered, or file it as a document and refer to that.",
            )
        if found := fonts.unprintable(text):
            named = ", ".join(fonts.name_of(character) for character in found[:5])
            raise RuleViolation(
                "paper-unprintable",
                f"The paper was not made: {place} contains characters that would not be seen on paper ({named}). "
                f"Replace them where the text was entered, then try again.",
            )


class _Complaints(logging.Handler):
    """Collects what WeasyPrint complains about while this thread renders."""

    def __init__(self) -> None:
        super().__init__(level=logging.WARNING)
        self.heard: list[str] = []
        self._thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self._thread:
            self.heard.append(record.getMessage())
