"""The families of rules: a second of each proves that the first is not built in."""

from dataclasses import replace
from fractions import Fraction

import pytest

from tests.terms.deals import deal, entitled
from tranches.terms.deal.allocation import allocate
from tranches.terms.errors import TermsError
from tranches.terms.sums.assessment import assess


@pytest.mark.parametrize(("actual", "shares"), [(100, 1000), (99, 0), (0, 0), (-5, 0), (500, 1000)])
def test_all_or_nothing_pays_the_whole_base_or_none(actual: int, shares: int) -> None:
    assert entitled(deal([1000], [100], payout="all_or_nothing"), {1: Fraction(actual)}) == [shares]


@pytest.mark.parametrize(("actual", "shares"), [(90, 1000), (89, 0)])
def test_all_or_nothing_takes_its_pass_mark_from_the_deal(actual: int, shares: int) -> None:
    terms = deal([1000], [100], payout="all_or_nothing")
    marked = replace(terms.tranches[0], params=(("pass_mark", Fraction(9, 10)),))
    assert entitled(replace(terms, tranches=(marked,)), {1: Fraction(actual)}) == [shares]


def test_a_deal_may_mix_rules() -> None:
    terms = deal([1000, 1000], [100, 100])
    mixed = replace(terms, tranches=(terms.tranches[0], replace(terms.tranches[1], payout="all_or_nothing")))
    assert entitled(mixed, {1: Fraction(50), 2: Fraction(50)}) == [500, 0]


def test_a_deal_without_offset_restores_nothing() -> None:
    terms = replace(deal([1000, 1000], [100, 100]), offset="none")
    assessment = assess(terms, {1: 50, 2: 1000})
    assert assessment.offsets == assessment.credit == ()
    assert [year.entitled for year in assessment.tranches] == [500, 1000]


@pytest.mark.parametrize(
    ("total", "parts", "rule", "shares"),
    [
        (15_000_000, ["1/5"] * 5, "exact", [3_000_000] * 5),
        (10, ["1/3"] * 3, "equal_floor_last", [3, 3, 4]),
        (11, ["1/3"] * 3, "largest_remainder", [4, 4, 3]),
        (10, ["1/2", "1/6", "1/3"], "largest_remainder", [5, 2, 3]),
    ],
)
def test_parts_of_the_total_become_whole_by_the_rule_named(
    total: int, parts: list[str], rule: str, shares: list[int]
) -> None:
    assert allocate(total, [Fraction(part) for part in parts], rule) == shares


def test_parts_that_are_not_whole_are_refused_unless_a_rule_makes_them_so() -> None:
    with pytest.raises(TermsError) as refusal:
        allocate(10, [Fraction(1, 3)] * 3, "exact")
    assert refusal.value.code == "not_whole"
