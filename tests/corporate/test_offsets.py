"""After a release: what went out stays in its unit, later offsets and papers are expressed in the new one."""

from __future__ import annotations

from fractions import Fraction

from tests.corporate.road import converted
from tests.corporate.test_letters import clean, of
from tests.services.papers import award
from tests.services.test_holds import stand
from tests.unchanged import refused
from tests.worlds import World, released
from tranches.models import Account
from tranches.money.models import ClosingPrice
from tranches.money.selectors.penalty import owed_of, values_of
from tranches.selectors.assessment.assessments import current_assessment, proposal_for, result_of
from tranches.selectors.dispute.holds import held_back
from tranches.selectors.ledger.balances import balances
from tranches.selectors.ledger.units import missing_deposit
from tranches.services.assessment.assessing import governed_of
from tranches.statements.services import make_statement

STAGE = released


def test_offset_of_an_earlier_year_is_released_in_the_new_unit(world: World) -> None:
    """47.5 million of credit raise the entitlement from 2,706,766 to 2,883,785 shares of the terms: 177,019, in new ones 1,770,190."""
    world.day(2027, 6, 1)
    converted(world, 10, 1)
    assert not [line for line in proposal_for(world.tranche(1)) if line.shares], (
        "a split makes nothing due by itself"
    )
    world.play_year(2, 732_000_000, (2027, 12, 18))
    assert (of(world, Account.RECIPIENT, 2), world.tranche(2).state) == (30_000_000, "released")
    world.day(2028, 12, 18)
    world.report(3, 900_000_000)
    lines = {line.tranche.number: line.shares for line in proposal_for(world.tranche(3))}
    assert lines == {3: 30_000_000, 1: 1_770_190}
    world.carry_out(world.instruct(3))
    assert of(world, Account.KEPT) == 1_162_150
    assert of(world, Account.RECIPIENT) == 1_770_190
    assert (world.tranche(1).state, world.tranche(3).state) == ("deducted", "released")
    entitled = result_of(current_assessment(world.agreement), 1)
    assert entitled is not None
    assert entitled["entitled"] == 2_883_785, "the assessment keeps the unit of the terms"
    assert clean(world)


def test_year_released_in_full_after_a_consolidation_leaves_nothing_of_its_tranche_behind(
    world: World,
) -> None:
    """12,293,234 ÷ 7 = 1,756,176.29…: one tranche has a share more than another, and each is released as a whole."""
    world.day(2027, 6, 1)
    converted(world, 1, 7, "consolidation")
    standing = balances(world.agreement)
    held = {number: standing.of(Account.HELD, number) for number in (2, 3, 4, 5)}
    assert set(held.values()) == {428_571, 428_572}
    assert standing.in_escrow == 1_756_176
    for number, shares in ((2, held[2]), (3, held[3])):
        world.play_year(number, 900_000_000, (2025 + number, 12, 18))
        assert (of(world, Account.RECIPIENT, number), world.tranche(number).state) == (shares, "released")
    assert clean(world)


def test_what_a_paper_fixes_in_the_new_unit_is_exact_in_the_unit_of_the_terms(world: World) -> None:
    world.day(2027, 6, 1)
    converted(world, 10, 1)
    world.carry_out(award(world, {4: 12_345_678}))
    fixed = governed_of(world.agreement)[4][0].released
    assert fixed == Fraction(12_345_678, 10)
    assert of(world, Account.KEPT, 4) == 30_000_000 - 12_345_678
    assert not [line for line in proposal_for(world.tranche(4)) if line.shares]
    assert clean(world)


def test_hold_on_part_of_a_tranche_keeps_back_as_much_in_the_new_unit(world: World) -> None:
    stand(world, 2, shares=1_000_001)
    world.day(2027, 6, 1)
    converted(world, 1, 2, "consolidation")
    assert held_back(world.tranche(2)) == 500_001
    converted(world, 2, 1)
    assert held_back(world.tranche(2)) == 1_000_002


def test_made_whole_by_an_award_after_a_split_the_tranche_is_released(world: World) -> None:
    world.day(2027, 6, 1)
    converted(world, 10, 1)
    world.carry_out(award(world, {1: 2_932_340}))
    assert of(world, Account.KEPT) == 0
    assert world.tranche(1).state == "released"
    assert clean(world)


def test_more_than_the_new_line_holds_cannot_be_ordered(world: World) -> None:
    world.day(2027, 6, 1)
    converted(world, 10, 1)
    with refused("more_than_held"):
        award(world, {1: 2_932_341})


def test_penalty_values_a_share_of_the_terms_on_every_day(world: World) -> None:
    """2.00 before a split of 10 for 1 and 0.20 after it are the same value."""
    from datetime import date
    from decimal import Decimal

    from documents.services.recorded import create
    from tests.worlds import SYSTEM

    world.day(2027, 6, 1)
    converted(world, 10, 1)
    for number, (day, price) in enumerate(((date(2027, 5, 31), "2.00"), (date(2027, 6, 1), "0.20")), start=1):
        row = ClosingPrice(
            agreement=world.agreement,
            number=number,
            day=day,
            price=Decimal(price),
            currency="USD",
            source="exchange",
            person_id=world.users["clerk1"].person_id,
            recorded_at=world.now,
        )
        create(row, actor=SYSTEM, now=world.now, reason="close")
    assert set(values_of(world.agreement).values()) == {Fraction(2)}
    owed = owed_of(world.tranche(1))
    assert owed is not None
    assert sum(owed.released.values()) == 2_706_766


def test_nothing_is_missing_after_a_split_of_a_full_deposit(world: World) -> None:
    world.day(2027, 6, 1)
    converted(world, 3, 2)
    assert missing_deposit(world.agreement, balances(world.agreement)) == 0


def test_statement_tells_the_lines_and_what_each_released(world: World) -> None:
    world.day(2027, 6, 1)
    converted(world, 10, 1)
    document = make_statement(agreement=world.agreement, **world.as_("clerk1"))
    from documents import vault

    text = vault.read(document.sha256).decode("utf-8", "replace")
    assert "Security lines" in text
    assert "CA-1, 10 for 1" in text
    assert "2,706,766" in text
    assert "122,932,340" in text
    assert "Brought across by corporate action CA-1" in text
