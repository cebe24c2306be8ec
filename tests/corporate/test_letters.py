"""A corporate action while a letter is out: the reservation is converted, and answered in the new unit."""

from __future__ import annotations

import pytest

from tests.corporate.road import authorised, converted, prepared
from tests.unchanged import refused
from tests.worlds import World, pdf, sent
from tranches.models import Account, CarriedLimit, EscrowAgreement, Posting
from tranches.selectors.ledger.balances import balances, current_line
from tranches.selectors.release.confirmed import open_shares, standing_of
from tranches.services.release.transfer import record_confirmation, record_refusal
from tranches.verification import PER_AGREEMENT

STAGE = sent


def clean(world: World) -> bool:
    agreement = EscrowAgreement.objects.get(pk=world.agreement.pk)
    return [sentence for _, check in PER_AGREEMENT for sentence in check(agreement)] == []


def of(world: World, account: Account, number: int = 1) -> int:
    return balances(world.agreement).of(account, number)


def test_split_brings_every_account_across_in_one_act(world: World) -> None:
    world.day(2027, 1, 5)
    converted(world, 10, 1)
    standing = balances(world.agreement)
    assert (standing.in_escrow, standing.deposited) == (150_000_000, 150_000_000)
    assert of(world, Account.RESERVED) == 27_067_660
    assert of(world, Account.HELD) == 2_932_340
    assert of(world, Account.HELD, 5) == 30_000_000
    first = current_line(world.agreement).opened_by.closes  # type: ignore[union-attr]
    assert balances(world.agreement, line=first).in_escrow == 0
    assert clean(world)


def test_transfer_agents_confirmation_in_the_new_unit_ends_the_tranche(world: World) -> None:
    world.day(2027, 1, 5)
    converted(world, 10, 1)
    world.confirm()
    assert (of(world, Account.RECIPIENT), of(world, Account.KEPT)) == (27_067_660, 2_932_340)
    assert world.tranche(1).state == "deducted"
    assert world.instruction().state == "executed"
    assert clean(world)


def test_refusal_puts_the_converted_reservation_back_and_the_next_letter_asks_in_the_new_unit(
    world: World,
) -> None:
    world.day(2027, 1, 5)
    converted(world, 10, 1)
    record_refusal(
        release=world.release(), reason="medallion missing", answered_on=world.today(), **world.as_("clerk1")
    )
    assert (of(world, Account.RESERVED), of(world, Account.HELD)) == (0, 30_000_000)
    world.tick_all(world.instruction())
    world.authorise(world.instruction())
    assert [line.shares for line in world.release().lines.all()] == [27_067_660]
    assert of(world, Account.RESERVED) == 27_067_660
    world.send()
    world.confirm()
    assert world.tranche(1).state == "deducted"
    assert clean(world)


def test_part_confirmed_before_the_split_stays_in_its_unit_and_the_rest_is_confirmed_after_it(
    world: World,
) -> None:
    line = world.release().lines.get()
    world.confirm({line.pk: 1_000_000})
    world.day(2027, 1, 5)
    converted(world, 10, 1)
    assert (
        CarriedLimit.objects.get(instruction_line__instruction=world.instruction()).shares_after == 17_067_660
    )
    assert open_shares(world.instruction().lines.get()) == 17_067_660
    assert standing_of(world.release()).words == (
        "confirmed 0 of 17,067,660, 17,067,660 open; 1,000,000 were confirmed before the conversion"
    )
    world.confirm()
    released = Posting.objects.filter(to_account=Account.RECIPIENT).order_by("number")
    assert list(released.values_list("line__number", "shares")) == [(1, 1_000_000), (2, 17_067_660)]
    assert world.tranche(1).state == "deducted"
    assert of(world, Account.KEPT) == 2_932_340
    assert clean(world)


def test_consolidation_rounds_the_letter_down_and_its_confirmation_ends_the_instruction(world: World) -> None:
    world.day(2027, 1, 5)
    converted(world, 1, 10, "consolidation")
    assert (of(world, Account.RESERVED), of(world, Account.HELD)) == (270_676, 29_324)
    world.confirm()
    assert (of(world, Account.RECIPIENT), of(world, Account.KEPT)) == (270_676, 29_324)
    assert world.instruction().state == "executed"
    assert clean(world)


def test_more_than_the_converted_reservation_is_refused(world: World) -> None:
    world.day(2027, 1, 5)
    converted(world, 10, 1)
    line = world.release().lines.get()
    with refused("more_than_asked"):
        world.confirm({line.pk: 27_067_661})


def test_answer_of_a_day_before_the_split_is_refused_once_the_shares_are_converted(world: World) -> None:
    world.day(2027, 1, 5)
    converted(world, 10, 1)
    with refused("before_conversion"):
        record_confirmation(
            release=world.release(),
            answered_on=world.release().authorised_at.date(),
            reference="TA-OLD",
            **world.as_("clerk1"),
        )


def test_split_undone_by_its_inverse_restores_every_number(world: World) -> None:
    before = balances(world.agreement).shares
    world.day(2027, 1, 5)
    converted(world, 10, 1)
    world.day(2027, 2, 5)
    converted(world, 1, 10, "consolidation")
    after = {
        key: shares for key, shares in balances(world.agreement).shares.items() if key[0] != Account.CONVERTED
    }
    assert after == {key: shares for key, shares in before.items() if key[0] != Account.ISSUER}
    assert open_shares(world.instruction().lines.get()) == 2_706_766
    world.confirm()
    assert (of(world, Account.RECIPIENT), of(world, Account.KEPT)) == (2_706_766, 293_234)
    assert clean(world)


def test_ledger_that_moved_since_the_preparation_is_not_authorised(world: World) -> None:
    world.day(2027, 1, 5)
    action = prepared(world, 10, 1)
    world.confirm()
    with refused("figures_moved"):
        authorised(world, action)


@pytest.mark.parametrize("policy", ["down", "half_up", "up"])
def test_exchange_counts_by_its_own_policy_and_records_the_cash(world: World, policy: str) -> None:
    from decimal import Decimal

    from tranches.services.conversion.corporate_checks import NewInstrument

    world.day(2027, 1, 5)
    names = NewInstrument(name="Common stock", issuer="Buyer Inc.", ticker="BUYR")
    action = converted(
        world,
        3,
        7,
        "exchange",
        fraction_policy=policy,
        instrument=names,
        cash=Decimal("1250.50"),
        cash_currency="usd",
        paper=pdf("merger"),
    )
    assert (action.cash_minor, action.cash_currency) == (125_050, "USD")
    assert (
        balances(world.agreement).in_escrow
        == {"down": 6_428_571, "half_up": 6_428_571, "up": 6_428_572}[policy]
    )
    assert str(current_line(world.agreement)) == "Common stock"
    assert clean(world)
