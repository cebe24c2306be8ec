"""What a corporate action is refused for, and what the database itself refuses."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.corporate.road import authorised, converted, prepared
from tests.corporate.test_letters import clean
from tests.unchanged import refused
from tests.walls.tools import refused_by_database, run, without_walls
from tests.worlds import World, loaded, pdf
from tranches.models import CorporateAction, EscrowAgreement, Posting, SecurityLine
from tranches.selectors.ledger.balances import balances, current_line
from tranches.selectors.ledger.units import missing_deposit
from tranches.services.agreement.agreements import record_deposit
from tranches.services.conversion.corporate import withdraw_corporate_action
from tranches.services.conversion.corporate_checks import NewInstrument
from tranches.verification import PER_AGREEMENT


def _half_deposited() -> World:
    world = loaded()
    world.day(2025, 12, 15)
    world.deposit(7_000_000)
    world.consent()
    return world


STAGE = _half_deposited


@pytest.mark.parametrize(
    ("code", "kind", "new", "old"),
    [
        ("ratio_out_of_bounds", "split", 0, 1),
        ("ratio_out_of_bounds", "split", 2, 0),
        ("ratio_out_of_bounds", "split", -2, 1),
        ("ratio_out_of_bounds", "split", 1_000_001, 1),
        ("ratio_does_not_fit", "split", 1, 2),
        ("ratio_does_not_fit", "split", 1, 1),
        ("ratio_does_not_fit", "consolidation", 2, 1),
        ("ratio_does_not_fit", "renaming", 2, 1),
        ("wrong_kind", "dividend", 2, 1),
        ("nothing_changes", "renaming", 1, 1),
        ("missing", "exchange", 2, 1),
    ],
)
def test_ratio_or_kind_that_cannot_be_is_refused(
    world: World, code: str, kind: str, new: int, old: int
) -> None:
    with refused(code):
        prepared(world, new, old, kind, stated_shares=14_000_000)


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("future_date", {"effective_on": date(2030, 1, 1)}),
        ("dates_out_of_order", {"effective_on": date(2025, 12, 1)}),
        ("wrong_policy", {"fraction_policy": "sideways", "stated_shares": 14_000_000}),
        ("stated_differs", {"stated_shares": 13_999_999}),
        ("unknown_currency", {"cash": Decimal(5), "cash_currency": "ZZZ"}),
        ("amount_unusable", {"cash": Decimal(0), "cash_currency": "USD"}),
    ],
)
def test_what_does_not_fit_the_record_is_refused(world: World, code: str, changes: dict[str, Any]) -> None:
    with refused(code):
        prepared(world, 2, 1, **changes)


def test_day_before_the_open_line_and_a_second_action_are_refused(world: World) -> None:
    world.day(2026, 3, 1)
    converted(world, 2, 1)
    with refused("dates_out_of_order"):
        prepared(world, 2, 1, effective_on=date(2026, 2, 28))
    prepared(world, 2, 1)
    with refused("action_pending"):
        prepared(world, 3, 1)


def test_who_prepared_does_not_authorise_and_another_digest_is_refused(world: World) -> None:
    action = prepared(world, 2, 1)
    with refused("needs_second_person"):
        authorised(world, action, "clerk1")
    world.second_account("clerk1_again", of="clerk1")
    with refused("needs_second_person"):
        authorised(world, action, "clerk1_again")
    with refused("digest_moved"):
        action.digest = "0" * 64
        authorised(world, action)


def test_withdrawn_action_is_decided_and_another_can_be_prepared(world: World) -> None:
    action = prepared(world, 2, 1)
    withdraw_corporate_action(action=action, reason="wrong ratio", **world.as_("clerk1"))
    with refused("already_decided"):
        authorised(world, action)
    converted(world, 3, 1)
    assert balances(world.agreement).in_escrow == 21_000_000
    assert current_line(world.agreement).number == 2


def test_draft_in_the_old_unit_must_go_first(world: World) -> None:
    world.day(2026, 12, 18)
    world.deposit(8_000_000)
    world.report(1, 600_000_000)
    world.prepare(1)
    with refused("instruction_open"):
        prepared(world, 2, 1)


def test_consolidation_that_leaves_no_share_is_refused(world: World) -> None:
    converted(world, 1, 1_000_000, "consolidation")
    assert balances(world.agreement).in_escrow == 7
    with refused("nothing_left"):
        prepared(world, 1, 1_000_000, "consolidation")


def test_what_is_missing_of_the_deposit_comes_in_in_the_new_unit(world: World) -> None:
    world.day(2026, 3, 1)
    converted(world, 3, 2)
    standing = balances(world.agreement)
    assert standing.in_escrow == 10_500_000
    assert missing_deposit(world.agreement, standing) == 12_000_000
    with refused("more_than_agreed"):
        world.deposit(12_000_001)
    world.deposit(12_000_000)
    assert balances(world.agreement).in_escrow == 22_500_000
    assert clean(world)


def test_deposit_of_a_day_before_the_line_began_is_refused(world: World) -> None:
    world.day(2026, 3, 1)
    converted(world, 2, 1)
    with refused("before_the_line"):
        record_deposit(
            agreement=world.agreement,
            shares=1_000,
            deposited_on=date(2026, 2, 28),
            reference="TA-2",
            paper=pdf("late"),
            **world.as_("clerk1"),
        )


def test_new_name_changes_no_number(world: World) -> None:
    names = NewInstrument(name="Class A shares", issuer="New Name Holdings", ticker="NEWN")
    converted(world, 1, 1, "renaming", instrument=names)
    assert balances(world.agreement).in_escrow == 7_000_000
    assert current_line(world.agreement).instrument == "Class A shares"
    assert clean(world)


def test_same_form_twice_prepares_once(world: World) -> None:
    first = prepared(world, 2, 1, key="once", paper=pdf("split"))
    assert prepared(world, 2, 1, key="once", paper=pdf("split")) == first
    assert CorporateAction.objects.count() == 1


# --- The database ---------------------------------------------------------------------------------


def _posting(world: World, kind: str, source: str, target: str, shares: int, **more: Any) -> None:
    tranche = world.tranche(1)
    Posting(
        agreement=world.agreement,
        number=900,
        kind=kind,
        from_account=source,
        to_account=target,
        from_tranche=tranche if source == "held" else None,
        to_tranche=tranche if target in ("held", "kept") else None,
        shares=shares,
        cause="raw",
        effective_on=world.today(),
        recorded_at=world.now,
        **more,
    ).save()


def test_no_line_is_opened_without_its_authorised_action(world: World) -> None:
    action = prepared(world, 2, 1)
    with without_walls("wall_line_empties_last"), refused_by_database("authorised corporate action"):
        SecurityLine(
            agreement=world.agreement,
            number=2,
            instrument=action.instrument,
            opened_on=action.effective_on,
            ratio_new=2,
            ratio_old=1,
            opened_by=action,
            recorded_at=world.now,
        ).save()


def test_conversion_is_posted_only_as_authorised_and_only_once(world: World) -> None:
    action = prepared(world, 2, 1)
    row, first = action.rows.get(tranche__number=1), current_line(world.agreement)
    with refused_by_database("as the authorised corporate action says"):
        _posting(world, "conversion", "held", "converted", row.shares_before, line=first, conversion=row)
    authorised(world, action)
    second = current_line(world.agreement)
    with refused_by_database():
        _posting(world, "conversion", "converted", "held", row.shares_after, line=second, conversion=row)
    with refused_by_database("closed security line|below zero|moves no other way"):
        _posting(world, "deduction", "held", "kept", 1, line=first)
    with refused_by_database("one share away|is decided"):
        run(
            "INSERT INTO tranches_conversionrow (action_id, number, account, drawn_from, shares_before, shares_after,"
            " recorded_at, recorded_reason) VALUES (%s, 99, 'held', '', 5, 9, %s, '')",
            action.pk,
            world.now,
        )


def test_with_its_wall_down_a_row_of_another_figure_is_posted_and_the_check_finds_it(world: World) -> None:
    action = prepared(world, 2, 1)
    row, first = action.rows.get(tranche__number=1), current_line(world.agreement)
    with without_walls("wall_conversion_out"):
        _posting(world, "conversion", "held", "converted", row.shares_before - 1, line=first, conversion=row)
    agreement = EscrowAgreement.objects.get(pk=world.agreement.pk)
    found = [sentence for _, check in PER_AGREEMENT for sentence in check(agreement)]
    assert any("journal" in sentence for sentence in found), found
    with refused("figures_moved"):
        authorised(world, action)


def test_with_the_second_persons_wall_down_one_person_can_authorise_and_the_check_finds_it(
    world: World,
) -> None:
    action = prepared(world, 2, 1)
    statement = (
        "INSERT INTO tranches_corporateactiondecision (action_id, outcome, person_id, user_id, digest, factor, reason,"
        " document_id, decided_on, recorded_at, recorded_reason) VALUES (%s, 'authorised', %s, %s, %s, '', '', %s, %s, %s, '')"
    )
    values = (
        action.pk,
        action.prepared_person_id,
        world.users["clerk1"].pk,
        action.digest,
        action.document_id,
        world.today(),
        world.now,
    )
    with refused_by_database("second person"):
        run(statement, *values)
    with without_walls("wall_corporate_action_second_person"):
        run(statement, *values)
    action.refresh_from_db()
    assert action.decision.person_id == action.prepared_person_id
