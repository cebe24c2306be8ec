"""Readings and what-if by their doors: what is shown, what is refused, and that nothing is stored unasked."""

from __future__ import annotations

import pytest
from django.urls import reverse

from documents import vault
from documents.models import Document, Event
from tests import worlds
from tests.desk.conftest import Enter
from tests.desk.helpers import INLINE, page, standing
from tests.supposing.helpers import Stand, csv_file, desk, portal, send

pytestmark = pytest.mark.django_db


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
        ("0.1234567", "type it with at most 6 decimals"),
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
