"""Quantities fixed by a settlement, an award or an instruction, and years assessed under other versions."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.terms.deals import millions, sample
from tests.terms.strategies import worlds
from tranches.terms.agreement_terms import AgreementTerms
from tranches.terms.errors import TermsError
from tranches.terms.sums.assessment import GovernedQuantity, assess


def test_a_settled_quantity_replaces_what_the_year_yields() -> None:
    assessment = assess(sample(), millions(600), governed={1: GovernedQuantity(2_500_000)})
    (year,) = assessment.tranches
    assert (year.own_release, year.entitled, year.kept, year.deducted) == (
        2_500_000,
        2_500_000,
        500_000,
        500_000,
    )
    assert year.governed
    assert assessment.derivation[-1].key == "governed"
    assert assessment.derivation[-1].result == "2,500,000"


def test_what_a_settlement_leaves_can_be_restored_like_a_deduction() -> None:
    """500,000 kept answer to 110.83 million of shortfall; the credit of 47.5 million restores 177,018.63."""
    assessment = assess(sample(), millions(600, 732, 900), governed={1: GovernedQuantity(2_500_000)})
    (offset,) = assessment.offsets
    assert offset.exact == Fraction(28_500_000, 161)
    assert assessment.tranches[0].entitled == 2_677_018


@pytest.mark.parametrize("first", [600, 665])
def test_the_shortfall_of_a_settled_year_is_that_of_its_deduction(first: int) -> None:
    """500,000 / 3,000,000 of 665 million: 110.83 million can be offset, whatever year one reported."""
    assessment = assess(sample(), millions(first, 732, 2_000), governed={1: GovernedQuantity(2_500_000)})
    (offset,) = assessment.offsets
    assert offset.credit_used == Fraction(332_500_000, 3)
    assert assessment.tranches[0].entitled == 2_913_043


def test_a_settlement_over_the_computed_figure_leaves_less_to_restore() -> None:
    assessment = assess(sample(), millions(600, 732, 900), governed={1: GovernedQuantity(3_000_000)})
    assert assessment.offsets == ()
    assert assessment.tranches[0].entitled == 3_000_000


def test_a_quantity_can_be_fixed_after_a_later_years_offset() -> None:
    """One share less than computed, as an instruction that rounds each increment; it stays open for year five."""
    fixed = {1: GovernedQuantity(2_883_784, after=3)}
    assessment = assess(sample(), millions(600, 732, 900), governed=fixed)
    assert assessment.offsets[0].shares == 177_019
    assert (assessment.tranches[0].entitled, assessment.tranches[0].own_release) == (2_883_784, 2_706_766)
    later = assess(sample(), millions(600, 732, 900, 885, 2_000), governed=fixed)
    assert later.offsets[-1].to_number == 1
    assert later.tranches[0].entitled > 2_883_784


def test_a_later_quantity_governs_over_an_earlier_one() -> None:
    fixed = {1: [GovernedQuantity(2_000_000), GovernedQuantity(2_900_000, after=3)]}
    assert assess(sample(), millions(600, 732, 900), governed=fixed).tranches[0].entitled == 2_900_000


def test_a_year_settled_without_a_report_is_known_and_holds_no_credit_back() -> None:
    fixed = {2: GovernedQuantity(2_000_000)}
    assessment = assess(sample(), millions(600, None, 900), governed=fixed)
    assert assessment.waiting_credits == ()
    assert [(year.number, year.actual, year.entitled) for year in assessment.tranches] == [
        (1, 600_000_000, 2_883_785),
        (2, None, 2_000_000),
        (3, 900_000_000, 3_000_000),
    ]


@pytest.mark.parametrize(
    "quantity", [GovernedQuantity(-1), GovernedQuantity(3_000_001), GovernedQuantity(5, after=1)]
)
def test_a_quantity_out_of_bounds_is_refused(quantity: GovernedQuantity) -> None:
    with pytest.raises(TermsError) as refusal:
        assess(sample(), millions(600, 732), governed={2: quantity})
    assert refusal.value.code == "governed_out_of_bounds"


def test_an_unknown_tranche_is_refused() -> None:
    for arguments in ({"actuals": {9: 1}}, {"actuals": {}, "governed": {9: GovernedQuantity(1)}}):
        with pytest.raises(TermsError) as refusal:
            assess(sample(), **arguments)
        assert refusal.value.code == "unknown_tranche"


@pytest.mark.parametrize("actual", [1.5, True, "600"])
def test_an_inexact_actual_is_our_own_mistake(actual: object) -> None:
    with pytest.raises(TypeError):
        assess(sample(), {1: actual})


@given(worlds(), st.data())
def test_a_governed_year_conserves_its_base(
    world: tuple[AgreementTerms, dict[int, Fraction]], data: st.DataObject
) -> None:
    terms, actuals = world
    tranche = data.draw(st.sampled_from(terms.tranches))
    released = data.draw(st.integers(0, tranche.shares))
    after = data.draw(
        st.sampled_from([each.number for each in terms.tranches if each.number >= tranche.number])
    )
    fixed = {tranche.number: GovernedQuantity(released, after=after)}
    for year in assess(terms, actuals, governed=fixed).tranches:
        assert year.entitled + year.kept == year.shares
        assert 0 <= year.entitled <= year.shares
        if year.number == tranche.number:
            assert year.entitled >= released


def test_an_offset_uses_the_terms_in_force_for_the_excess_year() -> None:
    """An amendment makes year three divide by the shortfall's period; years one and two stay as assessed."""
    amended = sample().with_settings(offset_denominator="shortfall_period", rounding="up")
    actuals = millions(600, 732, 900)
    mixed = assess(amended, actuals, terms_for_excess={1: sample(), 2: sample()})
    assert mixed.tranches[0].own_release == 2_706_766
    assert mixed.tranches[0].entitled == 2_921_053
    kept = assess(amended, actuals, terms_for_excess={1: sample(), 2: sample(), 3: sample()})
    assert kept == assess(sample(), actuals)


def test_a_change_of_rounding_never_takes_back_a_share() -> None:
    """Year one rounded up to 2,706,767; a tiny credit under rounding down would give 2,706,766.92."""
    up = sample().with_settings(rounding="up")
    assessment = assess(sample(), millions(600, 732, "805.000001"), terms_for_excess={1: up})
    assert assessment.tranches[0].own_release == 2_706_767
    assert assessment.tranches[0].entitled == 2_706_767
    assert assessment.offsets[0].shares == 0
    assert assessment.offsets[0].exact > 0
