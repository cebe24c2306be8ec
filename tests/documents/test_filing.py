"""Filing: bytes first, then row and event; a roll-back leaves at most an orphan."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from documents import vault
from documents.actor import system_actor
from documents.intake import check_upload
from documents.models import Binder, Document, Event
from documents.papers import fonts
from documents.selectors.history import versions_of
from documents.services.filing import file_document

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 1, 2, 3, tzinfo=UTC)
ACTOR = system_actor("test")
PAPER = check_upload(
    b"%PDF-1.7\n1 0 obj << /Type /Page >> endobj\n% report\ntrailer << >>\n%%EOF\n", "report.pdf"
)


@pytest.fixture
def binder(db: None) -> Binder:
    return Binder.objects.create(reference="T-1", title="test")


def filed(binder: Binder, *, made_here: bool = False, title: str = "Report") -> Document:
    with transaction.atomic():
        return file_document(
            binder=binder,
            intake=PAPER,
            kind="report",
            title=title,
            dated_on=date(2026, 1, 1),
            actor=ACTOR,
            now=NOW,
            subject=("tranche", "T-1/1"),
            reference="T-1/R",
            made_here=made_here,
        )


def test_filing_leaves_file_row_history_and_event(binder: Binder) -> None:
    document = filed(binder)
    sha256 = hashlib.sha256(PAPER.content).hexdigest()
    assert (document.sha256, document.size_bytes, document.filename) == (
        sha256,
        len(PAPER.content),
        "report.pdf",
    )
    assert vault.read(sha256) == PAPER.content
    (version,) = versions_of(document)
    assert (version.at, version.why, version.what) == (NOW, "Report", "entered")
    event = Event.objects.get(binder=binder)
    assert (event.kind, event.effective_on, event.recorded_at) == ("document.filed", date(2026, 1, 1), NOW)
    assert event.after["sha256"] == sha256
    assert event.documents == [{"sha256": sha256, "title": "Report", "kind": "report"}]
    assert event.facts == {"about": "tranche T-1/1"}


def test_paper_of_our_own_says_so(binder: Binder) -> None:
    assert filed(binder, made_here=True).made_here
    event = Event.objects.get(binder=binder)
    assert event.kind == "paper.made"
    assert event.facts == {"about": "tranche T-1/1", "fonts": fonts.digest()}


def test_same_bytes_filed_twice_are_two_documents_and_one_file(binder: Binder, vault_root: Path) -> None:
    assert filed(binder).pk != filed(binder).pk
    assert sum(path.is_file() for path in vault_root.rglob("*")) == 1


def test_rolled_back_filing_leaves_an_orphan_and_no_row(binder: Binder) -> None:
    def act() -> None:
        with transaction.atomic():
            filed(binder)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act()
    assert not Document.objects.exists()
    assert not Event.objects.exists()
    assert vault.read(hashlib.sha256(PAPER.content).hexdigest()) == PAPER.content


def test_full_vault_leaves_neither_row_nor_event(binder: Binder, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(content: bytes) -> str:
        raise OSError("no space left")

    monkeypatch.setattr(vault, "store", full)
    with pytest.raises(OSError, match="no space left"):
        filed(binder)
    assert not Document.objects.exists()
    assert not Event.objects.exists()


@pytest.mark.parametrize("wrong", [{"size_bytes": 0}, {"sha256": "A" * 64}, {"sha256": "0" * 63}])
def test_database_refuses_a_row_that_no_file_can_have(wrong: dict[str, object], binder: Binder) -> None:
    values = {
        "binder": binder,
        "kind": "report",
        "title": "x",
        "filename": "x.pdf",
        "media_type": "application/pdf",
        "size_bytes": 1,
        "sha256": "0" * 64,
        "dated_on": NOW.date(),
        "filed_at": NOW,
        "filed_by_name": "x",
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.create(**(values | wrong))
    assert not Document.objects.exists()
