"""Suppositions saved under a name: whose they are, what is refused, and that none is ever changed or removed."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from documents.models import Event
from tests import worlds
from tests.desk.conftest import Enter
from tests.desk.helpers import page, standing
from tests.supposing.helpers import Stand, csv_file, desk, portal, send, years
from tranches.supposing.models import SavedScenario, ScenarioSetAside

pytestmark = pytest.mark.django_db


def saved_by(client: Client, url: str, name: str = "cautious", **figures: object) -> HttpResponse:
    values = {"do": "save", "key": f"key-{name}", "name": name} | years(**(figures or {"year2": "700000000"}))
    return client.post(url, values)


def test_saved_supposition_is_listed_opened_and_set_aside(world: worlds.World, enter: Enter) -> None:
    client = enter("clerk1")
    answer = saved_by(client, desk(world, "what_if"))
    assert answer.status_code == 302, page(answer)
    saved = SavedScenario.objects.get()
    assert saved.actuals == {"2": "700000000"}
    opened = page(client.get(answer["Location"]))
    assert 'name="actual-2" value="700000000"' in opened
    assert "cautious" in opened
    put = client.post(desk(world, "set_aside", saved.public_id))
    assert put.status_code == 302
    assert ScenarioSetAside.objects.get().scenario == saved
    assert "Nothing is saved." in page(client.get(desk(world, "what_if")))
    assert client.get(answer["Location"]).status_code == 404
    assert saved_by(client, desk(world, "what_if")).status_code == 302  # the name is free again


def test_saved_supposition_of_a_company_is_its_own(world: worlds.World, enter: Enter) -> None:
    officer = enter("officer_a")
    answer = saved_by(officer, portal(world, "what_if"))
    assert answer.status_code == 302, page(answer)
    saved = SavedScenario.objects.get()
    assert "cautious" in page(enter("officer_a2").get(portal(world, "what_if")))
    stranger = enter("officer_b")
    assert "cautious" not in page(stranger.get(portal(world, "what_if")))
    assert stranger.get(portal(world, "saved_what_if", saved.public_id)).status_code == 404
    assert stranger.post(portal(world, "set_aside", saved.public_id)).status_code == 404
    clerk = enter("clerk1")
    assert clerk.get(desk(world, "saved_what_if", saved.public_id)).status_code == 404
    assert "cautious" not in page(clerk.get(reverse("admin:tranches_savedscenario_changelist")))
    assert not ScenarioSetAside.objects.exists()
    assert "700000000" not in str(
        [(event.after, event.facts) for event in Event.objects.filter(kind="scenario.saved")]
    )


def test_seller_compares_readings_and_makes_no_suppositions_of_years(
    world: worlds.World, enter: Enter
) -> None:
    client = enter("seller")
    assert client.get(portal(world, "what_if")).status_code == 403
    assert saved_by(client, portal(world, "what_if")).status_code == 403
    assert not SavedScenario.objects.exists()
    assert "What if" not in page(client.get(reverse("portal:agreement", args=(world.agreement.reference,))))


@pytest.mark.parametrize(
    ("name", "figures", "sentence"),
    [
        ("", {"year2": "5"}, "Give the supposition a name"),
        ("x" * 81, {"year2": "5"}, "at most 80 characters"),
        ("empty", {"year2": ""}, "Enter the figure of at least one year; then it can be saved."),
    ],
)
def test_saving_is_refused_with_a_sentence(
    world: worlds.World, enter: Enter, name: str, figures: dict[str, str], sentence: str
) -> None:
    before = standing()
    answer = saved_by(enter("clerk1"), desk(world, "what_if"), name, **figures)
    assert answer.status_code == 422
    assert sentence in page(answer)
    assert standing() == before


def test_name_in_use_is_refused_and_several_scenarios_are_not_saved_as_one(
    world: worlds.World, enter: Enter
) -> None:
    client = enter("clerk1")
    assert saved_by(client, desk(world, "what_if")).status_code == 302
    before = standing()
    again = client.post(
        desk(world, "what_if"), {"do": "save", "key": "k2", "name": "cautious", "actual-2": "6"}
    )
    assert again.status_code == 422
    assert "“cautious” is saved already" in page(again)
    several = saved_by(client, desk(world, "what_if"), "two", file=csv_file("name,2\na,5\nb,6\n"))
    assert several.status_code == 422
    assert "To save one, leave its row alone" in page(several)
    assert standing() == before


def test_compliance_looks_and_saves_nothing(world: worlds.World, enter: Enter) -> None:
    client = enter("compliance")
    assert "Save under a name" not in page(client.get(desk(world, "what_if")))
    before = standing()
    assert saved_by(client, desk(world, "what_if")).status_code == 422
    assert send(client, desk(world, "readings"), "paper").status_code == 422
    assert standing() == before


def test_year_recorded_since_stands_as_recorded(world: worlds.World, enter: Enter, clock: Stand) -> None:
    client = enter("clerk1")
    url = saved_by(client, desk(world, "what_if"))["Location"]
    clock(world.day(2027, 12, 15))
    world.report(2, 732_000_000)
    text = page(enter("clerk1").get(url))
    assert "Recorded since and used as recorded: year 2" in text
    assert 'value="732,000,000" readonly' in text
    assert "5,706,766" in text


def test_saved_supposition_is_never_changed_or_removed_and_the_record_stays_sound(
    world: worlds.World, enter: Enter
) -> None:
    assert saved_by(enter("clerk1"), desk(world, "what_if")).status_code == 302
    for change in (
        lambda: SavedScenario.objects.update(actuals={"2": "1"}),
        lambda: SavedScenario.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()
    assert SavedScenario.objects.get().actuals == {"2": "700000000"}
    out = StringIO()
    call_command("verify", stdout=out, stderr=out)  # a finding would end it with an exit code
