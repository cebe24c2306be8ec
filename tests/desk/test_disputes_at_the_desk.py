"""At the desk: what is ahead of the report, an opinion, the stages of a dispute, claims, contrary instructions, each by its form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse

from tests import worlds
from tests.desk.conftest import Enter
from tests.desk.helpers import INLINE, act_page, done, fill, page, paper, refused, standing, tranche_page
from tests.services.test_disputes import suspended
from tests.services.test_other_readings import needing_all
from tests.services.test_signatures import filed
from tranches.models import DamagesClaim, DisputeStage, ShortfallConsent

pytestmark = pytest.mark.django_db
Stand = Callable[[datetime], None]


@pytest.fixture
def play(enter: Enter, clock: Stand) -> Callable[..., HttpResponse]:
    """Send the form of an act of tranche one as somebody, on the world's day."""

    def act(world: worlds.World, who: str, event: str, **typed: Any) -> HttpResponse:
        clock(world.now)
        return fill(enter(who), act_page(world, event), **typed)

    return act


Play = Callable[..., HttpResponse]


def shown(enter: Enter, world: worlds.World) -> str:
    text = page(enter("clerk1").get(tranche_page(world.tranche(1))))
    assert not INLINE.search(text)
    return text


def test_an_instruction_ahead_of_the_report_is_prepared_signed_and_waits(play: Play, enter: Enter) -> None:
    world = worlds.funded()
    world.day(2026, 12, 18)
    done(play(world, "clerk1", "prepare_instruction", line_0="2,706,766"))
    done(play(world, "clerk1", "submit_instruction"))
    for who, letter in (("officer_a", "A"), ("officer_b", "B")):
        world.approve(world.instruction(), who, letter)
    assert "Next: the accountant’s report, which is all that is missing" in shown(enter, world)
    assert "every signing party has approved" in shown(enter, world)
    world.report(1, 600_000_000)
    assert "Next: a clerk completes the release checklist" in shown(enter, world)


def test_ahead_of_the_report_a_number_is_asked_for_and_a_missing_one_is_refused(play: Play) -> None:
    world = worlds.funded()
    world.day(2026, 12, 18)
    before = standing()
    refused(play(world, "clerk1", "prepare_instruction", line_0=""), "Enter: shares of tranche 1", before)


def test_a_report_that_is_late_is_said_with_its_days(enter: Enter, clock: Stand) -> None:
    world = worlds.funded()
    clock(world.day(2027, 2, 1))
    assert "It was needed by 15 January 2027 and is 17 days late." in shown(enter, world)


def test_an_opinion_on_paper_is_ticked_by_who_checks_the_signature(play: Play, enter: Enter) -> None:
    world = worlds.funded()
    world.day(2026, 12, 18)
    world.report(1, 600_000_000, opinion="adverse")
    world.submit(world.prepare(1))
    filed(world)
    before = standing()
    refused(play(world, "clerk2", "check_paper_signature", compared="on"), "Tick this to go on.", before)
    done(play(world, "clerk2", "check_paper_signature", compared="on", opinion="on"))
    text = shown(enter, world)
    assert "opinion acknowledged" in text
    assert "an adverse opinion, which each signer acknowledges" in text


def test_stages_claim_and_contrary_instruction_stand_on_the_page(play: Play, enter: Enter) -> None:
    world = worlds.submitted()
    done(
        play(
            world,
            "clerk1",
            "receive_dispute_notice",
            kind="contrary",
            party=str(world.part("B").pk),
            text="release less",
            contested_shares="1000000",
            paper=paper("contrary"),
        )
    )
    done(play(world, "clerk1", "record_dispute_stage", stage="negotiation"))
    before = standing()
    refused(
        play(world, "clerk1", "record_dispute_stage", stage="arbitration", paper=paper("notice")),
        "Enter the case number",
        before,
    )
    done(
        play(
            world,
            "clerk1",
            "record_dispute_stage",
            stage="arbitration",
            case_reference="DX2026-88",
            paper=paper("notice"),
        )
    )
    assert DisputeStage.objects.get(stage="arbitration").seat == "Shanghai"
    suspended(world)
    done(
        play(
            world,
            "clerk1",
            "record_damages_claim",
            amount="250,000",
            ground="competing business",
            paper=paper("claim"),
        )
    )
    text = shown(enter, world)
    for words in (
        "may be a ground for a hold",
        "case DX2026-88",
        "competing business",
    ):
        assert words in text
    done(play(world, "clerk1", "end_damages_claim", outcome="withdrawn", paper=paper("withdrawn")))
    assert DamagesClaim.objects.get().state_word == "withdrawn"
    assert "Not yet: no claim is open." in shown(enter, world)


def test_consent_to_a_report_with_a_shortfall_is_recorded_where_the_terms_ask_for_it(
    play: Play, tmp_path: Path
) -> None:
    world = needing_all(tmp_path)
    world.report(1, 600_000_000)
    before = standing()
    some = play(
        world,
        "clerk1",
        "record_shortfall_consent",
        signed_by=["A"],
        dated_on="2026-12-18",
        paper=paper("consent"),
    )
    refused(some, "Missing: Party B, Party C", before)
    done(
        play(
            world,
            "clerk1",
            "record_shortfall_consent",
            signed_by=["A", "B", "C"],
            dated_on="2026-12-18",
            paper=paper("consent"),
        )
    )
    assert ShortfallConsent.objects.get().signed_by == ["A", "B", "C"]
