"""What no paper can print is refused where it is entered, and not when a letter is due."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from documents.errors import RuleViolation
from documents.papers import fonts
from tests import worlds
from tests.amendments import road
from tests.unchanged import refused
from tests.worlds import KAIXIN, World
from tranches.services.instruction.instructions import withdraw_instruction
from tranches.terms.sums.reconciliation import same_name

STAGE = worlds.submitted
UNSEEN = ["Fangle\u202eLai", "李\ufe00明", "A\ue000", "हिन्दी", "😀"]


@pytest.mark.parametrize("text", UNSEEN)
def test_an_act_refuses_a_text_that_no_paper_can_print_at_its_field(world: World, text: str) -> None:
    with refused("unprintable"):
        withdraw_instruction(instruction=world.instruction(), reason=f"by {text}", **world.as_("clerk1"))
    with pytest.raises(RuleViolation) as refusal:
        fonts.refuse_unprintable({"reason": f"by {text}"})
    assert refusal.value.field == "reason"


@pytest.mark.parametrize("text", ["Жук & Søn", "来方乐", "Müller, first line\r\nsecond line", "Ωμέγα"])
def test_an_act_takes_what_papers_can_print(world: World, text: str) -> None:
    withdraw_instruction(instruction=world.instruction(), reason=text, **world.as_("clerk1"))


def test_without_the_check_the_act_takes_what_no_paper_prints(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "refuse_unprintable", lambda _entered: None)
    withdraw_instruction(instruction=world.instruction(), reason="Fangle\u202eLai", **world.as_("clerk1"))


def test_a_new_recipient_that_no_paper_can_name_is_refused(world: World) -> None:
    nominee = replace(road.NOMINEE, name="Harbour\u200b Nominees Ltd.")
    with refused("unprintable"):
        road.prepare(world, road.changed(world, recipient=nominee))


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["李\ufe00明", "हिन्दी", "𠮷野"])
def test_a_deal_file_with_a_party_that_no_paper_can_name_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "deal.toml"
    text = KAIXIN.read_text(encoding="utf-8")
    assert '"Fangle Lai"' in text
    path.write_text(text.replace('"Fangle Lai"', f'"{name}"'), encoding="utf-8")
    with pytest.raises(RuleViolation) as refusal:
        worlds.loaded(path)
    assert refusal.value.code == "unprintable"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("हिन्दी", "हिन्दू", False),
        ("தமிழ்", "தமிழா", False),
        ("กา", "กี", False),
        ("Zoë", "Zoe", False),
        ("AUTOA2A, LTD.", "autoa2a ltd", True),
        ("ＡＵＴＯＡ２Ａ　Ｌｔｄ", "AutoA2A Ltd.", True),
        ("हिन्दी", " हिन्दी ", True),
        ("...", "---", False),
    ],
)
def test_two_different_names_are_not_one(one: str, other: str, same: bool) -> None:
    assert same_name(one, other) is same
