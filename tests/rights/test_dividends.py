"""Dividends (SPA 3.2, EA 1.3): entitlement from the ledger of the record date, received, passed on, corrected beside itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from documents import vault
from documents.models import Document, OutboxMessage
from tests.rights.acts import (
    declared,
    deliver,
    entitled,
    on_the_day_after,
    pass_on,
    reached,
    receive,
    row,
)
from tests.unchanged import refused
from tests.walls.tools import without_walls
from tests.worlds import World, pdf
from tranches.rights.models import Dividend, DividendPayment
from tranches.rights.services.dividends import Ratio, set_aside_dividend
from tranches.selectors.access import documents_of
from tranches.selectors.docket.docket import docket_of
from tranches.statements.papers.statement import statement_sheet
from tranches.verification import findings

STAGE = reached


def test_dividend_walks_from_the_declaration_to_the_recipient(world: World) -> None:
    """15,000,000 × USD 0.025 = USD 375,000.00."""
    dividend = declared(world)
    assert (row(world, dividend).word, row(world, dividend).now) == ("declared", None)
    world.day(2026, 3, 11)
    assert row(world, dividend).word == "entitlement open"
    made = entitled(world, dividend)
    assert (made.shares_in_name, made.shares, made.amount_minor, made.remainder) == (
        15_000_000,
        15_000_000,
        37_500_000,
        "0",
    )
    assert row(world, dividend).word == "waits for the transfer agent"
    world.day(2026, 3, 31)
    receive(world, dividend, "337500", withheld=Decimal("37500"), reference="TA 77")
    assert (row(world, dividend).word, row(world, dividend).difference, row(world, dividend).to_pass_on) == (
        "received",
        0,
        33_750_000,
    )
    pass_on(world, dividend, "100000")
    assert (row(world, dividend).word, row(world, dividend).to_pass_on) == ("passed on in part", 23_750_000)
    pass_on(world, dividend, "237500", paper=pdf("bank"))
    found = row(world, dividend)
    assert (found.word, found.outstanding, found.is_open) == ("passed on", 0, False)
    assert not [found for found in findings([world.agreement]) if not found[0].startswith("I7")]


def test_other_amount_than_expected_is_shown_and_never_passed_on_beyond_the_entitlement(world: World) -> None:
    dividend = on_the_day_after(world)
    world.day(2026, 3, 31)
    receive(world, dividend, "376000")
    found = row(world, dividend)
    assert (found.difference, found.to_pass_on) == (100_000, 37_500_000)
    with refused("more_than_received"):
        pass_on(world, dividend, "375000.01")
    pass_on(world, dividend, "375000")
    assert row(world, dividend).word == "passed on"


def test_less_than_expected_leaves_the_rest_outstanding(world: World) -> None:
    dividend = on_the_day_after(world)
    world.day(2026, 4, 2)
    receive(world, dividend, "300000")
    pass_on(world, dividend, "300000")
    found = row(world, dividend)
    assert (found.word, found.outstanding, found.difference) == ("passed on in part", 7_500_000, -7_500_000)
    (entry,) = [entry for entry in docket_of(world.agreement, world.today()) if entry.name == "dividend"]
    assert (entry.days_late, entry.move) == (2, "Transfer agent: the dividend.")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"payment_on": date(2026, 3, 9)}, "dates_out_of_order"),
        ({"record_on": date(2026, 2, 1), "payment_on": date(2026, 3, 1)}, "dates_out_of_order"),
        ({"declared_on": date(2026, 3, 3)}, "future_date"),
        ({"currency": "DOLLAR"}, "unknown_currency"),
        ({"currency": ""}, "unknown_currency"),
        ({"amount_per_share": Decimal(0)}, "amount_unusable"),
        ({"amount_per_share": Decimal("-0.025")}, "amount_unusable"),
        ({"amount_per_share": Decimal("NaN")}, "amount_unusable"),
        ({"amount_per_share": Decimal("0.000000001")}, "amount_unusable"),
        ({"amount_per_share": None}, "amount_unusable"),
        ({"kind": "bonus"}, "wrong_kind"),
        ({"kind": "scrip"}, "ratio_unusable"),
        ({"kind": "scrip", "ratio": Ratio(0, 20)}, "ratio_unusable"),
        ({"kind": "scrip", "ratio": Ratio(1, 0)}, "ratio_unusable"),
        ({"kind": "scrip", "ratio": Ratio(-1, 20)}, "ratio_unusable"),
    ],
)
def test_dividend_that_cannot_be_is_refused(world: World, changes: dict[str, Any], code: str) -> None:
    with refused(code):
        declared(world, **changes)


def test_same_dividend_is_recorded_once_unless_it_was_set_aside(world: World) -> None:
    dividend = declared(world)
    with refused("dividend_on_record"):
        declared(world)
    with refused("missing"):
        set_aside_dividend(dividend=dividend, reason=" ", **world.as_("clerk1"))
    set_aside_dividend(
        dividend=dividend, reason="wrong amount", paper=pdf("withdrawn"), **world.as_("clerk1")
    )
    assert row(world, Dividend.objects.get(pk=dividend.pk)).word == "set aside"
    with refused("set_aside"):
        set_aside_dividend(dividend=dividend, reason="again", **world.as_("clerk1"))
    assert declared(world).number == 2


def test_entitlement_waits_for_the_end_of_the_record_date_and_for_shares(world: World) -> None:
    dividend = declared(world)
    with refused("record_date_not_over"):
        entitled(world, dividend)
    world.day(2026, 3, 10)
    with refused("record_date_not_over"):
        entitled(world, dividend)
    early = declared(world, record_on=date(2025, 12, 14))
    with refused("no_shares_that_day"):
        entitled(world, early)


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda world, it: receive(world, it, "0"), "amount_unusable"),
        (lambda world, it: receive(world, it, "-1"), "amount_unusable"),
        (lambda world, it: receive(world, it, "0.001"), "amount_unusable"),
        (lambda world, it: receive(world, it, "5", withheld=Decimal(-1)), "amount_unusable"),
        (lambda world, it: receive(world, it, "5", currency="CNY"), "wrong_currency"),
        (lambda world, it: receive(world, it, "5", received_on=date(2026, 3, 10)), "dates_out_of_order"),
        (lambda world, it: receive(world, it, "5", received_on=date(2026, 3, 12)), "future_date"),
        (lambda world, it: pass_on(world, it, "5"), "nothing_received"),
        (lambda world, it: deliver(world, it, 5), "paid_in_money"),
    ],
)
def test_money_that_cannot_be_is_refused(
    world: World, act: Callable[[World, Dividend], object], code: str
) -> None:
    dividend = on_the_day_after(world)
    with refused(code):
        act(world, dividend)


def test_money_is_passed_on_after_it_came_in_and_needs_an_entitlement(world: World) -> None:
    dividend = declared(world)
    world.day(2026, 3, 12)
    with refused("no_entitlement"):
        receive(world, dividend, "5")
    entitled(world, dividend)
    receive(world, dividend, "5")
    with refused("dates_out_of_order"):
        pass_on(world, dividend, "5", paid_on=date(2026, 3, 11))
    with refused("wrong_currency"):
        pass_on(world, dividend, "5", currency="CNY")
    with refused("already_paid"):
        set_aside_dividend(dividend=dividend, reason="too late", **world.as_("clerk1"))


@pytest.mark.parametrize("who", ["officer_a", "seller", "compliance"])
def test_only_clerk_and_supervisor_record_dividends(world: World, who: str) -> None:
    dividend = declared(world)
    with refused("not_permitted"):
        set_aside_dividend(dividend=dividend, reason="no", **world.as_(who))


def test_double_click_passes_on_once(world: World) -> None:
    dividend = on_the_day_after(world)
    receive(world, dividend, "375000")
    first = pass_on(world, dividend, "100", key="k-1")
    assert pass_on(world, dividend, "100", key="k-1") == first
    assert DividendPayment.objects.count() == 1


def test_wall_refuses_more_than_came_in_and_without_it_the_damage_is_done(world: World) -> None:
    dividend = on_the_day_after(world)
    receive(world, dividend, "5")
    payment = pass_on(world, dividend, "5")
    payment.pk, payment.number, payment._state.adding = None, 2, True  # type: ignore[assignment]
    with pytest.raises(IntegrityError, match="came in"), transaction.atomic():
        payment.save(force_insert=True)
    with without_walls("wall_dividend_payment_within"):
        payment.save(force_insert=True)
    found = row(world, dividend)
    assert found.passed_on > found.received
    assert any("more of D-1 was passed on" in sentence for _, sentence in findings([world.agreement]))


def test_advice_says_what_is_his_and_the_bank_stays_inside_the_house(world: World) -> None:
    dividend = on_the_day_after(world)
    receive(world, dividend, "337500", withheld=Decimal("37500"))
    payment = pass_on(world, dividend, "337500", paper=pdf("bank"))
    advice = vault.read(payment.advice.sha256).decode()
    for text in (
        "375,000.00",
        "337,500.00",
        "37,500.00",
        "USD 0.025 a share",
        "15,000,000",
        "Tranche 5: held",
        "KX-2025/D-1-1",
    ):
        assert text in advice
    seen = set(documents_of(world.actor("seller")).values_list("kind", flat=True))
    assert {"dividend_advice", "dividend_declaration"} <= seen
    assert "dividend_payment" not in seen
    assert Document.objects.filter(kind="dividend_payment").exists()


def test_statement_tells_of_dividends_passed_on(world: World) -> None:
    dividend = on_the_day_after(world)
    receive(world, dividend, "375000")
    pass_on(world, dividend, "100000")
    sheet = statement_sheet(world.agreement, reference="S-1", now=world.now)
    (note,) = [note for note in sheet.rights if "D-1" in note.text]
    assert "USD 375,000.00 are due" in note.text
    assert "USD 100,000.00 are passed on" in note.text


def test_parties_are_told_and_the_docket_names_whose_move_it_is(world: World) -> None:
    dividend = declared(world)
    assert OutboxMessage.objects.filter(purpose__startswith="dividend/KX-2025/D-1/").count() == 3

    def move() -> str:
        (entry,) = [entry for entry in docket_of(world.agreement, world.today()) if entry.name == "dividend"]
        return entry.move

    assert move() == "Nobody’s yet: the record date is 10 March 2026."
    world.day(2026, 3, 11)
    assert move() == "Escrow agent: the recipient’s entitlement."
    entitled(world, dividend)
    assert move() == "Transfer agent: the dividend."
    receive(world, dividend, "375000")
    assert move() == "Escrow agent: the payment to the recipient."
    pass_on(world, dividend, "375000")
    assert "dividend" not in {entry.name for entry in docket_of(world.agreement, world.today())}
