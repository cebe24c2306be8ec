"""Copies of a list in three forms, kept filters, and when the record was last verified."""

from __future__ import annotations

import hashlib
import io
import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from documents.database import walls
from documents.database.reader import Reader, reading_as
from documents.errors import RuleViolation
from documents.models import Event, ReadEntry, SavedFilter, VerificationRun
from documents.selectors.verifications import last_verified, runs_over
from documents.services.verifying import verify_chains
from parties.services.register import register_party
from tests import worlds
from tests.desk.helpers import page, standing
from tests.review.conftest import Enter
from tests.review.houses import to_another_house
from tests.worlds import World

pytestmark = pytest.mark.django_db
STAGE = worlds.funded
TIMELINE = reverse("review:timeline_export")


def taken(client: Client, url: str = TIMELINE, **asked: str) -> bytes:
    answer = client.post(url, {"binder": "KX-2025"} | asked)
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content)  # type: ignore[arg-type]
    read = ReadEntry.objects.order_by("pk").last()
    assert read is not None
    assert (read.what, read.sha256) == ("export", hashlib.sha256(content).hexdigest())
    return content


def sheet(content: bytes) -> list[list[Any]]:
    found = load_workbook(io.BytesIO(content), read_only=True).active
    assert found is not None
    return [list(row) for row in found.iter_rows(values_only=True)]


def test_three_forms_hold_the_same_rows_with_filter_and_head(world: World, enter: Enter) -> None:
    head = Event.objects.filter(binder=world.agreement.binder).latest("number")
    client = enter("compliance")
    asked = {"source": "posting", "tranche": "KX-2025/2"}
    as_json = json.loads(taken(client, form="json", **asked))
    assert as_json["about"][0][0] == "Timeline"
    assert ["Filter", "Source", "Postings"] in as_json["about"]
    assert ["Filter", "Tranche", "KX-2025/2"] in as_json["about"]
    assert ["Head", "KX-2025", f"{head.number} events", head.digest] in as_json["about"]
    assert [row["Before → after"] for row in as_json["rows"]] == [
        "3,000,000 shares: issuer → held, tranche 2"
    ]
    as_sheet = sheet(taken(client, form="xlsx", **asked))
    assert as_sheet[-1] == [value or None for value in as_json["rows"][0].values()]
    as_csv = taken(client, form="csv", **asked).decode("utf-8-sig")
    assert "3,000,000 shares: issuer → held, tranche 2" in as_csv
    event = Event.objects.filter(binder=world.agreement.binder).latest("number")
    assert (event.kind, event.facts["entries"], event.facts["form"]) == ("timeline.exported", 1, "csv")


def test_no_cell_of_a_spreadsheet_is_a_formula_and_none_breaks_it(world: World, enter: Enter) -> None:
    name = "=HYPERLINK(1)\x0b凯信" + "x" * 150
    with pytest.raises(RuleViolation):  # what would break the file is refused where it is typed
        register_party(kind="company", name=name, actor=worlds.SYSTEM, now=world.now)
    register_party(kind="company", name=name.replace("\x0b", ""), actor=worlds.SYSTEM, now=world.now)
    client = enter("compliance")
    for url in (TIMELINE, reverse("review:export")):
        rows = sheet(taken(client, url, binder="", form="xlsx", text="HYPERLINK"))
        said = [str(cell) for row in rows for cell in row if cell]
        assert any("HYPERLINK" in cell and "凯信" in cell for cell in said)
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in said)


def test_unknown_form_wrong_filter_and_supervisor_take_nothing(world: World, enter: Enter) -> None:
    client = enter("compliance")
    before = standing()
    answer = client.post(TIMELINE, {"form": "pdf"})
    assert (answer.status_code, "Choose one of the three" in page(answer)) == (400, True)
    assert client.post(TIMELINE, {"tranche": "NO-1/1"}).status_code == 400
    assert enter("supervisor").post(TIMELINE, {}).status_code == 403
    assert enter("officer_a").post(TIMELINE, {}).status_code == 403
    assert standing() == before
    assert not ReadEntry.objects.filter(what="export").exists()


def test_copy_tells_no_binder_what_was_asked_of_another(world: World, enter: Enter) -> None:
    """A tranche names its deal: nothing is written into another binder. Over several, what was asked stands in the file alone."""
    client, own = enter("compliance"), world.agreement.binder
    events = Event.objects.order_by("pk")
    before = events.count()
    taken(client, binder="", tranche="KX-2025/2")
    assert [event.binder_id for event in events[before:]] == [own.pk]
    assert "Tranche: KX-2025/2" in events[before].facts["filter"]
    before = events.count()
    for url in (TIMELINE, reverse("review:export")):
        taken(client, url, binder="", text="Kaixin-secret")
    told = [event.facts for event in events[before:]]
    assert len(told) > 2
    assert not any("Kaixin-secret" in str(facts) or "filter" in facts for facts in told)


def test_days_at_the_end_of_the_calendar_are_refused_in_words(world: World, enter: Enter) -> None:
    client = enter("compliance")
    for name in ("timeline", "journal", "reads"):
        for asked in ({"until": "9999-12-31"}, {"since": "0001-01-01"}):
            assert "This is no day." in page(client.get(reverse(f"review:{name}"), asked)), (name, asked)
    history = reverse("review:history", args=("tranches.tranche", world.tranche(1).pk))
    assert "This is no moment." in page(client.get(history, {"as_of": "0001-01-01T00:00+14:00"}))
    begun = {"before": "0001-01-01T00:00:00+14:00~journal~1"}
    assert client.get(reverse("review:timeline"), begun).status_code in (302, 400, 404)


def test_filter_is_kept_under_a_name_by_its_owner_alone(world: World, enter: Enter) -> None:
    client = enter("compliance")
    saving = reverse("review:save_filter", args=("timeline",))
    query = "source=posting&who=Clerk"
    before = standing()
    assert client.post(saving, {"name": "Who posts", "query": query}, follow=True).status_code == 200
    kept = SavedFilter.objects.get()
    listed = page(client.get(reverse("review:timeline")))
    assert f'href="{reverse("review:timeline")}?source=posting&amp;who=Clerk">Who posts' in listed
    assert "Who posts" not in page(client.get(reverse("review:journal")))
    again = page(client.post(saving, {"name": " Who  posts ", "query": query}, follow=True))
    assert "is called “Who posts” already" in again
    assert "Give the filter a name" in page(
        client.post(saving, {"name": "a\x07b", "query": query}, follow=True)
    )
    assert client.post(saving, {"name": "a\x00b", "query": query}).status_code == 400, (
        "no form may hold a NUL"
    )
    assert "Choose what to look for" in page(client.post(saving, {"name": "All", "query": ""}, follow=True))
    other = enter("supervisor")
    assert "Who posts" not in page(other.get(reverse("review:timeline")))
    forgetting = reverse("review:forget_filter", args=(kept.pk,))
    assert other.post(forgetting).status_code == 404
    assert enter("clerk1").post(saving, {"name": "x", "query": query}).status_code == 403
    assert SavedFilter.objects.count() == 1
    assert client.post(forgetting).status_code == 302
    assert not SavedFilter.objects.exists()
    assert standing() == before


def verify() -> int:
    try:
        call_command("verify", stdout=io.StringIO(), stderr=io.StringIO())
    except SystemExit as left:
        return int(str(left.code))
    return 0


def test_each_verification_is_on_record_and_the_page_flags_an_old_or_a_bad_one(
    world: World, enter: Enter, settings: Any
) -> None:
    settings.VAULT_ROOT = world.vault
    client = enter("compliance")
    url = reverse("review:journal")
    assert "All checks: never run" in page(client.get(url))
    assert verify() == 0
    run = VerificationRun.objects.get()
    assert (run.scope, run.result, run.findings) == ("everything", "clean", 0)
    count = Event.objects.filter(binder=world.agreement.binder).count()
    assert {"binder": "KX-2025", "count": count} in run.counted
    fresh = page(client.get(url, {"binder": "KX-2025"}))
    assert "All checks last run on" in fresh
    assert f'<span class="quantity">{count}</span> events counted in this binder' in fresh
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert "All checks: older than a day" in page(enter("compliance").get(url))
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        call_command("verify", agreement="KX-2025", stdout=io.StringIO())
        assert "All checks: older than a day" in page(enter("compliance").get(url)), (
            "one deal says nothing of the others"
        )
    walls.remove(connection)
    event = Event.objects.filter(binder=world.agreement.binder).latest("number")
    Event.objects.filter(pk=event.pk).update(reason="another")
    assert verify() == 1
    worst = VerificationRun.objects.filter(scope="everything").first()
    assert worst is not None
    assert (worst.result, worst.findings > 0, bool(worst.first)) == ("found", True, True)
    assert "All checks: faults found" in page(client.get(url))
    walls.install(connection)
    to_another_house(world)
    assert "KX-2025" not in page(enter("compliance").get(url))


def test_a_check_that_somebody_asks_for_is_on_record_and_stands_for_its_own_binder_only(
    world: World, enter: Enter, settings: Any
) -> None:
    settings.VAULT_ROOT = world.vault
    client, url = enter("compliance"), reverse("review:journal")
    client.get(url, {"binder": "KX-2025"})
    assert not VerificationRun.objects.exists(), "a page that is only read writes nothing"
    asked = page(client.get(url, {"binder": "KX-2025", "verify": "1"}))
    run = VerificationRun.objects.get()
    assert (run.scope, run.result, run.made_by) == ("chain of KX-2025", "clean", "Compliance")
    assert [head["binder"] for head in run.counted] == ["KX-2025"]
    assert "All checks: never run" in asked, "one chain says nothing of the other checks"
    assert "<td>Compliance</td><td>Chain of KX-2025</td><td>Clean</td>" in asked
    party = next(iter(world.agreement.agreement_parties.all())).party
    assert "Chain of KX-2025" not in page(client.get(url, {"binder": party.binder.reference}))
    client.get(url, {"verify": "1"})
    newest = VerificationRun.objects.first()
    assert newest is not None
    assert newest.scope.startswith("chains of ")
    walls.remove(connection)
    Event.objects.filter(binder=world.agreement.binder, number=3).update(reason="another")
    walls.install(connection)
    assert "<td>Chain of KX-2025</td><td>Faults found</td>" in page(
        client.get(url, {"binder": "KX-2025", "verify": "1"})
    )
    assert verify() == 1
    assert "<td>manage.py verify</td><td>Everything</td><td>Faults found</td>" in page(client.get(url))


def test_whoever_reads_as_a_person_is_told_of_the_runs_of_the_house(world: World, settings: Any) -> None:
    """On PostgreSQL the rows of the runs are the house's alone; what they say of one's own binders is told all the same."""
    settings.VAULT_ROOT = world.vault
    assert verify() == 0
    binder = world.agreement.binder
    with reading_as(Reader("person", binders=(binder.pk,))):
        found = last_verified([binder], timezone.now())
        assert found is not None
        assert found.is_good
        assert [run.scope for run in runs_over([binder])] == ["everything"]
        verify_chains([binder], actor=world.actor("compliance"), now=timezone.now())
        assert [run.scope for run in runs_over([binder])] == ["chain of KX-2025", "everything"]
