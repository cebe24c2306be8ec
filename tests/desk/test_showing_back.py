"""The second click: a figure is shown back in words, with what follows from it, before anything is recorded (SPA 5.2)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from tests import worlds
from tests.desk.conftest import Enter
from tests.desk.helpers import Fields, act_page, done, page, paper, shown_back, standing
from tranches.admin.forms import showing
from tranches.models import Report

pytestmark = pytest.mark.django_db

REPORT: dict[str, Any] = {
    "dated_on": "2026-12-15",
    "received_on": "2026-12-18",
    "actual": "600,000,000",
    "standard": "PRC GAAP",
}


@pytest.fixture(name="url")
def act(db: None, clock: Callable[[datetime], None]) -> str:
    """The form of the first year's report, on a day it may be recorded."""
    world = worlds.funded()
    clock(world.day(2026, 12, 18))
    return act_page(world, "record_report")


@pytest.fixture(name="client")
def clerk(url: str, enter: Enter) -> Client:
    return enter("clerk1")


def first_click(client: Client, url: str, **typed: Any) -> HttpResponse:
    """Fill the form and send it once, as `fill` does without the second click."""
    form = Fields(url)
    form.feed(page(client.get(url)))
    given = {"paper": paper("report")} | typed
    return client.post(url, form.values | REPORT | given)


def waiting() -> list[Path]:
    return list((Path(settings.VAULT_ROOT) / ".pending").glob("*"))


def is_asked(answer: HttpResponse) -> bool:
    return answer.status_code == 200 and "Is this what you mean?" in page(answer)


def test_figure_is_shown_in_words_with_its_distance_and_what_follows(client: Client, url: str) -> None:
    before = standing()
    answer = first_click(client, url)
    text = page(answer)
    assert is_asked(answer)
    for sentence in (
        "RMB 600,000,000",
        "six hundred million",
        "6亿",
        "RMB 65,000,000 (9.77… %) below the target of RMB 665,000,000.",
        "Tranche 1: 2,706,766 of 3,000,000 shares fall due, 293,234 are kept.",
        "With the file report.pdf.",
    ):
        assert sentence in text
    assert standing() == before, "without the second click nothing is recorded"


def test_second_click_records_what_was_shown_once(client: Client, url: str) -> None:
    sent = shown_back(url, first_click(client, url))
    done(client.post(url, sent))
    assert Report.objects.get().actual_minor == 60_000_000_000
    before = standing()
    client.post(url, sent)
    assert standing() == before, "the same click again records nothing more"


def test_kept_file_is_the_one_that_is_filed_and_is_cleared_away(client: Client, url: str) -> None:
    upload = paper("report")
    content = upload.read()
    upload.seek(0)
    answer = first_click(client, url, paper=upload)
    assert len(waiting()) == 1
    done(client.post(url, shown_back(url, answer)))
    assert Report.objects.get().document.sha256 == hashlib.sha256(content).hexdigest()
    assert waiting() == []


def test_file_sent_in_place_of_the_kept_one_is_shown_again(client: Client, url: str) -> None:
    sent = shown_back(url, first_click(client, url))
    before = standing()
    assert is_asked(client.post(url, sent | {"paper": paper("another")}))
    assert standing() == before


@pytest.mark.parametrize("retyped", [{"actual": "700000000"}, {"standard": "IFRS"}, {"actual": "600000000"}])
def test_typed_anew_it_asks_again(client: Client, url: str, retyped: dict[str, str]) -> None:
    sent = shown_back(url, first_click(client, url))
    before = standing()
    again = client.post(url, sent | retyped)
    assert is_asked(again)
    assert standing() == before
    done(client.post(url, shown_back(url, again)))
    assert Report.objects.count() == 1


def test_seal_that_was_made_up_asks_again(client: Client, url: str) -> None:
    sent = shown_back(url, first_click(client, url))
    before = standing()
    assert is_asked(client.post(url, sent | {"seen": "0" * len(sent["seen"])}))
    assert standing() == before


def test_what_another_was_shown_is_no_seal_and_no_file_of_ours(
    client: Client, url: str, enter: Enter
) -> None:
    sent = shown_back(url, first_click(client, url))
    before = standing()
    other = enter("clerk2").post(url, sent)
    assert other.status_code != 302
    assert standing() == before


def test_change_it_gives_the_form_back_with_what_was_typed(client: Client, url: str) -> None:
    sent = shown_back(url, first_click(client, url))
    before = standing()
    answer = client.post(url, sent | {"back": "1"})
    text = page(answer)
    assert answer.status_code == 200
    assert not is_asked(answer)
    assert 'value="600,000,000"' in text
    assert 'name="kept-paper"' in text
    assert standing() == before


def test_control_a_desk_that_takes_everything_as_seen_asks_nothing(
    client: Client, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(showing, "was_seen", lambda request, wanted: True)
    done(first_click(client, url))
    assert Report.objects.count() == 1
