"""From one security line to the next: worked examples by hand, and what must hold of every conversion."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tranches.terms.sums.conversion import (
    FRACTION_POLICIES,
    Standing,
    convert,
    converted_limit,
    converted_total,
    cumulative,
    still_due,
)

ratios = st.builds(Fraction, st.integers(1, 1000), st.integers(1, 1000))
policies = st.sampled_from(FRACTION_POLICIES)
standings = st.lists(
    st.builds(
        Standing,
        st.one_of(st.none(), st.integers(1, 5)),
        st.integers(1, 10_000_000),
        st.booleans(),
    ),
    max_size=12,
)


def test_ten_for_one_multiplies_every_account() -> None:
    found = convert([Standing(1, 293_234), Standing(1, 2_706_766, leaving=True)], Fraction(10), "down")
    assert [each.whole for each in found] == [2_932_340, 27_067_660]
    assert all(each.fraction == 0 for each in found)


def test_one_for_ten_leaves_the_fraction_with_what_stays_in_escrow() -> None:
    """29,323.4 held and 270,676.6 reserved: 300,000 together; the share left over goes to what stays, not to the greater rest."""
    found = convert([Standing(1, 293_234), Standing(1, 2_706_766, leaving=True)], Fraction(1, 10), "down")
    assert [each.whole for each in found] == [29_324, 270_676]
    assert [each.fraction for each in found] == [Fraction(3, 5), Fraction(-3, 5)]


def test_a_share_left_over_goes_to_the_greatest_remainder_of_a_tranche_the_earlier_one_on_a_tie() -> None:
    """5, 5 and 4 at 1 for 3: 1.67, 1.67 and 1.33, together 4.67, so 4 by rounding down and 5 by rounding up."""
    tranches = [Standing(number, shares) for number, shares in ((1, 5), (2, 5), (3, 4))]
    third = Fraction(1, 3)
    assert [each.whole for each in convert(tranches, third, "down")] == [2, 1, 1]
    assert [each.whole for each in convert(tranches, third, "up")] == [2, 2, 1]
    assert [each.whole for each in convert(tranches, third, "half_up")] == [2, 2, 1]


def test_no_share_moves_from_one_tranche_to_another() -> None:
    """Tranche 1 has 10 in two accounts, exactly 5 at 1 for 2; both halves stay in it though tranche 2 has a greater remainder."""
    found = convert([Standing(1, 7), Standing(1, 3, leaving=True), Standing(2, 9)], Fraction(1, 2), "down")
    assert [each.whole for each in found] == [4, 1, 4]


def test_what_is_due_after_a_split_is_the_cumulative_entitlement_less_what_was_confirmed() -> None:
    """By hand: (2,883,785 − 2,706,766) × 10 = 1,770,190, less what is reserved, and never more than stands there."""
    given = {
        "entitled": Fraction(2_883_785),
        "base": 3_000_000,
        "confirmed": Fraction(2_706_766),
        "ratio": Fraction(10),
    }
    assert still_due(**given, reserved=0, within=2_932_340, rounding="down") == 1_770_190
    assert still_due(**given, reserved=1_000_000, within=2_932_340, rounding="down") == 770_190
    assert still_due(**given, reserved=0, within=700_000, rounding="down") == 700_000


def test_what_is_due_after_a_consolidation_is_rounded_once() -> None:
    """(2,883,785 − 2,706,766) ÷ 7 = 25,288.4…; 2,706,766 ÷ 7 is no whole number, and is not rounded on the way."""
    due = still_due(
        entitled=Fraction(2_883_785),
        base=3_000_000,
        confirmed=Fraction(2_706_766),
        ratio=Fraction(1, 7),
        reserved=0,
        within=41_891,
        rounding="down",
    )
    assert due == 25_288


def test_a_tranche_without_deduction_is_due_as_a_whole_whatever_the_fraction_did() -> None:
    given = {"entitled": Fraction(3_000_001), "base": 3_000_001, "ratio": Fraction(1, 2), "rounding": "down"}
    assert still_due(**given, confirmed=Fraction(0), reserved=0, within=1_500_001) == 1_500_001
    assert still_due(**given, confirmed=Fraction(1_000_000), reserved=0, within=1_000_001) == 1_000_001


def test_a_limit_over_everything_stays_one_over_everything() -> None:
    assert converted_limit(5, ratio=Fraction(1, 2), inside_before=5, inside_after=3) == 3
    assert converted_limit(4, ratio=Fraction(1, 3), inside_before=5, inside_after=2) == 1
    assert converted_limit(4, ratio=Fraction(1, 3), inside_before=5, inside_after=2, up=True) == 2
    assert converted_limit(4, ratio=Fraction(1, 3), inside_before=5, inside_after=2, least=2) == 2
    assert converted_limit(0, ratio=Fraction(2), inside_before=0, inside_after=0) == 0


@given(standings, ratios, policies)
def test_the_accounts_add_up_to_one_rounding_of_all(
    accounts: list[Standing], ratio: Fraction, policy: str
) -> None:
    found = convert(accounts, ratio, policy)
    before = sum(each.shares for each in accounts)
    assert sum(each.whole for each in found) == converted_total(before, ratio, policy)
    assert abs(converted_total(before, ratio, policy) - before * ratio) < 1
    assert all(abs(each.fraction) < 1 and each.whole >= 0 for each in found)
    for tranche in {each.tranche for each in accounts}:
        own = [at for at, each in enumerate(accounts) if each.tranche == tranche]
        assert abs(sum(found[at].fraction for at in own)) < 1


@given(standings, st.integers(1, 1000), policies, policies)
def test_a_split_undone_by_its_inverse_restores_every_number(
    accounts: list[Standing], times: int, policy: str, back: str
) -> None:
    split = convert(accounts, Fraction(times), policy)
    after = [
        Standing(each.tranche, new.whole, each.leaving) for each, new in zip(accounts, split, strict=True)
    ]
    assert [each.whole for each in convert(after, Fraction(1, times), back)] == [
        each.shares for each in accounts
    ]


@given(st.lists(ratios, max_size=6))
def test_the_cumulative_ratio_is_the_product_and_its_inverse_undoes_it(steps: list[Fraction]) -> None:
    there_and_back = [*steps, *(1 / step for step in reversed(steps))]
    assert cumulative(there_and_back) == 1
    assert cumulative([]) == 1


@given(st.integers(1, 10_000_000), st.integers(0, 10_000), st.integers(1, 1000), st.integers(0, 10_000))
def test_n_for_one_releases_exactly_n_times_as_many(base: int, part: int, times: int, out: int) -> None:
    entitled = base * part // 10_000
    confirmed = entitled * out // 10_000
    given = {
        "entitled": Fraction(entitled),
        "base": base,
        "confirmed": Fraction(confirmed),
        "rounding": "down",
    }
    before = still_due(**given, ratio=Fraction(1), reserved=0, within=base - confirmed)
    after = still_due(**given, ratio=Fraction(times), reserved=0, within=(base - confirmed) * times)
    assert (before, after) == (entitled - confirmed, before * times)


@given(
    ratios,
    st.integers(1, 10_000_000),
    st.builds(Fraction, st.integers(0, 10_000), st.just(10_000)),
    st.integers(0, 10_000_000),
    st.integers(0, 10_000_000),
    st.integers(0, 10_000_000),
    policies,
)
def test_what_is_due_is_never_below_zero_nor_more_than_stands_there(
    ratio: Fraction, base: int, part: Fraction, confirmed: int, reserved: int, within: int, rounding: str
) -> None:
    due = still_due(
        entitled=base * part,
        base=base,
        confirmed=Fraction(confirmed),
        ratio=ratio,
        reserved=reserved,
        within=within,
        rounding=rounding,
    )
    assert 0 <= due <= within


def test_figures_that_cannot_be_shared_out_are_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="rounding"):
        convert([Standing(1, 5)], Fraction(1, 2), "sideways")
