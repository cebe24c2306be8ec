"""The letter of a notice by courier: every field on paper, and nothing that contradicts itself."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace

import pytest
from pypdf import PdfReader

from documents.papers.render import render
from tests.papers.samples_notices import COURIER


def test_letter_says_every_field_and_the_same_bytes_twice() -> None:
    paper = render(COURIER)
    assert paper == render(COURIER)
    pages = PdfReader(io.BytesIO(paper)).pages
    text = " ".join("".join(page.extract_text() for page in pages).split())
    for shown in (
        "KX-2025/CN-1",
        "Change of the agent’s bank",
        "DHL Express",
        "1234567890",
        "22 December 2028",
        "25 December 2028",
        "2 New Road",
        "Hangzhou",
        "SPA 11.3",
        "for the escrow agent",
    ):
        assert shown in text
    assert "其他事项不变" in text.replace(" ", "")


@pytest.mark.parametrize(
    "changes",
    [
        {"addressees": ()},
        {"addressees": ((),)},
        {"paragraphs": ()},
        {"deemed_on": dt.date(2028, 12, 21)},
    ],
)
def test_letter_that_contradicts_itself_is_never_made(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="notice"):
        replace(COURIER, **changes)  # type: ignore[arg-type]
