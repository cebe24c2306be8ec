"""Copies of the journal: what is in the file, and that the taking is recorded."""

from __future__ import annotations

import csv
import hashlib
import io

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from documents.journal.verify import chain_findings
from documents.models import Binder, Event
from documents.tables.exports import harmless
from parties.services.register import register_party
from tests import worlds
from tests.desk.helpers import page, standing
from tests.review.conftest import Enter

pytestmark = pytest.mark.django_db
URL = reverse("review:export")


def taken(client: Client, **asked: str) -> tuple[bytes, list[list[str]]]:
    answer = client.post(URL, asked)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/csv")
    assert answer["Content-Disposition"].startswith("attachment")
    content = b"".join(answer.streaming_content)  # type: ignore[arg-type]
    return content, list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_copy_begins_with_filter_and_head_and_holds_what_was_filtered(enter: Enter) -> None:
    world = worlds.released()
    head = Event.objects.filter(binder=world.agreement.binder).latest("number")
    with time_machine.travel(world.now, tick=False):
        content, rows = taken(enter("compliance"), binder="KX-2025", act="instruction.approved")
    assert content.startswith(b"\xef\xbb\xbf")
    assert rows[0][0] == "Journal"
    assert "by Compliance, compliance officer of" in rows[0][1]
    assert ["Filter", "Binder", "KX-2025"] in rows
    assert ["Filter", "Act", "Instruction approved"] in rows
    assert ["Head", "KX-2025", f"{head.number} events", head.digest] in rows
    at = next(number for number, row in enumerate(rows) if row[0] == "Binder")
    kept = [dict(zip(rows[at], row, strict=True)) for row in rows[at + 1 :]]
    approved = Event.objects.filter(kind="instruction.approved").order_by("-number")
    assert [(row["No."], row["Digest"]) for row in kept] == [(str(e.number), e.digest) for e in approved]
    assert kept[0]["Before → after"] == "Approvals: 1 of 2 → 2 of 2"


def test_copy_is_itself_an_event_with_the_digest_of_the_file(enter: Enter) -> None:
    world = worlds.released()
    with time_machine.travel(world.now, tick=False):
        content, rows = taken(enter("compliance"), binder="KX-2025")
    event = Event.objects.filter(binder=world.agreement.binder).latest("number")
    assert event.kind == "journal.exported"
    assert event.actor_name == "Compliance"
    assert event.facts["sha256"] == hashlib.sha256(content).hexdigest()
    assert event.facts["size_bytes"] == len(content)
    assert event.facts["events"] == event.number - 1
    assert event.facts["filter"] == ["Binder: KX-2025"]
    assert len(rows) == event.number - 1 + 4
    assert list(chain_findings(world.agreement.binder)) == []


def test_copy_of_all_binders_is_recorded_in_each_of_them(enter: Enter) -> None:
    worlds.loaded()
    before = {binder.pk: binder.events.count() for binder in Binder.objects.all()}
    taken(enter("compliance"))
    assert len(before) > 3
    for binder in Binder.objects.all():
        assert binder.events.count() == before[binder.pk] + 1
        assert binder.events.latest("number").kind == "journal.exported"


def test_wrong_filter_gives_no_copy_and_no_event(enter: Enter) -> None:
    worlds.loaded()
    before = standing()
    answer = enter("compliance").post(URL, {"since": "yesterday"})
    assert answer.status_code == 400
    assert "No copy was made" in page(answer)
    assert standing() == before


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_no_cell_is_a_formula(sign: str) -> None:
    assert harmless(f"{sign}1+1") == f"'{sign}1+1"
    assert harmless(f"1{sign}1") == f"1{sign}1"


def test_names_with_formulas_and_chinese_come_out_as_text(enter: Enter) -> None:
    world = worlds.loaded()
    register_party(kind="company", name="=HYPERLINK(1)", name_zh="凯信", actor=worlds.SYSTEM, now=world.now)
    register_party(kind="company", name="凯信汽车", actor=worlds.SYSTEM, now=world.now)
    content, rows = taken(enter("compliance"), act="party.registered")
    assert "凯信汽车" in content.decode()
    assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for row in rows for cell in row)


def test_simulation_that_runs_ahead_keeps_its_order(enter: Enter) -> None:
    world = worlds.loaded(is_simulation=True)
    world.day(2031, 1, 2)
    world.deposit()
    taken(enter("compliance"), binder="KX-2025")
    event = Event.objects.filter(binder=world.agreement.binder).latest("number")
    assert event.recorded_at == world.now
