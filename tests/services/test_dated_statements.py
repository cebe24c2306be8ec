"""Statements as of any day, twice dated: true on a day, known on a day; the same two dates give the same bytes (EA 1.2)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from documents import vault
from documents.models import Document
from documents.papers import words
from documents.papers.render import render, to_html
from tests import worlds
from tests.money.test_fees import pay, raised, settled
from tests.unchanged import refused
from tests.walls.tools import without_walls
from tests.worlds import World, pdf
from tranches.models import Posting
from tranches.money.models import FeeEntry
from tranches.money.services.fees import issue_fee_invoice
from tranches.selectors.ledger.as_of import as_of, now_of
from tranches.services.agreement.agreements import record_deposit
from tranches.services.dispute.holds import confirm_hold, propose_hold
from tranches.services.dispute.lifting import lift_hold
from tranches.statements.models import DatedStatement
from tranches.statements.papers.statement import statement_sheet
from tranches.statements.services import content_digest, make_statement

ALL = 15_000_000


def late_entries() -> World:
    """A deposit of 10 December recorded on the 15th; year one reported, released on 18 December 2026; then a hold and its end."""
    world = worlds.loaded()
    world.day(2025, 12, 15)
    record_deposit(
        agreement=world.agreement,
        shares=ALL,
        deposited_on=date(2025, 12, 10),
        reference="TA-1",
        paper=pdf("deposit"),
        **world.as_("clerk1"),
    )
    world.consent()
    world.play_year(1, 600_000_000, (2026, 12, 18))
    world.day(2026, 12, 21)
    hold = propose_hold(
        tranche=world.tranche(4),
        ground="dispute",
        shares=50_000,
        reason="figure disputed",
        opened_on=world.today(),
        **world.as_("clerk1"),
    )
    confirm_hold(hold=hold, **world.as_("supervisor"))
    world.day(2027, 1, 4)
    lift_hold(
        hold=hold,
        exit="withdrawal",
        paper=pdf("withdrawn"),
        lifted_on=date(2027, 1, 2),
        **world.as_("clerk2"),
    )
    world.day(2027, 1, 10)
    return world


STAGE = late_entries


def sheet(world: World, day: date, known_on: date) -> Any:
    seen = as_of(world.agreement, day, known_on, world.now)
    return statement_sheet(world.agreement, reference="KX-2025/S-1", now=world.now, seen=seen)


def made(world: World, day: date, known_on: date) -> Document:
    return make_statement(agreement=world.agreement, day=day, known_on=known_on, **world.as_("clerk1"))


# --- The two dates ---


def test_what_was_recorded_later_was_not_known_though_it_was_true(world: World) -> None:
    unknown = sheet(world, date(2025, 12, 11), date(2025, 12, 12))
    assert (unknown.deposited, unknown.in_escrow, unknown.movements) == (0, 0, ())
    known = sheet(world, date(2025, 12, 11), date(2025, 12, 15))
    assert (known.deposited, known.in_escrow) == (ALL, ALL)
    assert [(entry.on, entry.change) for entry in known.movements] == [(date(2025, 12, 10), ALL)]
    not_yet = sheet(world, date(2025, 12, 9), date(2025, 12, 15))
    assert not_yet.deposited == 0


def test_an_empty_account_says_so(world: World) -> None:
    printed = to_html(sheet(world, date(2025, 12, 5), date(2025, 12, 6)))
    assert "No share had been deposited by then: the escrow account is empty." in printed
    assert "托管账户为空" in printed


def test_a_dated_statement_names_both_dates_in_both_languages(world: World) -> None:
    printed = to_html(sheet(world, date(2026, 12, 17), date(2026, 12, 20)))
    for day in (date(2026, 12, 17), date(2026, 12, 20)):
        assert words.date_in_english(day) in printed
        assert words.date_in_chinese(day) in printed
    assert "As known on" in printed


def test_states_and_figures_are_those_of_the_day(world: World) -> None:
    before = sheet(world, date(2026, 12, 17), date(2026, 12, 17))
    first = before.tranches[0]
    assert (first.state, first.actual, first.released) == ("Pending", None, 0)
    assert before.figures == ()
    after = sheet(world, date(2026, 12, 18), date(2026, 12, 18)).tranches[0]
    assert (after.state, after.actual, after.released, after.kept) == (
        "Deducted",
        600_000_000,
        2_706_766,
        293_234,
    )


def test_a_hold_stands_from_its_confirmation_until_its_end_is_known(world: World) -> None:
    days = {
        (date(2026, 12, 20), date(2027, 1, 10)): [],
        (date(2026, 12, 31), date(2026, 12, 31)): [50_000],
        (date(2027, 1, 3), date(2027, 1, 3)): [50_000],  # it had ended, but nobody knew
        (date(2027, 1, 3), date(2027, 1, 4)): [],
        (date(2027, 1, 1), date(2027, 1, 10)): [50_000],
    }
    found = {dates: [hold.shares for hold in sheet(world, *dates).holds] for dates in days}
    assert found == days


def test_open_matters_are_those_of_the_day(world: World) -> None:
    world.day(2027, 12, 10)
    world.report(2, 700_000_000)
    world.submit(world.prepare(2))
    day = world.today()
    world.later(days=3)
    for who, letter in (("officer_a", "A"), ("officer_b", "B")):
        world.approve(world.instruction(), who, letter)
    assert [matter.text for matter in sheet(world, day, day).open_matters] == ["Approval of JWI-2"]
    assert sheet(world, day, day).open_matters[0].who == "issuer and purchaser"
    assert [matter.text for matter in sheet(world, world.today(), world.today()).open_matters] == [
        "Carrying out JWI-2"
    ]
    assert sheet(world, date(2027, 12, 9), world.today()).open_matters == ()


def test_a_correction_counts_from_the_day_it_was_received(world: World) -> None:
    world.day(2027, 12, 10)
    world.report(2, 700_000_000)
    first = world.today()
    world.later(days=5)
    world.report(2, 710_000_000, reason="typing error")
    then = sheet(world, first, world.today())
    assert then.tranches[1].actual == 700_000_000
    assert then.figures[1].steps == sheet(world, first, first).figures[1].steps
    assert sheet(world, world.today(), world.today()).tranches[1].actual == 710_000_000


def test_reports_recorded_in_another_order_than_received_are_assessed_again(world: World) -> None:
    world.day(2028, 12, 20)
    world.report(2, 700_000_000, dated_on=date(2028, 12, 18), received_on=date(2028, 12, 18))
    world.later(hours=1)
    world.report(3, 805_000_000, dated_on=date(2028, 12, 17), received_on=date(2028, 12, 17))
    both = sheet(world, date(2028, 12, 18), date(2028, 12, 20))
    assert [row.actual for row in both.tranches[:4]] == [600_000_000, 700_000_000, 805_000_000, None]
    alone = sheet(world, date(2028, 12, 17), date(2028, 12, 20))
    assert [row.actual for row in alone.tranches[:4]] == [600_000_000, None, 805_000_000, None]
    assert [entry.number for entry in alone.figures] == [1, 3]


def test_fees_are_those_entered_and_paid_by_then(world: World) -> None:
    raised(world)
    settled(world)
    invoice = issue_fee_invoice(entry=FeeEntry.objects.get(number=1), **world.as_("clerk1"))
    first = world.today()
    world.later(days=4)
    pay(world, invoice, "2000", received_on=first)
    before, after = sheet(world, first, first).fees[0], sheet(world, first, world.today()).fees[0]
    assert (before.number, before.currency, before.amount_minor, before.paid_minor) == (1, "USD", 500_000, 0)
    assert before.invoice == f"KX-2025/{invoice}"
    assert (after.paid_minor, after.open_minor) == (200_000, 300_000)
    assert sheet(world, date(2026, 12, 31), date(2026, 12, 31)).fees == ()


# --- The same paper ---


def test_the_same_two_dates_give_the_same_bytes_whatever_happens_later(world: World) -> None:
    first = made(world, date(2026, 12, 20), date(2026, 12, 31))
    bytes_then = vault.read(first.sha256)
    world.day(2027, 12, 10)
    world.report(2, 700_000_000)
    again = made(world, date(2026, 12, 20), date(2026, 12, 31))
    assert again.pk == first.pk
    assert vault.read(again.sha256) == bytes_then
    assert DatedStatement.objects.count() == 1


def test_a_day_still_running_gives_another_paper_only_when_something_was_recorded(world: World) -> None:
    world.day(2027, 12, 10)
    today = world.today()
    first = made(world, today, today)
    world.later(hours=1)
    assert made(world, today, today).pk == first.pk
    world.report(2, 700_000_000)
    second = made(world, today, today)
    assert second.pk != first.pk
    world.later(days=9)
    whole = made(world, today, today)
    assert whole.pk == second.pk  # the day is over and nothing joined it


def test_content_is_the_same_whoever_asks_and_whenever(world: World) -> None:
    day = date(2026, 12, 20)
    first = content_digest(sheet(world, day, date(2026, 12, 31)))
    world.day(2027, 12, 10)
    world.report(2, 700_000_000)
    assert content_digest(sheet(world, day, date(2026, 12, 31))) == first


def test_today_as_known_now_is_the_present_statement(world: World) -> None:
    now = now_of(world.agreement, world.now)
    present = statement_sheet(world.agreement, reference="KX-2025/S-1", now=world.now)
    assert sheet(world, now.day, now.day) == present
    assert render(present) == render(sheet(world, now.day, now.day))


# --- Bad input ---


@pytest.mark.parametrize(
    ("day", "known_on", "code"),
    [
        (date(2027, 1, 11), None, "future_date"),
        (date(2027, 1, 1), date(2027, 1, 11), "future_date"),
        (date(2027, 1, 5), date(2027, 1, 4), "known_before"),
        (date(2025, 12, 1), date(2027, 1, 4), "before_agreement"),
    ],
)
def test_dates_that_cannot_be_are_refused(world: World, day: date, known_on: date | None, code: str) -> None:
    with refused(code):
        make_statement(agreement=world.agreement, day=day, known_on=known_on, **world.as_("clerk1"))


def test_entries_that_do_not_add_up_on_a_day_give_no_statement(world: World) -> None:
    """A release that took effect before the deposit it came from cannot be drawn as a statement of the day between."""
    with without_walls():
        Posting.objects.filter(kind="deposit").update(effective_on=date(2026, 12, 20))
    with refused("entries_do_not_add_up"):
        make_statement(
            agreement=world.agreement,
            day=date(2026, 12, 18),
            known_on=date(2026, 12, 31),
            **world.as_("clerk1"),
        )
