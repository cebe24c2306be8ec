"""The play with real pages: in less than a minute, and left for looking at."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from documents import vault
from documents.models import Document
from escrow_site.demo.play import load_demo
from tests.demo.conftest import LOADED, PASSWORDS

A_MINUTE = 60


@pytest.mark.slow
@pytest.mark.sqlite_only
@pytest.mark.django_db
def test_both_deals_are_there_within_a_minute_with_all_their_pages(artefacts: Path) -> None:
    """Processor time is measured, for the machine may be busy with other things."""
    began = time.process_time()
    load_demo(PASSWORDS, now=LOADED)
    assert time.process_time() - began < A_MINUTE
    folder = artefacts / "demo-papers"
    folder.mkdir(exist_ok=True)
    papers = Document.objects.filter(made_here=True).order_by("id")
    assert papers.count() == 25
    for number, paper in enumerate(papers, start=1):
        content = vault.read(paper.sha256)
        assert content.startswith(b"%PDF-")
        assert content.rstrip().endswith(b"%%EOF")
        (folder / f"{number:02} {paper.filename}").write_bytes(content)
