"""A locked, cut-off or empty PDF is not filed without a word: each door asks, and the record keeps the reason (SPA 5.2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from documents.models import Document, Event
from tests import worlds
from tests.desk.conftest import Enter
from tests.desk.helpers import Fields, act_page, done, page, paper, shown_back, standing
from tests.desk.test_showing_back import REPORT, is_asked, waiting
from tests.worlds import World
from tranches.admin.forms import showing
from tranches.models import Report
from tranches.portal.forms import ObjectionForm
from tranches.review.retention import HoldForm

pytestmark = pytest.mark.django_db

LOCKED = b"%PDF-1.7\n1 0 obj<</Type/Page>>endobj\ntrailer<</Encrypt 9 0 R>>\n%%EOF\n"
CUT_OFF = b"%PDF-1.7\n1 0 obj<</Type/Page>>endobj\n"
NO_PAGE = b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF\n"


def file_of(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("report.pdf", content, content_type="application/pdf")


@pytest.fixture(name="funded")
def world(db: None, clock: Callable[[datetime], None]) -> World:
    funded = worlds.funded()
    clock(funded.day(2026, 12, 18))
    return funded


def first_click(client: Client, url: str, **typed: Any) -> Any:
    form = Fields(url)
    form.feed(page(client.get(url)))
    return client.post(url, form.values | typed)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (LOCKED, "report.pdf: The PDF is locked with a password or against copying."),
        (CUT_OFF, "report.pdf: The PDF has no end: it was cut off on its way."),
        (NO_PAGE, "report.pdf: The PDF has no page."),
    ],
)
def test_report_in_doubt_is_asked_about_and_filed_with_its_reason(
    funded: World, enter: Enter, content: bytes, sentence: str
) -> None:
    url, client, before = act_page(funded, "record_report"), enter("clerk1"), standing()
    answer = first_click(client, url, paper=file_of(content), **REPORT)
    assert is_asked(answer)
    assert "File it all the same?" in page(answer)
    assert sentence in page(answer)
    assert standing() == before
    done(client.post(url, shown_back(url, answer)))
    filed = Report.objects.get().document
    assert filed.doubts == sentence.removeprefix("report.pdf: ")
    event = Event.objects.get(kind="document.filed", subject_reference=str(filed.public_id))
    assert event.facts["filed_all_the_same"] == [filed.doubts]
    assert waiting() == []
    binder = page(client.get(f"/desk/documents/document/?q={filed.sha256}"))
    assert filed.doubts in binder


def test_whole_paper_is_not_asked_about(funded: World, enter: Enter) -> None:
    answer = first_click(enter("clerk1"), act_page(funded, "record_report"), paper=paper("report"), **REPORT)
    assert is_asked(answer), "its figure is shown back"
    assert "File it all the same?" not in page(answer)


def test_control_a_desk_that_takes_everything_as_seen_files_it_without_a_word(
    funded: World, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(showing, "was_seen", lambda request, wanted: True)
    done(first_click(enter("clerk1"), act_page(funded, "record_report"), paper=file_of(LOCKED), **REPORT))
    assert Document.objects.filter(doubts__startswith="The PDF is locked").count() == 1


def objection(content: bytes, **more: str) -> ObjectionForm:
    data = {"key": "k", "part": "a", "text": "wrong", "extent": "whole"} | more
    return ObjectionForm(data, {"file": file_of(content)}, parts=[("a", "A")])


def hold(content: bytes, **more: str) -> HoldForm:
    data = {"key": "k", "day": "2026-12-18", "reason": "asked for"} | more
    return HoldForm(data, {"paper": file_of(content)})


@pytest.mark.parametrize(("door", "field"), [(objection, "file"), (hold, "paper")])
def test_door_with_one_click_asks_by_a_tick(door: Callable[..., Any], field: str) -> None:
    assert door(paper().read()).is_valid()
    assert door(paper().read())[  # nothing to tick where there is no doubt
        "file_anyway"
    ].is_hidden
    asked = door(LOCKED)
    assert not asked.is_valid()
    assert asked.errors.as_data()[field][0].code == "paper_in_doubt"
    assert not asked["file_anyway"].is_hidden
    told = door(LOCKED, file_anyway="on")
    assert told.is_valid(), told.errors
    assert told.cleaned_data[field].doubts
