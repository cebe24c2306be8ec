"""Two readings that other deals may choose: consent of all to a report with a shortfall; report and instruction on one day."""

from pathlib import Path
from typing import Any

import pytest

from tests import worlds
from tests.unchanged import refused
from tests.worlds import World, pdf
from tranches.models import Report, ShortfallConsent
from tranches.services.assessment.consents import record_shortfall_consent
from tranches.services.instruction.instructions import LineSpec

pytestmark = pytest.mark.django_db


def under(tmp_path: Path, setting: str, shipped: str, chosen: str, *, reference: str = "") -> World:
    """The sample deal under another reading, funded, its first year ended."""
    text = worlds.KAIXIN.read_text(encoding="utf-8")
    assert f'{setting} = "{shipped}"' in text
    path = tmp_path / "deal.toml"
    path.write_text(text.replace(f'{setting} = "{shipped}"', f'{setting} = "{chosen}"'), encoding="utf-8")
    world = worlds.funded(path, reference=reference)
    world.day(2026, 12, 18)
    return world


def needing_all(tmp_path: Path, *, reference: str = "") -> World:
    return under(tmp_path, "report_with_shortfall", "accepted", "needs_all_parties", reference=reference)


def same_day(tmp_path: Path) -> World:
    return under(tmp_path, "simultaneously", "both_at_hand", "same_day")


def consent(world: World, report: Report, **changes: Any) -> ShortfallConsent:
    arguments: dict[str, Any] = {
        "report": report,
        "paper": pdf("consent of all"),
        "signed_by": ["A", "B", "C"],
        "dated_on": world.today(),
        "received_on": world.today(),
        **world.as_("clerk1"),
    }
    return record_shortfall_consent(**(arguments | changes))


def test_a_report_with_a_shortfall_releases_only_with_the_consent_of_all(tmp_path: Path) -> None:
    world = needing_all(tmp_path)
    report = world.report(1, 600_000_000)
    instruction = world.submit(world.prepare(1))
    world.approve(instruction, "officer_a", "A")
    with refused("no_shortfall_consent"):
        world.approve(instruction, "officer_b", "B")
    for letters in (["A", "B"], ["A", "C"], []):
        with refused("consent_not_signed_by_all"):
            consent(world, report, signed_by=letters)
    consent(world, report)
    with refused("already_consented"):
        consent(world, report)
    world.approve(instruction, "officer_b", "B")
    assert world.tranche(1).state == "instructed"


def test_a_report_on_target_needs_no_consent(tmp_path: Path) -> None:
    world = needing_all(tmp_path)
    report = world.report(1, 665_000_000)
    with refused("no_shortfall"):
        consent(world, report)
    world.instruct(1)
    assert world.tranche(1).state == "instructed"


def test_a_consent_is_to_one_report_and_a_correction_needs_its_own(tmp_path: Path) -> None:
    world = needing_all(tmp_path)
    first = world.report(1, 600_000_000)
    consent(world, first)
    world.report(1, 590_000_000, reason="misprint")
    with refused("no_shortfall"):
        consent(world, first)
    instruction = world.submit(world.prepare(1))
    world.approve(instruction, "officer_a", "A")
    with refused("no_shortfall_consent"):
        world.approve(instruction, "officer_b", "B")


def test_where_the_terms_accept_the_report_no_consent_is_recorded() -> None:
    world = worlds.reported()
    with refused("consent_not_needed"):
        consent(world, Report.objects.get())


def test_report_and_last_approval_come_in_on_one_day(tmp_path: Path) -> None:
    world = same_day(tmp_path)
    world.report(1, 600_000_000)
    world.later(days=1)
    instruction = world.submit(world.prepare(1))
    world.approve(instruction, "officer_a", "A")
    with refused("not_same_day"):
        world.approve(instruction, "officer_b", "B")
    world.report(
        1, 600_000_000, dated_on=worlds.date(2026, 12, 18), reason="handed in again with the instruction"
    )
    world.instruct(1)
    assert world.tranche(1).state == "instructed"


def test_what_was_signed_the_day_before_its_report_is_signed_again(tmp_path: Path) -> None:
    world = same_day(tmp_path)
    lines = [LineSpec(world.tranche(1), "own", 2_706_766)]
    world.instruct(1, lines)
    world.later(days=1)
    world.report(1, 600_000_000)
    assert world.instruction().state == "superseded"
    world.instruct(1)
    assert world.tranche(1).state == "instructed"
