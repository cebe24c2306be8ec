"""The agent's fee on record: entered once, invoiced to who pays, paid; refusals change nothing; no release waits for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from documents.errors import RuleViolation
from documents.papers.render import to_html
from tests import worlds
from tests.closing import road
from tests.desk.helpers import standing
from tests.papers.samples_money import INVOICE
from tests.worlds import KAIXIN, World, pdf
from tranches.models import TrancheState
from tranches.money.models import FeeEntry, FeeInvoice, FeePayment
from tranches.money.papers.fee_invoice import fee_invoice_sheet
from tranches.money.selectors.fees import Payer, escrow_period, fee_rows, payer_of
from tranches.money.services.fees import issue_fee_invoice, raise_fees, record_fee_payment, settle_fee_payer

pytestmark = pytest.mark.django_db


def raised(world: World) -> FeeEntry:
    return raise_fees(agreement=world.agreement, **world.as_("clerk1"))


def settled(world: World, letter: str = "A", **changes: Any) -> None:
    given = {"payer": world.part(letter), "answered_on": world.today(), "paper": pdf("answer")}
    settle_fee_payer(agreement=world.agreement, **(given | changes), **world.as_("clerk1"))


def invoiced(world: World) -> FeeInvoice:
    entry = raised(world)
    settled(world)
    return issue_fee_invoice(entry=entry, **world.as_("clerk1"))


def pay(world: World, invoice: FeeInvoice, amount: str, **changes: Any) -> FeePayment:
    given = {"currency": "USD", "received_on": world.today()}
    return record_fee_payment(
        invoice=invoice, amount=Decimal(amount), **(given | changes), **world.as_("clerk1")
    )


def refuses(code: str, act: Callable[[], object]) -> None:
    before = standing()
    with pytest.raises(RuleViolation) as refused:
        act()
    assert refused.value.code == code
    assert standing() == before


def deal(tmp_path: Path, *changes: tuple[str, str]) -> Path:
    text = KAIXIN.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "deal.toml"
    path.write_text(text, encoding="utf-8")
    return path


def without(tmp_path: Path, table: str) -> Path:
    """The sample deal without one of its tables."""
    head, _, rest = KAIXIN.read_text(encoding="utf-8").partition(f"[{table}]")
    path = tmp_path / f"without-{table}.toml"
    path.write_text(head + rest[rest.index("\n[") :], encoding="utf-8")
    return path


def test_fees_are_entered_as_their_years_begin_and_only_once() -> None:
    world = worlds.funded()
    raised(world)
    assert [row.amount_minor for row in FeeEntry.objects.all()] == [500_000]
    before = standing()
    raised(world)
    assert standing() == before, "asked again on the same day it adds nothing"
    world.day(2027, 12, 15)
    assert raised(world).number == 3
    assert [(row.number, row.starts_on) for row in FeeEntry.objects.all()] == [
        (1, date(2025, 12, 15)),
        (2, date(2026, 12, 15)),
        (3, date(2027, 12, 15)),
    ]


def test_no_fee_before_the_first_deposit_or_for_a_day_to_come() -> None:
    world = worlds.loaded()
    refuses("no_fee_due", lambda: raised(world))
    world = worlds.funded(reference="SECOND")
    refuses(
        "future_date",
        lambda: raise_fees(agreement=world.agreement, on=date(2026, 1, 1), **world.as_("clerk1")),
    )


def test_no_invoice_while_nobody_is_named_to_pay() -> None:
    world = worlds.funded()
    entry = raised(world)
    assert payer_of(world.agreement).part is None
    refuses("payer_undecided", lambda: issue_fee_invoice(entry=entry, **world.as_("clerk1")))
    settled(world)
    invoice = issue_fee_invoice(entry=entry, **world.as_("clerk1"))
    assert (invoice.payer, str(invoice), invoice.document.reference) == (
        world.part("A"),
        "F-1",
        "KX-2025/F-1",
    )
    refuses("invoiced_already", lambda: issue_fee_invoice(entry=entry, **world.as_("clerk1")))


def test_later_answer_counts_and_leaves_earlier_invoices_alone() -> None:
    world = worlds.funded()
    first = invoiced(world)
    settled(world, "C")
    world.day(2026, 12, 15)
    second = issue_fee_invoice(entry=raised(world), **world.as_("clerk1"))
    first.refresh_from_db()
    assert (first.payer.letter, second.payer.letter, second.number) == ("A", "C", 2)


def test_agent_is_no_payer_and_the_terms_are_not_overruled_by_an_answer(tmp_path: Path) -> None:
    world = worlds.funded()
    refuses("no_payer", lambda: settled(world, "D"))
    refuses("future_date", lambda: settled(world, answered_on=date(2026, 1, 1)))
    path = deal(tmp_path, ('fee_payer = "undecided"', 'fee_payer = "seller"'))
    named = worlds.funded(path, reference="NAMED")
    refuses("payer_in_terms", lambda: settled(named))
    assert issue_fee_invoice(entry=raised(named), **named.as_("clerk1")).payer == named.part("C")


def test_invoice_is_open_then_paid_in_part_then_paid() -> None:
    world = worlds.funded()
    invoice = invoiced(world)
    (row,) = fee_rows(world.agreement)
    assert (row.word, row.open_minor) == ("open", 500_000)
    pay(world, invoice, "1999.99")
    (row,) = fee_rows(world.agreement)
    assert (row.word, row.open_minor) == ("paid in part", 300_001)
    pay(world, invoice, "3000.01", paper=pdf("bank"))
    (row,) = fee_rows(world.agreement)
    assert (row.word, row.is_paid) == ("paid", True)
    refuses("more_than_open", lambda: pay(world, invoice, "0.01"))


@pytest.mark.parametrize(
    ("code", "amount", "changes"),
    [
        ("more_than_open", "5000.01", {}),
        ("amount_unusable", "0", {}),
        ("amount_unusable", "-5", {}),
        ("amount_unusable", "0.001", {}),
        ("amount_unusable", "NaN", {}),
        ("wrong_currency", "5000", {"currency": "CNY"}),
        ("unknown_currency", "5000", {"currency": "DOLLAR"}),
        ("future_date", "5000", {"received_on": date(2025, 12, 16)}),
        ("dates_out_of_order", "5000", {"received_on": date(2025, 12, 1)}),
    ],
)
def test_wrong_payment_is_refused_and_changes_nothing(
    code: str, amount: str, changes: dict[str, Any]
) -> None:
    world = worlds.funded()
    invoice = invoiced(world)
    refuses(code, lambda: pay(world, invoice, amount, **changes))


def test_fee_paid_before_its_invoice_is_recorded_on_the_day_it_came() -> None:
    world = worlds.funded()
    invoice = invoiced(world)
    payment = pay(world, invoice, "5000", received_on=date(2025, 12, 14))
    assert payment.received_on < invoice.issued_on
    assert [row.word for row in fee_rows(world.agreement)] == ["paid"]


def test_invoice_says_when_it_is_due_where_to_pay_and_how_much_in_words(settings: Any) -> None:
    settings.INVOICE_DAYS, settings.BANK_ACCOUNT = 14, ["Example Bank", "Account 000-111"]
    world = worlds.funded()
    invoice = invoiced(world)
    sheet = fee_invoice_sheet(invoice.entry, Payer(invoice.payer), reference="F-1", now=world.now)
    assert (sheet.due_on - sheet.dated_on).days == 14
    html = to_html(sheet)
    for words in (
        "Please pay by 29 December 2025",
        "Account 000-111",
        "USD five thousand and 00/100",
        "USD 伍仟元整",
    ):
        assert words in html
    settings.BANK_ACCOUNT = []
    bare = fee_invoice_sheet(invoice.entry, Payer(invoice.payer), reference="F-1", now=world.now)
    assert "This invoice names no account" in to_html(bare)


@pytest.mark.parametrize(
    ("minor", "places", "english", "chinese"),
    [
        (500_000, 2, "USD five thousand and 00/100", "USD 伍仟元整"),
        (34_247, 2, "USD three hundred and forty-two and 47/100", "USD 叁佰肆拾贰元又 100 分之肆拾柒"),
        (7, 2, "USD zero and 07/100", "USD 零元又 100 分之柒"),
        (34_247, 0, "USD thirty-four thousand two hundred and forty-seven", "USD 叁万肆仟贰佰肆拾柒元整"),
        (1_005, 3, "USD one and 005/1000", "USD 壹元又 1000 分之伍"),
    ],
)
def test_amount_in_words_is_the_amount(minor: int, places: int, english: str, chinese: str) -> None:
    sheet = replace(INVOICE, amount_minor=minor, places=places)
    assert (sheet.amount_in_english, sheet.amount_in_chinese) == (english, chinese)


def test_database_itself_refuses_a_payment_beyond_the_invoice() -> None:
    world = worlds.funded()
    payment = pay(world, invoiced(world), "5000")
    payment.pk, payment._state.adding = None, True
    with pytest.raises(DatabaseError, match="never exceeds"), transaction.atomic():
        payment.save(force_insert=True)


def test_unpaid_fee_never_blocks_a_release() -> None:
    world = worlds.funded()
    invoiced(world)
    world.play_year(1, 700_000_000, (2026, 12, 18))
    assert world.tranche(1).state == TrancheState.RELEASED
    assert [row.word for row in fee_rows(world.agreement)] == ["open"]


def test_fee_by_days_ends_with_the_escrow_period_and_is_settled_after_the_closing() -> None:
    """15 December 2027 to 10 January 2028 are 27 of 366 days: 500000 × 27 / 366 = 36885.2… cents."""
    world = road.closed(fee_broken_year="by_days", fee_payer="issuer")
    assert escrow_period(world.agreement) == (date(2025, 12, 15), date(2028, 1, 10))
    last = raised(world)
    assert (last.number, last.days, last.amount_minor) == (3, 27, 36_885)
    pay(world, issue_fee_invoice(entry=last, **world.as_("clerk1")), "368.85")
    assert [row.word for row in fee_rows(world.agreement)][-1] == "paid"


def test_only_the_agent_touches_fees() -> None:
    world = worlds.funded()
    for who in ("officer_a", "seller", "compliance"):
        refuses("not_permitted", lambda who=who: raise_fees(agreement=world.agreement, **world.as_(who)))  # type: ignore[misc]


def test_deal_without_a_fee_has_none(tmp_path: Path) -> None:
    world = worlds.funded(without(tmp_path, "fee"))
    refuses("no_fee", lambda: raised(world))
    refuses("no_fee", lambda: settled(world))
