"""The examples of reading.md, typed by hand: no expected figure here is computed."""

from fractions import Fraction

import pytest

from tests.terms.deals import entitled, millions, sample
from tranches.terms.sums.assessment import assess, proposal


def test_year_one_short_by_65_million_releases_2706766_and_keeps_293234() -> None:
    (year,) = assess(sample(), millions(600)).tranches
    assert year.deducted == Fraction(39_000_000, 133)
    assert (year.own_release, year.entitled, year.kept) == (2_706_766, 2_706_766, 293_234)


def test_year_three_restores_177019_more_to_year_one() -> None:
    assessment = assess(sample(), millions(600, 732, 900))
    (offset,) = assessment.offsets
    assert (offset.from_number, offset.to_number) == (3, 1)
    assert offset.exact == Fraction(28_500_000, 161)
    assert offset.shares == 177_019
    assert offset.credit_used == 47_500_000
    first = assessment.tranches[0]
    assert first.entitled_exact == Fraction(8_821_500_000, 3_059)
    assert (first.own_release, first.entitled, first.kept) == (2_706_766, 2_883_785, 116_215)
    assert [year.entitled for year in assessment.tranches] == [2_883_785, 3_000_000, 3_000_000]
    assert (assessment.released, assessment.kept) == (8_883_785, 116_215)
    assert proposal(entitled=first.entitled, confirmed=2_706_766, reserved=0) == 177_019


def test_a_whole_offset_of_revenue_leaves_year_one_short_of_shares() -> None:
    assessment = assess(sample(), millions(600, 732, 935))
    assert assessment.offsets[0].credit_used == 65_000_000
    assert assessment.credit[0].unused == 0
    assert assessment.tranches[0].entitled == 2_949_002


def test_more_revenue_does_not_restore_more_under_the_shipped_reading() -> None:
    assert entitled(sample(), millions(600, 732, 2_000))[0] == 2_949_002


def test_shortfall_period_makes_year_one_whole() -> None:
    terms = sample().with_settings(offset_denominator="shortfall_period")
    assert entitled(terms, millions(600, 732, 935))[0] == 3_000_000


def test_offset_limit_shares_makes_year_one_whole_once_the_credit_reaches() -> None:
    """39,000,000/133 shares cost 805,000,000/3,000,000 each: 78.68 million of credit, of which 935 gives 65."""
    terms = sample().with_settings(offset_limit="shares")
    assert entitled(terms, millions(600, 732, 935))[0] == 2_949_002
    assert entitled(terms, millions(600, 732, 962))[0] == 2_999_313
    assert entitled(terms, millions(600, 732, 963))[0] == 3_000_000
    assert assess(terms, millions(600, 732, 963)).offsets[0].exact == Fraction(39_000_000, 133)


@pytest.mark.parametrize(
    ("setting", "value", "first"),
    [
        ("offset_denominator", "excess_period", 2_883_785),
        ("offset_denominator", "shortfall_period", 2_921_052),
        ("offset_numerator", "credited", 2_883_785),
        ("offset_numerator", "full_excess", 3_000_000),
        ("excess_threshold", "0", 2_883_785),
        ("excess_threshold", "0.5", 2_706_766),
        ("credit_rate", "0.5", 2_883_785),
        ("credit_rate", "1", 2_949_002),
        ("rounding", "down", 2_883_785),
        ("rounding", "half_up", 2_883_786),
        ("rounding", "up", 2_883_786),
    ],
)
def test_each_reading_gives_its_own_figure_for_year_one(setting: str, value: str, first: int) -> None:
    terms = sample().with_settings(**{setting: value})
    assert entitled(terms, millions(600, 732, 900)) == [first, 3_000_000, 3_000_000]


def test_half_up_and_up_differ_below_one_half() -> None:
    """Year one at 665 − 1 million: 2,995,488.72…; at 665 − 2 million: 2,990,977.44…"""
    near, far = millions(664), millions(663)
    by_mode = {mode: sample().with_settings(rounding=mode) for mode in ("down", "half_up", "up")}
    assert [entitled(terms, near) for terms in by_mode.values()] == [[2_995_488], [2_995_489], [2_995_489]]
    assert [entitled(terms, far) for terms in by_mode.values()] == [[2_990_977], [2_990_977], [2_990_978]]


def test_order_decides_which_short_year_is_restored_first() -> None:
    """Excess 95 million in year three, years one and two each short by 65 and 32 million."""
    actuals = millions(600, 700, 900)
    oldest = assess(sample(), actuals)
    newest = assess(sample().with_settings(offset_order="newest_first"), actuals)
    assert [(each.to_number, each.credit_used) for each in oldest.offsets] == [(1, 47_500_000)]
    assert [(each.to_number, each.credit_used) for each in newest.offsets] == [
        (2, 32_000_000),
        (1, 15_500_000),
    ]
    assert [year.entitled for year in oldest.tranches] == [2_883_785, 2_868_852, 3_000_000]
    assert [year.entitled for year in newest.tranches] == [2_764_530, 2_988_107, 3_000_000]


def test_excess_base_over_threshold_credits_only_what_is_above_it() -> None:
    """Year three at 1,300: 92.5 million above 1.5 × 805, half of it is 46.25 million."""
    terms = sample().with_settings(excess_threshold="0.5", excess_base="over_threshold")
    assessment = assess(terms, millions(600, 732, 1_300))
    assert assessment.credit[0].excess == 92_500_000
    assert assessment.offsets[0].credit_used == 46_250_000
    wide = assess(sample().with_settings(excess_threshold="0.5"), millions(600, 732, 1_300))
    assert wide.credit[0].excess == 495_000_000
    assert wide.offsets[0].credit_used == 65_000_000


def test_an_excess_just_at_the_threshold_gives_no_credit() -> None:
    terms = sample().with_settings(excess_threshold="0.5")
    assert assess(terms, millions(600, 732, "1207.5")).offsets == ()
    assert assess(terms, millions(600, 732, "1207.500001")).offsets != ()


def test_a_negative_actual_deducts_the_whole_tranche_and_no_more() -> None:
    (year,) = assess(sample(), millions(-50)).tranches
    assert (year.deducted, year.entitled, year.kept) == (3_000_000, 0, 3_000_000)


def test_nothing_carries_forward_to_a_later_year() -> None:
    assert entitled(sample(), millions(2_000, 732, 700))[2] == entitled(sample(), millions(665, 732, 700))[2]


def test_the_simulated_deal_runs_to_its_fifth_year() -> None:
    """600 / 732 / 900 / 700 / 1,200: year five has 113 million of credit for 17.5 of year one and 95.5 of year four."""
    assessment = assess(sample(), millions(600, 732, 900, 700, 1_200))
    uses = [(each.from_number, each.to_number, each.credit_used) for each in assessment.offsets]
    assert uses == [(3, 1, 47_500_000), (5, 1, 17_500_000), (5, 4, 95_500_000)]
    assert [year.entitled for year in assessment.tranches] == [
        2_937_686,
        3_000_000,
        3_000_000,
        2_667_029,
        3_000_000,
    ]
    assert assessment.released + assessment.kept == 15_000_000
