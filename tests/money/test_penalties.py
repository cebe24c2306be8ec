"""The penalty on record: prices typed and loaded, decisions, statements per debtor; refusals change nothing (SPA 8.2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from documents.errors import RuleViolation
from documents.intake import Intake
from documents.models import Document
from tests import worlds
from tests.desk.helpers import standing
from tests.money.test_fees import deal, without
from tests.worlds import World, pdf
from tranches.money.models import ClosingPrice, DelayReason, PenaltyStatement
from tranches.money.selectors.penalty import owed_of, penalty_view, prices_of
from tranches.money.services.penalties import decide_delay_reason, make_penalty_statement
from tranches.money.services.prices import load_closing_prices, record_closing_price
from tranches.terms.calendar import BusinessCalendar

pytestmark = pytest.mark.django_db

DUE = date(2027, 1, 29)


def refuses(code: str, act: Callable[[], object], *words: str) -> None:
    before = standing()
    with pytest.raises(RuleViolation) as refused:
        act()
    assert refused.value.code == code
    for word in words:
        assert word in refused.value.sentence
    assert standing() == before


def price(world: World, day: date, amount: str = "1.25", **changes: Any) -> ClosingPrice:
    given = {"currency": "USD", "source": "exchange, daily list"}
    return record_closing_price(
        agreement=world.agreement, day=day, price=Decimal(amount), **(given | changes), **world.as_("clerk1")
    )


def load(world: World, text: str | bytes, **changes: Any) -> Document:
    content = text if isinstance(text, bytes) else text.encode()
    given = {"file": Intake(content, "prices.csv", "text/csv"), "source": "exchange"}
    return load_closing_prices(agreement=world.agreement, **(given | changes), **world.as_("clerk1"))


def decide(world: World, **changes: Any) -> DelayReason:
    given: dict[str, Any] = {
        "tranche": world.tranche(1),
        "debtor": world.part("A"),
        "is_justified": True,
        "starts_on": DUE + timedelta(days=1),
        "ends_on": DUE + timedelta(days=1),
        "ground": "a strike",
        "author": "the tribunal",
        "decided_on": world.today(),
        "paper": pdf("decision"),
    }
    return decide_delay_reason(**(given | changes), **world.as_("clerk1"))


def state(world: World, letter: str = "A", until: date | None = None) -> PenaltyStatement:
    return make_penalty_statement(
        tranche=world.tranche(1),
        debtor=world.part(letter),
        until=until or world.today(),
        **world.as_("clerk1"),
    )


def late(actual: int = 700_000_000, **options: Any) -> World:
    """Year one is reported in time, nothing instructed; it is Monday, 1 February 2027, and its close and Friday's are on record."""
    world = worlds.reported(actual, **options)
    world.day(2027, 2, 1)
    price(world, DUE)
    price(world, world.today())
    return world


def test_preview_says_nothing_until_the_due_day_and_about_how_much_a_day_after_it() -> None:
    world = worlds.reported(700_000_000)
    price(world, world.today(), "2")
    view = penalty_view(world.tranche(1), world.now)
    assert view is not None
    assert (view.owed.due_on, view.is_late, view.left) == (DUE, False, 3_000_000)
    assert view.per_day == 600
    world.day(2027, 1, 29)
    view = penalty_view(world.tranche(1), world.now)
    assert view is not None
    assert not view.is_late, "the due day counts to its end"
    assert all(row.minor == 0 for row in view.debtors)


def test_shares_kept_by_a_deduction_are_not_late() -> None:
    owed = owed_of(worlds.reported(600_000_000).tranche(1))
    assert owed is not None
    assert owed.shares == 2_706_766


def test_each_debtor_has_a_statement_of_the_whole_that_leaves_their_parts_open() -> None:
    """Three days × 0.0001 × 3,000,000 × 1.25 = 1,125.00."""
    world = late()
    found = [state(world, "A"), state(world, "D")]
    assert [(row.amount_minor, row.days, str(row)) for row in found] == [
        (112_500, 3, "P-1"),
        (112_500, 3, "P-2"),
    ]
    assert found[0].content["runs"][0]["price"] == "5/4"
    assert found[0].document.reference == "KX-2025/P-1"


def test_party_b_is_no_debtor() -> None:
    world = late()
    refuses("no_debtor", lambda: state(world, "B"))
    refuses("no_debtor", lambda: decide(world, debtor=world.part("B")))


def test_due_day_moves_to_the_transfers_deadline_when_the_documents_are_complete() -> None:
    world = late()
    owed = owed_of(world.tranche(1))
    assert owed is not None
    assert owed.is_provisional, "a document is missing, the transfer's clock does not run"
    instruction = world.instruct(1)
    world.day(2027, 2, 3)
    world.carry_out(instruction)
    assert owed_of(world.tranche(1)).released == {date(2027, 2, 3): 3_000_000}  # type: ignore[union-attr]
    world.day(2027, 2, 20)
    view = penalty_view(world.tranche(1), world.now)
    assert view is not None
    # The documents were complete on 1 February: ten business days later is the later deadline, and nothing was late.
    assert view.owed.transfer_due is not None
    assert view.owed.transfer_due > date(2027, 2, 3)
    assert not view.is_late
    refuses("not_late", lambda: state(world))


def test_released_late_counts_until_the_day_it_was_released(tmp_path: Path) -> None:
    """Five days, 30 January to 3 February, × 375.00."""
    path = deal(tmp_path, ('penalty_start = "later_deadline"', 'penalty_start = "earlier_deadline"'))
    world = late(path=path)
    instruction = world.instruct(1)
    world.day(2027, 2, 3)
    world.carry_out(instruction)
    world.day(2027, 2, 20)
    load(world, "date,close\n2027-02-02,1.25\n2027-02-03,1.25\n")
    found = state(world)
    assert (found.days, found.amount_minor) == (5, 187_500), "after the release no close is asked for"


def test_justified_days_are_left_out_for_that_debtor_and_a_later_decision_counts() -> None:
    world = late()
    decide(world, ends_on=DUE + timedelta(days=2))
    decide(world, is_justified=False, starts_on=DUE + timedelta(days=2), ends_on=DUE + timedelta(days=2))
    assert state(world, "A").amount_minor == 2 * 37_500
    assert state(world, "D").amount_minor == 3 * 37_500


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("dates_out_of_order", {"starts_on": DUE + timedelta(days=2)}),
        ("before_delay", {"starts_on": DUE}),
        ("future_date", {"ends_on": date(2027, 2, 2)}),
        ("future_date", {"decided_on": date(2027, 2, 2)}),
        ("missing", {"ground": " "}),
        ("missing", {"author": ""}),
    ],
)
def test_wrong_decision_is_refused(code: str, changes: dict[str, Any]) -> None:
    world = late()
    refuses(code, lambda: decide(world, **changes))


def test_statement_is_refused_before_the_report_for_a_day_to_come_and_without_a_price() -> None:
    world = worlds.funded()
    world.day(2027, 2, 1)
    refuses("nothing_known_due", lambda: state(world))
    world.report(1, 700_000_000)
    refuses("no_closing_price", lambda: state(world))
    price(world, DUE)
    refuses("future_date", lambda: state(world, until=date(2027, 2, 2)))
    refuses("not_late", lambda: state(world, until=DUE))


@pytest.mark.parametrize(
    ("code", "amount", "changes"),
    [
        ("future_date", "1", {"day": date(2027, 2, 2)}),
        ("wrong_currency", "1", {"currency": "CNY"}),
        ("unknown_currency", "1", {"currency": "US$"}),
        ("price_unusable", "0", {}),
        ("price_unusable", "-1", {}),
        ("price_unusable", "0.123456789", {}),
        ("missing", "1", {"source": ""}),
        ("price_on_record", "1.25", {"day": DUE, "reason": "none"}),
        ("price_on_record", "1.30", {"day": DUE}),
        ("no_trading_day", "1.30", {"day": date(2027, 1, 30)}),
        ("no_trading_day", "1.30", {"day": date(2027, 1, 18)}),
    ],
)
def test_wrong_price_is_refused(code: str, amount: str, changes: dict[str, Any]) -> None:
    world = late()
    day = changes.pop("day", date(2027, 1, 28))
    refuses(code, lambda: price(world, day, amount, **changes))


def test_correction_is_a_later_row_with_its_reason() -> None:
    world = late()
    price(world, DUE, "1.3", reason="misread")
    assert prices_of(world.agreement) == {DUE: Fraction(13, 10), world.today(): Fraction(5, 4)}
    assert ClosingPrice.objects.count() == 3


def test_prices_load_from_a_file_with_byte_order_mark_and_any_line_ends() -> None:
    world = late()
    paper = load(
        world, b"\xef\xbb\xbfdate,close\r\n2027-01-28,1.20\r\n2027-01-29,1.25\r\n\r\n2027-01-27,1.30\r\n"
    )
    assert prices_of(world.agreement)[date(2027, 1, 27)] == Fraction(13, 10)
    assert ClosingPrice.objects.count() == 4, "the day on record with the same price is passed over"
    assert (paper.kind, paper.media_type) == ("closing_prices", "text/csv")


@pytest.mark.parametrize(
    ("code", "text", "words"),
    [
        ("rows_wrong", "date,close\n2027-01-28,1.2\n28.01.2027,1.2\n2027-01-27,abc", ("line 3", "line 4")),
        ("rows_wrong", "date,close\n2027-01-28,1.2\n2027-01-28,1.3", ("line 3", "twice")),
        ("rows_wrong", "date,close\n2027-02-02,1.2", ("line 2", "future")),
        ("rows_wrong", "date,close\n2027-01-28,-1\n2027-01-27,NaN", ("line 2", "line 3")),
        ("rows_wrong", "date,close\n2027-01-28,1,2", ("line 2", "3 cells")),
        ("rows_wrong", "date,close\n", ("1 to",)),
        ("heading_wrong", "day;close\n2027-01-28;1.2", ("date,close",)),
        ("heading_wrong", "", ()),
        ("file_unreadable", b"date,close\n\xff\xfe", ()),
        ("file_too_large", b"x" * 1_000_001, ()),
        ("nothing_new", "date,close\n2027-01-29,1.250", ()),
        ("price_on_record", "date,close\n2027-01-29,1.26", ("2027-01-29",)),
    ],
)
def test_bad_file_is_refused_whole_and_its_rows_named(
    code: str, text: str | bytes, words: tuple[str, ...]
) -> None:
    world = late()
    refuses(code, lambda: load(world, text), *words)


FEBRUARY = tuple(
    date(2027, 2, day) for day in (1, 2, 3, 4, 5, 8, 9, 10, 11, 12, 16, 17, 18, 19)
)  # the 15th is a holiday


def test_trading_days_without_a_close_are_named_and_the_statement_waits_for_them() -> None:
    """The prices end on 2 February: until the 20th nothing is stated. Loaded afterwards, each day has its own."""
    world = late(600_000_000)
    world.day(2027, 2, 20)
    price(world, FEBRUARY[1])
    refuses(
        "no_closing_price",
        lambda: state(world),
        "these 12 trading days: 3 February 2027, 4 February 2027, ",
        "9 February 2027 and 7 more",
    )
    assert state(world, until=FEBRUARY[1]).days == 4
    load(world, "date,close\n" + "".join(f"{day},1.75\n" for day in FEBRUARY[2:]))
    # 4 days at 1.25 and 18 at 1.75, of 2,706,766 shares at 0.0001: 1,353.38 + 8,526.31, each exactly
    assert state(world).amount_minor == 987_970


def test_gap_in_the_middle_is_found_and_a_holiday_of_the_exchange_is_none() -> None:
    world = late()
    world.day(2027, 2, 16)
    rows = [day for day in FEBRUARY[1:11] if day != date(2027, 2, 4)]
    load(world, "date,close\n" + "".join(f"{day},1.25\n" for day in rows))
    refuses("no_closing_price", lambda: state(world), "this trading day: 4 February 2027.")
    view = penalty_view(world.tranche(1), world.now)
    assert view is not None
    for row in view.debtors:
        assert row.penalty is not None
        assert (row.penalty.until, row.minor) == (date(2027, 2, 3), 5 * 37_500)
        assert "4 February 2027" in row.why_not
    price(world, date(2027, 2, 4), "1.25", source="notice of the exchange: halted, the last close")
    found = state(world)
    assert (found.days, found.amount_minor) == (18, 18 * 37_500), "15 February, a holiday, has Friday's close"


def test_close_of_a_day_without_trading_is_asked_about_and_counts_where_a_reason_says_why() -> None:
    world = late()
    saturday, holiday = DUE + timedelta(days=1), date(2027, 1, 18)
    refuses(
        "no_trading_day",
        lambda: load(world, f"date,close\n{saturday},1.5\n{holiday},1.5\n"),
        "30 January 2027",
        "18 January 2027",
    )
    price(world, saturday, "2", reason="a special session")
    assert state(world).amount_minor == 2 * 60_000 + 37_500, "Sunday has Saturday's close"


def test_without_an_exchange_named_every_weekday_needs_a_close(tmp_path: Path) -> None:
    world = late(path=deal(tmp_path, ('exchange = "XNAS"\n', "")))
    world.day(2027, 2, 16)
    load(world, "date,close\n" + "".join(f"{day},1.25\n" for day in FEBRUARY[1:11]))
    refuses("no_closing_price", lambda: state(world), "this trading day: 15 February 2027.")


def test_without_the_calendar_a_missing_close_would_be_read_as_a_day_without_trading(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The negative control: the statement is made, of a price that is eighteen days old."""
    world = late()
    world.day(2027, 2, 20)
    refuses("no_closing_price", lambda: state(world))
    monkeypatch.setattr(BusinessCalendar, "last_until", lambda *_: date.min)
    assert state(world).amount_minor == 22 * 37_500


def test_deal_without_a_penalty_asks_for_no_price(tmp_path: Path) -> None:
    world = worlds.loaded(without(tmp_path, "penalty"))
    refuses("no_penalty", lambda: price(world, date(2025, 12, 1)))
    assert penalty_view(world.tranche(1), world.now) is None


def test_only_the_agent_states_a_penalty() -> None:
    world = late()
    for who in ("officer_a", "seller"):
        refuses(
            "not_permitted",
            lambda who=who: make_penalty_statement(  # type: ignore[misc]
                tranche=world.tranche(1), debtor=world.part("A"), until=world.today(), **world.as_(who)
            ),
        )
