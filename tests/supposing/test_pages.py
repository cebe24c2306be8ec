"""Readings and what-if by their doors: what is shown, what is refused, and that nothing is stored unasked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from documents import vault
from documents.models import Document, Event
from tests import worlds
from tests.desk.conftest import Enter
from tests.desk.helpers import INLINE, page, standing
from tranches.models import SavedScenario, ScenarioSetAside

pytestmark = pytest.mark.django_db
Stand = Callable[[datetime], None]


@pytest.fixture
def world(clock: Stand) -> worlds.World:
    """Year 1 fell short and is carried out: 600 million of 665."""
    world = worlds.released(600_000_000)
    clock(world.now)
    return world


def desk(world: worlds.World, name: str, *more: object) -> str:
    return reverse(f"admin:tranches_escrowagreement_{name}", args=(world.agreement.pk, *more))


def portal(world: worlds.World, name: str, *more: object) -> str:
    return reverse(f"portal:{name}", args=(world.agreement.reference, *more))


def years(**figures: object) -> dict[str, object]:
    return {name.replace("year", "actual-"): value for name, value in figures.items()}


def csv_file(text: str | bytes) -> SimpleUploadedFile:
    content = text if isinstance(text, bytes) else text.encode()
    return SimpleUploadedFile("scenarios.csv", content, content_type="text/csv")


def send(client: Client, url: str, do: str = "show", **values: object) -> HttpResponse:
    return client.post(url, {"do": do, "key": "key-1"} | years(**values))


# --- Readings ------------------------------------------------------------------------------------


def test_readings_show_what_each_reading_gives_with_figures_typed_in(
    world: worlds.World, enter: Enter
) -> None:
    before = standing()
    answer = send(enter("clerk1"), desk(world, "readings"), year2="732,000,000", year3="900000000")
    text = page(answer)
    assert answer.status_code == 200
    for figure in ("8,883,785", "8,706,766", "9,000,000", "2,921,052", "+37,267", "−177,019", "+116,215"):
        assert figure in text
    assert "No lawyer has confirmed" in text
    assert "without saying" in text or "does not say" in text
    assert "Readings that change nothing with these figures" in text
    assert text.count('class="diff-minus"') == 1
    assert not INLINE.search(text)
    assert standing() == before


def test_readings_of_the_record_alone_change_nothing_but_the_rounding(
    world: worlds.World, enter: Enter
) -> None:
    text = page(enter("compliance").get(desk(world, "readings")))
    moving, _, still = text.partition("Readings that change nothing with these figures")
    assert "Fractions of a share?" in moving
    assert "Which earlier shortfall first?" not in moving
    assert "Which earlier shortfall first?" in still
    assert "Make the paper" not in text  # compliance looks


def test_readings_without_any_figure_ask_for_one(clock: Stand, enter: Enter) -> None:
    world = worlds.funded()
    clock(world.now)
    text = page(enter("clerk1").get(desk(world, "readings")))
    assert "No figure is on record yet. Type the figure of at least one year" in text


def test_paper_of_the_readings_is_made_once_and_marks_supposed_figures(
    world: worlds.World, enter: Enter
) -> None:
    client = enter("clerk1")
    for _ in range(2):
        answer = send(client, desk(world, "readings"), "paper", year2="732000000", year3="900000000")
        assert answer.status_code == 302, page(answer)
    (paper,) = Document.objects.filter(kind="readings")
    assert paper.made_here
    said = vault.read(paper.sha256).decode()
    for words in (
        "8,883,785",
        "1: 2,921,052 (+37,267)",
        "supposed",
        "on record",
        "No lawyer has confirmed",
        "未经律师确认",
    ):
        assert words in said, words
    assert paper.reference == f"{world.agreement.reference}/RD-1"
    event = Event.objects.get(kind="readings.compared")
    assert event.facts["figures"] == ["year 1: 600000000", "year 2: 732000000", "year 3: 900000000"]
    text = page(client.get(desk(world, "readings")))
    assert reverse("document", args=(paper.public_id,)) in text


@pytest.mark.parametrize("who", ["officer_a", "seller"])
def test_officers_and_the_seller_compare_and_make_the_paper(
    world: worlds.World, enter: Enter, who: str
) -> None:
    client = enter(who)
    text = page(client.get(portal(world, "readings")))
    assert "What each reading would give" in text
    assert not INLINE.search(text)
    answer = send(client, portal(world, "readings"), "paper")
    assert answer.status_code == 302, page(answer)
    assert Event.objects.get(kind="readings.compared").facts["for"] == ("A" if who == "officer_a" else "C")


def test_readings_of_another_deal_are_as_none(world: worlds.World, enter: Enter) -> None:
    assert enter("officer_a").get(reverse("portal:readings", args=("EX-9",))).status_code == 404
    assert (
        enter("clerk1").get(desk(world, "readings").replace(str(world.agreement.pk), "999")).status_code
        == 404
    )


# --- What if -------------------------------------------------------------------------------------


def test_what_if_shows_released_kept_and_returned_and_stores_nothing(
    world: worlds.World, enter: Enter
) -> None:
    before = standing()
    client = enter("clerk1")
    answer = send(
        client,
        desk(world, "what_if"),
        year2="732000000",
        year3="900000000",
        year4="885000000",
        year5="1200000000",
    )
    text = page(answer)
    assert answer.status_code == 200
    assert "2,937,686" in text  # 293,234 kept, less 177,019 by year 3 and 17.5/974 of 3,000,000 by year 5
    assert '<p class="sum">62,314</p>' in text  # kept, and returned at expiry
    assert "SPA 5.2(1)" in text
    assert "at-released" in text
    assert not INLINE.search(text)
    assert standing() == before


def test_year_without_figure_leaves_the_return_open_and_lets_later_credit_wait(
    world: worlds.World, enter: Enter
) -> None:
    text = page(send(enter("clerk1"), desk(world, "what_if"), year3="900000000"))
    assert '<p class="sum">open</p>' in text
    assert "The excess of year 3 restores nothing yet" in text


def test_figure_on_record_is_fixed_and_not_overwritten_by_a_forged_field(
    world: worlds.World, enter: Enter
) -> None:
    client = enter("clerk1")
    shown = page(client.get(desk(world, "what_if")))
    assert 'value="600,000,000" readonly' in shown
    assert 'name="actual-1"' not in shown
    answer = send(client, desk(world, "what_if"), year1="665000000")
    assert answer.status_code == 422
    assert "Tranche 1 has 600,000,000 on record" in page(answer)


def test_figure_on_record_gives_way_when_the_user_says_so(world: worlds.World, enter: Enter) -> None:
    client = enter("clerk1")
    unlocked = page(send(client, desk(world, "what_if"), "unlock", year2="732000000"))
    assert 'name="actual-1" value="600000000"' in unlocked
    assert 'name="actual-2" value="732000000"' in unlocked
    assert 'name="replace" value="on"' in unlocked
    answer = client.post(desk(world, "what_if"), {"do": "show", "replace": "on", "actual-1": "665000000"})
    assert answer.status_code == 200
    assert '<p class="sum">3,000,000</p>' in page(answer)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("abc", "Tranche 2: “abc” is no amount"),
        ("9,00", "Tranche 2: “9,00” is no amount"),
        ("NaN", "is no amount"),
        ("1e40", "more than 15 digits before the point"),
        ("0.1234567", "more than 6 decimals"),
    ],
)
def test_bad_figure_is_told_at_its_field(
    world: worlds.World, enter: Enter, typed: str, sentence: str
) -> None:
    before = standing()
    answer = send(enter("clerk1"), desk(world, "what_if"), year2=typed)
    text = page(answer)
    assert answer.status_code == 422
    assert sentence in text
    assert 'id="id_actual-2-error"' in text
    assert "<title>Error: " in text
    assert standing() == before


def test_negative_figure_is_an_amount_and_yields_nothing(world: worlds.World, enter: Enter) -> None:
    answer = send(enter("clerk1"), desk(world, "what_if"), year2="-5")
    assert answer.status_code == 200
    assert '<p class="sum">3,293,234</p>' in page(answer)


def test_file_of_one_scenario_counts_as_typed_in(world: worlds.World, enter: Enter) -> None:
    answer = send(
        enter("clerk1"), desk(world, "what_if"), file=csv_file("name,2,3\nhigh,732000000,900000000\n")
    )
    text = page(answer)
    assert answer.status_code == 200
    assert 'name="actual-3" value="900000000"' in text
    assert "8,883,785" in text


def test_file_of_several_scenarios_is_a_table_with_the_record_filled_in(
    world: worlds.World, enter: Enter
) -> None:
    rows = "\ufeffname,1,2,3,4,5\r\nlow,,0,0,0,0\r\n<b>high</b>,600000000,732000000,900000000,885000000,1200000000\r\n"
    text = page(send(enter("clerk1"), desk(world, "what_if"), file=csv_file(rows)))
    assert "2,706,766" in text
    assert "14,937,686" in text
    assert "&lt;b&gt;high&lt;/b&gt;" in text
    assert not INLINE.search(text)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("year,1\na,5\n", "it must begin with name"),
        ("name,9\na,5\n", "names tranche &#x27;9&#x27;"),
        ("name,2\na,x\n", "has the amount &#x27;x&#x27;"),
        ("name,2\n", "a header and no scenario"),
        ("name,1\na,5\n", "Tranche 1 has 600,000,000 on record"),
        ("name,1,2\na,5,6\nb,,7\n", "Scenario “a”: Tranche 1 has 600,000,000 on record"),
        ("name,2\na,1e40\n", "more than 15 digits"),
        ("name,2\n" + "a,5\n" * 201, "201 scenarios; at most 200"),
        (b"name,2\n\xff\xfe,5\n", "not UTF-8 text"),
        ("name,2\n" + "x" * 1_000_001, "larger than 1 MB"),
    ],
)
def test_bad_file_is_told_at_its_field(
    world: worlds.World, enter: Enter, content: str | bytes, sentence: str
) -> None:
    before = standing()
    answer = send(enter("clerk1"), desk(world, "what_if"), file=csv_file(content))
    assert answer.status_code == 422
    assert sentence in page(answer)
    assert 'id="id_file-error"' in page(answer)
    assert standing() == before


def test_file_and_typed_figures_together_are_refused(world: worlds.World, enter: Enter) -> None:
    answer = send(enter("clerk1"), desk(world, "what_if"), year2="5", file=csv_file("name,2\na,6\n"))
    assert answer.status_code == 422
    assert "Either type figures or load a file, not both" in page(answer)


# --- Saved ---------------------------------------------------------------------------------------


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
