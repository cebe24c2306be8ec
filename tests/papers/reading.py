"""Reading a paper back: its text without the line breaks that the layout put in."""

from __future__ import annotations

import io
import re
from typing import Any

import pikepdf
from pypdf import PdfReader


def pages_of(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def squeezed(text: str) -> str:
    """Without white space: where a line breaks on paper is nobody's content."""
    return re.sub(r"\s+", "", text)


def text_of(pdf: bytes) -> str:
    return squeezed("".join(pages_of(pdf)))


def objects_of(pdf: bytes) -> list[Any]:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return [repr(item) for item in document.objects]
