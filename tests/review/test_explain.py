"""Explain this state, and a row as it stood at a moment."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from documents.database import walls
from documents.selectors.history import Versions, as_of, versions_of
from tests import worlds
from tests.desk.helpers import INLINE, page
from tests.review.conftest import Enter
from tests.review.houses import to_another_house
from tests.worlds import World
from tranches.models import Approval, Tranche
from tranches.selectors.record.explanation import explain

pytestmark = pytest.mark.django_db
STAGE = worlds.released
QUERIES = 25


def explained(world: World, number: int) -> str:
    return reverse("review:explain", args=(world.agreement.reference, number))


def test_path_names_the_acts_persons_papers_and_clauses_behind_each_step(world: World) -> None:
    told = explain(world.tranche(1))
    assert told.agrees
    assert [(step.was, step.state) for step in told.steps] == [
        ("", "pending"),
        ("pending", "report_received"),
        ("report_received", "instructed"),
        ("instructed", "deducted"),
    ]
    report, instructed, deducted = told.steps[1:]
    assert "Report recorded" in [ground.title for ground in report.grounds]
    assert "EA 3.1(a)" in report.clauses
    approvals = [ground for ground in instructed.grounds if ground.title == "Instruction approved"]
    assert [ground.who for ground in approvals] == ["Officer A", "Officer B"]
    assert all(ground.factor and ground.capacity for ground in approvals)
    digests = {sha256 for ground in instructed.grounds for _, sha256, _ in ground.papers}
    proposal = world.instruction().proposal
    assert proposal is not None
    assert proposal.sha256 in digests
    assert world.release().letter in [paper for ground in deducted.grounds for _, _, paper in ground.papers]
    assert "Transfer confirmed" in [ground.title for ground in deducted.grounds]
    assert {ground.who for ground in deducted.grounds} >= {"Supervisor", "Clerk1"}
    assert [step.state for step in explain(world.tranche(5)).steps] == ["pending"]


def test_page_is_one_printable_sheet_in_few_queries(
    world: World, enter: Enter, django_assert_max_num_queries: Any
) -> None:
    client = enter("compliance")
    with django_assert_max_num_queries(QUERIES):
        text = page(client.get(explained(world, 1)))
    assert not INLINE.search(text)
    assert "Why tranche 1 of KX-2025 is deducted" in text
    assert "4. Instructed → Deducted" in text
    assert "The journal ends elsewhere" not in text
    linked = page(client.get(reverse("review:timeline"), {"tranche": "KX-2025/1"}))
    assert f'href="{explained(world, 1)}"' in linked


def test_a_row_that_says_something_else_is_pointed_out(world: World, enter: Enter) -> None:
    walls.remove(connection)
    Tranche.objects.filter(pk=world.tranche(1).pk).update(state="released")
    assert not explain(world.tranche(1)).agrees
    assert "The journal ends elsewhere" in page(enter("compliance").get(explained(world, 1)))


def test_only_the_house_of_the_deal_is_told(world: World, enter: Enter) -> None:
    for name in ("clerk1", "officer_a", "seller"):
        assert enter(name).get(explained(world, 1)).status_code == 403
    assert enter("compliance").get(explained(world, 9)).status_code == 404
    to_another_house(world)
    assert enter("compliance").get(explained(world, 1)).status_code == 404


def test_row_is_shown_as_it_stood_at_a_moment(world: World, enter: Enter) -> None:
    tranche = world.tranche(1)
    newest, *_, first = versions_of(tranche)
    before = as_of(tranche, newest.at - timedelta(microseconds=1))
    assert before is not None
    assert before.version.at < newest.at
    stood = dict(before.fields)["State"]
    assert stood != "Deducted"
    assert as_of(tranche, first.at - timedelta(microseconds=1)) is None
    client = enter("compliance")
    url = reverse("review:history", args=("tranches.tranche", tranche.pk))
    then = page(client.get(url, {"as_of": before.version.at.isoformat()}))
    assert f"<dt>State</dt><dd>{stood}</dd>" in then
    assert "<dt>Shares</dt><dd>3,000,000</dd>" in then
    assert "<dd>Deducted</dd>" in page(client.get(url, {"as_of": f"{newest.at:%Y-%m-%d}"}))
    assert "It was not on record at that moment." in page(client.get(url, {"as_of": "2020-01-01"}))
    wrong = client.get(url, {"as_of": "yesterday"})
    assert wrong.status_code == 400
    assert "This is no moment." in page(wrong)
    assert "<dt>State</dt>" not in page(wrong)


def test_any_object_has_its_as_of_view_and_pages_of_versions_fit_together(world: World, enter: Enter) -> None:
    approval = Approval.objects.first()
    assert approval is not None
    url = reverse("review:history", args=("tranches.approval", approval.pk))
    assert "<dt>Meaning</dt>" in page(enter("compliance").get(url, {"as_of": "2099-12-31"}))
    whole = versions_of(world.tranche(1))
    pages = Versions(world.tranche(1))
    assert [*pages[0:1], *pages[1:3], *pages[3:50]] == whole
    assert len(pages) == len(whole) == 4


def test_versions_cost_no_query_each(world: World, django_assert_num_queries: Any) -> None:
    tranche = world.tranche(1)
    with django_assert_num_queries(2):  # the versions, and the agreement that the first one names
        versions_of(tranche)
