"""Whose dividends and votes they are, and what they come to: pure, exact, rounded once (SPA 3.2, EA 1.3)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tranches.terms.sums import rights

ACCOUNTS = ("held", "reserved", "kept", "reserved_return", "unallocated")
ENDS = date(2030, 11, 30)


def test_portions_stand_by_tranche_and_leave_out_what_is_empty_or_gone() -> None:
    standing: dict[tuple[str, int | None], int] = {
        ("unallocated", None): 5,
        ("held", 2): 30,
        ("kept", 1): 3,
        ("recipient", 1): 27,
        ("reserved", 2): 0,
        ("issuer", None): -65,
    }
    found = rights.portions(standing, ACCOUNTS, kept_count=False)
    assert [(row.tranche, row.account, row.shares, row.counts) for row in found] == [
        (1, "kept", 3, False),
        (2, "held", 30, True),
        (None, "unallocated", 5, True),
    ]
    assert (rights.in_name(found), rights.entitled(found)) == (38, 35)


@pytest.mark.parametrize(
    ("reading", "record_on", "counts"),
    [
        ("until_out_of_escrow", date(2031, 1, 1), True),
        ("until_assessment_end", ENDS, True),
        ("until_assessment_end", date(2030, 12, 1), False),
    ],
)
def test_kept_shares_count_by_the_reading(reading: str, record_on: date, counts: bool) -> None:
    assert rights.kept_shares_count(reading, record_on=record_on, assessment_ends_on=ENDS) is counts


def test_reading_that_does_not_exist_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="unknown reading"):
        rights.kept_shares_count("never", record_on=ENDS, assessment_ends_on=ENDS)


@pytest.mark.parametrize(
    ("shares", "per_share", "places", "whole", "remainder"),
    [
        (12_293_234, Fraction(1, 80), 2, 15_366_543, Fraction(-1, 2)),
        (1, Fraction(4, 1000), 2, 0, Fraction(2, 5)),
        (1, Fraction(5, 1000), 2, 1, Fraction(-1, 2)),
        (3, Fraction(1, 3), 0, 1, Fraction(0)),
        (15_000_000, Fraction(1, 8), 3, 1_875_000_000, Fraction(0)),
    ],
)
def test_money_is_rounded_half_up_once(
    shares: int, per_share: Fraction, places: int, whole: int, remainder: Fraction
) -> None:
    due = rights.cash_due(shares, per_share, places)
    assert (due.whole, due.remainder) == (whole, remainder)


def test_shares_are_rounded_down_once() -> None:
    due = rights.scrip_due(12_293_234, new=1, old=20)
    assert (due.whole, due.remainder) == (614_661, Fraction(7, 10))


@given(st.integers(0, 10**10), st.integers(0, 10**8), st.integers(1, 10**8))
def test_parts_of_what_came_in_never_exceed_it(amount: int, shares: int, others: int) -> None:
    of = shares + others
    mine = rights.his_part(amount, shares=shares, of=of)
    theirs = rights.his_part(amount, shares=others, of=of)
    assert 0 <= amount - mine - theirs <= 1
    assert rights.his_part(amount, shares=0, of=0) == 0
