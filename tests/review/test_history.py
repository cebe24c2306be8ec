"""The history of a row, field by field."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.urls import reverse

from documents.guarded_admin import GuardedAdmin
from documents.models import Document, Event
from documents.selectors.history import as_of, versions_of
from parties.models import Entry
from tests import worlds
from tests.desk.helpers import page
from tests.review.conftest import Enter
from tranches.models import Approval, Posting

pytestmark = pytest.mark.django_db


def test_history_tells_who_when_why_and_from_what_to_what() -> None:
    world = worlds.released()
    versions = versions_of(world.tranche(1))
    assert [(v.what, v.by, [(c.old, c.new) for c in v.changes if c.field == "State"]) for v in versions] == [
        ("changed", "Clerk1", [("Instructed", "Deducted")]),
        ("changed", "Officer B", [("Report received", "Instructed")]),
        ("changed", "Clerk1", [("Pending", "Report received")]),
        ("entered", "the program", [("–", "Pending")]),
    ]
    assert all(version.why for version in versions)
    assert versions[0].at == world.now
    shares = next(change for change in versions[-1].changes if change.field == "Shares")
    assert shares.new == "3,000,000"


def test_history_pages_can_be_reached_from_the_list_of_registers(enter: Enter) -> None:
    world = worlds.released()
    client = enter("compliance")
    url = reverse("review:register", args=("tranches.tranche",))
    assert url in page(client.get(reverse("review:registers")))
    one = reverse("review:history", args=("tranches.tranche", world.tranche(1).pk))
    assert one in page(client.get(url))
    assert '<span class="was">Instructed</span> → Deducted' in page(client.get(one))


def test_every_register_of_the_desk_has_its_histories_here(enter: Enter) -> None:
    worlds.released()
    client = enter("compliance")
    text = page(client.get(reverse("review:registers")))
    kept = [
        model
        for model, shown in admin.site._registry.items()
        if isinstance(shown, GuardedAdmin)
        and model is not Entry  # whose person and reason are fields of its own
    ]
    assert len(kept) > 20
    for model in kept:
        url = reverse("review:register", args=(model._meta.label_lower,))
        assert url in text
        assert client.get(url).status_code == 200
        row = model._default_manager.first()
        if row is not None and model._meta.app_label != "parties":
            one = reverse("review:history", args=(model._meta.label_lower, row.pk))
            assert client.get(one).status_code == 200


def test_password_is_in_no_history(enter: Enter) -> None:
    world = worlds.loaded()
    user = world.users["clerk1"]
    fields = {change.field for version in versions_of(user) for change in version.changes}
    assert "Username" in fields
    assert not {"Password", "Last login"} & fields


@pytest.mark.parametrize("door", ["review", "desk"])
def test_a_row_written_once_tells_who_when_and_why_as_one_that_changes_does(door: str, enter: Enter) -> None:
    """A posting, a paper, a line of an instruction, an act of the journal: each is its own and only version, on both pages."""
    world = worlds.released()
    instruction = world.instruction()
    approval = Approval.objects.filter(instruction=instruction).order_by("pk").first()
    line, paper, event = instruction.lines.first(), Document.objects.first(), Event.objects.last()
    assert approval is not None
    assert line is not None
    assert paper is not None
    assert event is not None
    posting = Posting.objects.order_by("pk").last()
    assert posting is not None
    wanted: list[tuple[Any, str]] = [
        (posting, "Clerk1"),
        (approval, approval.person.name),
        (line, "Clerk1"),
        (paper, paper.filed_by_name),
        (event, event.actor_name),
    ]
    client = enter("supervisor" if door == "desk" else "compliance")
    for row, who in wanted:
        (version,) = versions_of(row)
        assert (version.what, version.by) == ("entered", who), row
        assert version.why or row is event
        assert version.at is not None
        label = row._meta.label_lower
        address = (
            reverse("review:history", args=(label, row.pk))
            if door == "review"
            else reverse(f"admin:{label.replace('.', '_')}_history", args=(row.pk,))
        )
        shown = page(client.get(address))
        assert "entered" in shown
        assert version.by in shown
        assert version.why in shown
        assert as_of(row, version.at) is not None
        assert as_of(row, version.at - timedelta(seconds=1)) is None
