"""Loading an agreement, bringing its shares in, and the consent to portal signing (EA 1.1, 3.1(b))."""

from datetime import timedelta
from typing import Any

import pytest

from tests import worlds
from tests.unchanged import refused
from tests.worlds import KAIXIN, World, pdf
from tranches.models import Account, AgreementParty, DepositLot
from tranches.selectors.ledger.balances import balances
from tranches.services.agreement.agreements import (
    allocate,
    load_agreement,
    record_deposit,
    record_portal_consent,
)
from tranches.terms.deal import deal_file

STAGE = worlds.loaded


def lot(world: World, shares: int, **changes: Any) -> DepositLot:
    arguments: dict[str, Any] = {
        "agreement": world.agreement,
        "shares": shares,
        "deposited_on": world.today(),
        "reference": "TA-7",
        "paper": pdf("deposit"),
        **world.as_("clerk1"),
    }
    return record_deposit(**(arguments | changes))


def test_a_loaded_agreement_has_its_tranches_pending_and_nothing_in_escrow(world: World) -> None:
    assert [tranche.state for tranche in world.agreement.tranches.all()] == ["pending"] * 5
    assert balances(world.agreement).in_escrow == 0
    assert world.agreement.terms_versions.get().number == 1


def test_the_same_reference_is_not_loaded_twice(world: World) -> None:
    with refused("already_loaded"):
        load_agreement(terms=deal_file.load(KAIXIN), source=b"x", actor=worlds.SYSTEM, now=world.now)


def test_lots_fill_the_tranches_in_order_the_last_one_in_part(world: World) -> None:
    lot(world, 4_000_000)
    assert [balances(world.agreement).of(Account.HELD, n) for n in (1, 2, 3)] == [3_000_000, 1_000_000, 0]
    lot(world, 2_500_000)
    assert [balances(world.agreement).of(Account.HELD, n) for n in (1, 2, 3)] == [
        3_000_000,
        3_000_000,
        500_000,
    ]
    assert balances(world.agreement).deposited == 6_500_000


def test_a_lot_is_one_row_with_a_posting_for_each_tranche_it_reaches(world: World) -> None:
    made = lot(world, 4_000_000)
    assert list(made.postings.order_by("number").values_list("to_tranche__number", "shares")) == [
        (1, 3_000_000),
        (2, 1_000_000),
    ]


def test_more_shares_than_agreed_are_refused(world: World) -> None:
    lot(world, 14_999_999)
    with refused("more_than_agreed"):
        lot(world, 2)


def test_a_surplus_may_stand_unallocated_on_request(world: World) -> None:
    lot(world, 15_000_010, surplus_unallocated=True)
    standing = balances(world.agreement)
    assert standing.total(Account.UNALLOCATED) == 10
    assert standing.total(Account.HELD) == 15_000_000


def test_unallocated_shares_cannot_go_to_a_full_tranche(world: World) -> None:
    lot(world, 15_000_010, surplus_unallocated=True)
    with refused("more_than_agreed"):
        allocate(
            agreement=world.agreement,
            tranche=world.tranche(1),
            shares=1,
            effective_on=world.today(),
            **world.as_("clerk1"),
        )


def test_nothing_is_allocated_that_does_not_stand_unallocated(world: World) -> None:
    with refused("more_than_held"):
        allocate(
            agreement=world.agreement,
            tranche=world.tranche(1),
            shares=5,
            effective_on=world.today(),
            **world.as_("clerk1"),
        )


@pytest.mark.parametrize("shares", [0, -5])
def test_an_allocation_moves_at_least_one_share(world: World, shares: int) -> None:
    with refused("no_shares"):
        allocate(
            agreement=world.agreement,
            tranche=world.tranche(1),
            shares=shares,
            effective_on=world.today(),
            **world.as_("clerk1"),
        )


@pytest.mark.parametrize("shares", [0, -1])
def test_a_lot_has_at_least_one_share(world: World, shares: int) -> None:
    with refused("no_shares"):
        lot(world, shares)


@pytest.mark.parametrize("missing", [{"reference": ""}, {"paper": None}])
def test_a_deposit_needs_its_proof(world: World, missing: dict[str, Any]) -> None:
    with refused("deposit_without_proof"):
        lot(world, 1, **missing)


def test_an_assumed_deposit_needs_no_paper_and_says_that_it_is_assumed(world: World) -> None:
    assert lot(world, 15_000_000, reference="", paper=None, is_assumed=True).is_assumed


def test_a_deposit_of_tomorrow_is_refused(world: World) -> None:
    with refused("future_date"):
        lot(world, 1, deposited_on=world.today() + timedelta(days=1))


def test_today_is_the_day_of_the_agreements_own_time_zone(world: World) -> None:
    world.day(2025, 12, 15, hour=17)  # 01:00 of the 16th in Shanghai
    assert lot(world, 1, deposited_on=world.today() + timedelta(days=1)).deposited_on.day == 16


def test_another_agreements_tranche_is_not_filled(world: World) -> None:
    other = worlds.loaded(reference="KX-OTHER")
    lot(world, 15_000_010, surplus_unallocated=True)
    with refused("two_agreements"):
        allocate(
            agreement=world.agreement,
            tranche=other.tranche(1),
            shares=10,
            effective_on=world.today(),
            **world.as_("clerk1"),
        )


def test_the_consent_to_portal_signing_is_filed_for_every_party(world: World) -> None:
    world.consent()
    assert not AgreementParty.objects.filter(agreement=world.agreement, consents_to_portal=False).exists()
    assert world.agreement.binder.documents.filter(kind="consent").count() == 1


def test_a_consent_of_tomorrow_is_refused(world: World) -> None:
    with refused("future_date"):
        record_portal_consent(
            agreement=world.agreement,
            paper=pdf(),
            dated_on=world.today() + timedelta(days=1),
            **world.as_("clerk1"),
        )
