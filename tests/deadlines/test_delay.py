"""Per day of delay, whose step was missing (EA 5.2): dates typed by hand, played by the services."""

from __future__ import annotations

from datetime import date

import pytest

from tests import worlds
from tranches.selectors.docket.delay import PAUSED, Missing, Spell, Steps, Stretch, spells, steps_of
from tranches.services.dispute.holds import confirm_hold, propose_hold
from tranches.services.dispute.lifting import lift_hold
from tranches.services.release.transfer import record_refusal

DUE = date(2027, 1, 29)  # sixty days after 30 November 2026


def told(found: tuple[Spell, ...]) -> list[tuple[str, str, int, list[str]]]:
    return [
        (
            f"{spell.first:%d %b}",
            f"{spell.last:%d %b}",
            spell.days,
            [entry.step + entry.letter for entry in spell.missing],
        )
        for spell in found
    ]


@pytest.mark.django_db
def test_each_day_of_delay_names_the_step_that_was_missing_when_it_began() -> None:
    world = worlds.funded()
    world.day(2027, 2, 3)
    world.report(1, 665_000_000)
    instruction = world.submit(world.prepare(1))
    world.day(2027, 2, 5)
    world.approve(instruction, "officer_a", "A")
    world.day(2027, 2, 8)
    world.approve(instruction, "officer_b", "B")
    world.day(2027, 2, 10)
    world.tick_all(instruction)
    world.authorise(instruction)
    world.day(2027, 2, 11)
    world.send()
    world.day(2027, 2, 15)
    world.confirm()
    steps = steps_of(world.agreement)[1]
    found = spells(steps.missing_at_end_of, due_on=DUE, until=date(2027, 3, 1))
    assert told(found) == [
        ("30 Jan", "03 Feb", 5, ["reportA", "approvalA", "approvalB"]),
        ("04 Feb", "05 Feb", 2, ["approvalA", "approvalB"]),
        ("06 Feb", "08 Feb", 3, ["approvalB"]),
        ("09 Feb", "11 Feb", 3, ["letterD"]),
        ("12 Feb", "15 Feb", 4, ["answer"]),
    ]
    assert sum(spell.days for spell in found) == (date(2027, 2, 15) - DUE).days


@pytest.mark.django_db
def test_release_on_its_last_day_has_no_day_of_delay() -> None:
    world = worlds.funded()
    world.play_year(1, 665_000_000, (2027, 1, 29))
    steps = steps_of(world.agreement)[1]
    assert spells(steps.missing_at_end_of, due_on=DUE, until=date(2027, 12, 31)) == ()


@pytest.mark.django_db
def test_days_under_a_hold_are_paused_and_a_refused_letter_is_the_agents_again() -> None:
    world = worlds.funded()
    world.day(2027, 1, 20)
    world.report(1, 665_000_000)
    instruction = world.instruct(1)
    hold = propose_hold(
        tranche=world.tranche(1),
        ground="dispute",
        reason="quarrel",
        opened_on=world.today(),
        **world.as_("clerk1"),
    )
    confirm_hold(hold=hold, **world.as_("clerk2"))
    world.day(2027, 2, 2)
    lift_hold(
        hold=hold,
        exit="withdrawal",
        paper=worlds.pdf("withdrawn"),
        lifted_on=world.today(),
        **world.as_("clerk2"),
    )
    world.tick_all(instruction)
    world.authorise(instruction)
    world.send()
    world.day(2027, 2, 4)
    record_refusal(
        release=world.release(), reason="seal missing", answered_on=world.today(), **world.as_("clerk1")
    )
    found = spells(steps_of(world.agreement)[1].missing_at_end_of, due_on=DUE, until=date(2027, 2, 6))
    assert told(found) == [
        ("30 Jan", "02 Feb", 4, [PAUSED]),
        ("03 Feb", "04 Feb", 2, ["answer"]),
        ("05 Feb", "06 Feb", 2, ["letterD"]),
    ]
    assert found[0].is_paused


def test_stretch_ends_before_its_last_day() -> None:
    stretch = Stretch(date(2027, 1, 1), date(2027, 1, 3))
    assert [stretch.covers(date(2027, 1, day)) for day in (1, 2, 3)] == [True, True, False]


def test_governing_paper_stands_in_for_report_and_approvals() -> None:
    steps = Steps([], paper_on=date(2027, 1, 5))
    assert steps.documents_missing(date(2027, 1, 4)) == (
        Missing("report", "issuer", "", "the accountant’s report"),
    )
    assert steps.documents_missing(date(2027, 1, 5)) == ()
