"""The accountant's report: who may write it, when it may come, what figure it may state (EA 3.1(a), SPA 4.2)."""

from datetime import timedelta

import pytest

from parties.models import AccountingFirm
from parties.services.firms import approve_firm, revoke_firm
from tests import worlds
from tests.unchanged import refused
from tests.worlds import World
from tranches.models import TrancheState
from tranches.selectors.assessment.assessments import current_assessment, result_of


def _year_one_has_ended() -> World:
    world = worlds.funded()
    world.day(2026, 12, 18)
    return world


STAGE = _year_one_has_ended


def firm(world: World, name: str = "Firm F-2") -> AccountingFirm:
    return world.firm_named(name)


def approve(world: World, chosen: AccountingFirm, day: int) -> None:
    world.entered(
        approve_firm,
        firm=chosen,
        approved_by=world.part("A").party,
        approved_on=world.now.date().replace(day=day),
    )


def test_a_report_moves_a_pending_tranche_and_is_assessed(world: World) -> None:
    report = world.report(1, 600_000_000)
    assert world.tranche(1).state == TrancheState.REPORT_RECEIVED
    result = result_of(current_assessment(world.agreement), 1)
    assert result is not None
    assert result["entitled"] == 2_706_766
    assert report.actual_minor == 60_000_000_000
    assert report.assessments.get().terms_version.number == 1


def test_a_shortfall_files_a_notice_of_deduction_and_a_good_year_does_not(world: World) -> None:
    notices = world.agreement.binder.documents.filter(kind="deduction_notice")
    world.report(1, 665_000_000)
    assert notices.count() == 0
    world.report(1, 600_000_000, reason="misprint")
    assert notices.count() == 1


def test_a_firm_without_the_issuers_approval_is_refused(world: World) -> None:
    chosen = firm(world)
    with refused("firm_not_approved"):
        world.report(1, 600_000_000, firm=chosen)


def test_an_approval_by_another_party_does_not_count(world: World) -> None:
    chosen = firm(world)
    world.entered(approve_firm, firm=chosen, approved_by=world.part("B").party, approved_on=worlds.SINCE)
    with refused("firm_not_approved"):
        world.report(1, 600_000_000, firm=chosen)


def test_a_ratification_after_the_report_came_in_counts(world: World) -> None:
    chosen = firm(world)
    received = world.today()
    world.day(2026, 12, 22)
    with refused("firm_not_approved"):
        world.report(1, 600_000_000, firm=chosen, dated_on=received, received_on=received)
    approve(world, chosen, 21)
    assert (
        world.report(1, 600_000_000, firm=chosen, dated_on=received, received_on=received).received_on
        == received
    )


def test_a_firm_whose_approval_was_revoked_is_refused(world: World) -> None:
    revoke_firm(approval=world.firm.approvals.get(), revoked_on=world.today(), **world.as_("clerk1"))
    with refused("firm_not_approved"):
        world.report(1, 600_000_000)


def test_an_instruction_does_not_take_effect_on_the_report_of_a_revoked_firm(world: World) -> None:
    world.report(1, 600_000_000)
    instruction = world.submit(world.prepare(1))
    world.approve(instruction, "officer_a", "A")
    world.later(days=1)
    revoke_firm(approval=world.firm.approvals.get(), revoked_on=world.today(), **world.as_("clerk1"))
    with refused("firm_not_approved"):
        world.approve(instruction, "officer_b", "B")
    world.later(days=1)
    approve(world, world.firm, 20)
    world.approve(instruction, "officer_b", "B")
    assert world.tranche(1).state == TrancheState.INSTRUCTED


def test_an_approval_of_the_firm_revoked_after_the_instruction_took_effect_stops_nothing(
    world: World,
) -> None:
    world.report(1, 600_000_000)
    instruction = world.instruct(1)
    world.later(days=1)
    revoke_firm(approval=world.firm.approvals.get(), revoked_on=world.today(), **world.as_("clerk1"))
    world.carry_out(instruction)
    assert world.tranche(1).state == "deducted"


def test_a_report_dated_within_its_year_is_too_early(world: World) -> None:
    last = worlds.date(2026, 11, 30)
    with refused("report_too_early"):
        world.report(1, 600_000_000, dated_on=last)
    assert world.report(1, 600_000_000, dated_on=last + timedelta(days=1)).number == 1


def test_a_report_does_not_come_in_before_its_own_date(world: World) -> None:
    with refused("dates_out_of_order"):
        world.report(1, 600_000_000, received_on=world.today() - timedelta(days=1))


def test_a_report_of_tomorrow_is_refused(world: World) -> None:
    tomorrow = world.today() + timedelta(days=1)
    with refused("future_date"):
        world.report(1, 600_000_000, received_on=tomorrow)


@pytest.mark.parametrize("figure", ["600000000.001", "NaN", "Infinity", "-Infinity", "sNaN", "1e30"])
def test_a_figure_that_is_not_whole_fen_is_refused(world: World, figure: str) -> None:
    with refused("figure_unusable"):
        world.report(1, figure)


@pytest.mark.parametrize(
    ("figure", "minor", "entitled"),
    [
        ("-3.05", -305, 0),
        ("0", 0, 0),
        ("600000000.01", 60_000_000_001, 2_706_766),
        ("6.65E+8", 66_500_000_000, 3_000_000),
    ],
)
def test_a_figure_may_be_negative_and_have_fen(world: World, figure: str, minor: int, entitled: int) -> None:
    assert world.report(1, figure).actual_minor == minor
    result = result_of(current_assessment(world.agreement), 1)
    assert result is not None
    assert result["entitled"] == entitled


def test_years_may_be_reported_out_of_order_and_a_credit_waits_for_the_gap(world: World) -> None:
    world.day(2028, 12, 18)
    world.report(3, 900_000_000)
    world.report(1, 600_000_000)
    waiting = current_assessment(world.agreement)
    assert waiting is not None
    assert waiting.result["offsets"] == []
    world.report(2, 732_000_000)
    complete = current_assessment(world.agreement)
    assert complete is not None
    assert [(entry["from"], entry["to"], entry["shares"]) for entry in complete.result["offsets"]] == [
        (3, 1, 177_019)
    ]


def test_a_later_report_leaves_another_tranche_where_it_stands(world: World) -> None:
    world.report(1, 600_000_000)
    assert [world.tranche(n).state for n in (1, 2, 3)] == ["report_received", "pending", "pending"]
