"""Papers are made once, filed as they were made, and carry the head of the record."""

from __future__ import annotations

import pytest
from django.db import transaction

from documents import vault
from documents.errors import RuleViolation
from documents.models import Document, Event
from documents.papers.render import render, to_html
from tests.papers.reading import squeezed, text_of
from tests.paperwork.conftest import NAMES, DealWith, quick
from tests.worlds import World, funded
from tranches.models import Instruction
from tranches.papers.common import mark
from tranches.papers.instruction import instruction_sheet
from tranches.selectors.terms import terms_of
from tranches.services.deed import Deed
from tranches.statements.filing import file_statement
from tranches.statements.papers.statement import statement_sheet

pytestmark = pytest.mark.django_db


def _deed(world: World) -> Deed:
    return Deed("make_statement", agreement=world.agreement, **world.as_("clerk1"))


def test_filed_bytes_are_those_rendered_and_stand_in_the_vault(
    named: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[bytes] = []

    def keep(sheet: object) -> bytes:
        made.append(render(sheet))  # type: ignore[arg-type]
        return made[-1]

    monkeypatch.setattr("documents.papers.render.render", keep)
    with transaction.atomic():
        document = file_statement(_deed(named))
    assert made == [vault.read(document.sha256)]
    assert document.size_bytes == len(made[0])
    assert (document.kind, document.reference, document.made_here) == ("statement", "KX-2025/S-1", True)
    assert document.filename == "KX-2025 S-1 statement.pdf"
    assert document.media_type == "application/pdf"


def test_same_state_gives_the_same_bytes(named: World) -> None:
    first, second = (
        render(statement_sheet(named.agreement, reference="KX-2025/S-1", now=named.now)) for _ in range(2)
    )
    assert first == second


def test_papers_of_a_kind_are_counted_through(named: World) -> None:
    with transaction.atomic():
        references = [file_statement(_deed(named)).reference for _ in range(3)]
    assert references == ["KX-2025/S-1", "KX-2025/S-2", "KX-2025/S-3"]


def test_paper_prints_the_head_before_the_event_that_files_it(named: World) -> None:
    newest = Event.objects.filter(binder=named.agreement.binder).latest("number")
    sheet = statement_sheet(named.agreement, reference="KX-2025/S-1", now=named.now)
    assert (sheet.frame.head_count, sheet.frame.head_digest) == (newest.number, newest.digest)
    place = f"/check/{named.agreement.binder.public_id}/{newest.number}/{newest.digest}/"
    assert sheet.frame.verification_url.endswith(place)
    with transaction.atomic():
        document = file_statement(_deed(named))
    filed = Event.objects.filter(binder=named.agreement.binder).latest("number")
    assert (filed.number, filed.kind, filed.previous_digest) == (
        newest.number + 1,
        "paper.made",
        newest.digest,
    )
    assert filed.documents[0]["sha256"] == document.sha256
    assert vault.read(document.sha256) == quick(sheet)


@pytest.mark.parametrize("is_simulation", [True, False])
def test_simulation_mark_is_there_exactly_when_it_is_one(
    db: None, quick_papers: None, is_simulation: bool
) -> None:
    world = funded(is_simulation=is_simulation)
    page = to_html(statement_sheet(world.agreement, reference="KX-2025/S-1", now=world.now))
    assert ("Simulation, not a statement" in page) is is_simulation


def test_hostile_names_are_printed_literally(db: None, quick_papers: None, deal_with: DealWith) -> None:
    name = "<b>Evil</b> & {{ 7|add:7 }} {% load x %} <img src=file:///etc/passwd>"
    world = funded(deal_with({**NAMES, 'name = "Fangle Lai"': f'name = "{name}"'}))
    world.day(2026, 12, 18)
    world.report(1, 665_000_000)
    printed = text_of(render(instruction_sheet(world.prepare(1), executed=False, now=world.now)))
    assert squeezed(name) in printed


def test_text_that_cannot_be_seen_on_paper_stops_the_act(
    third_year: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.paperwork.conftest import one_share_less

    monkeypatch.setattr("documents.papers.render.render", render)
    events, papers = Event.objects.count(), Document.objects.count()
    with pytest.raises(RuleViolation) as refusal:
        third_year.prepare(3, one_share_less(third_year), "rounded \u202edown")
    assert refusal.value.code == "unprintable"
    assert "RIGHT-TO-LEFT OVERRIDE" in refusal.value.sentence
    assert (Event.objects.count(), Document.objects.count()) == (events, papers)
    assert Instruction.objects.filter(number=3).count() == 0


def test_clauses_of_one_agreement_are_cited_together(named: World) -> None:
    terms = terms_of(named.agreement)
    assert terms.cited("deposit", "transfer", "deduction") == "EA 1.1, 3.2; SPA 5.2(1)"
    assert terms.cited("rights", "dispute", "rights") == "EA 1.3, 3.3; SPA 3.2"
    assert terms.cited() == ""


def test_no_list_of_documents_runs_out_of_marks() -> None:
    assert [mark(place) for place in (0, 25, 26, 701, 702)] == ["(a)", "(z)", "(aa)", "(zz)", "(aaa)"]
