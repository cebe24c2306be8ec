"""What must hold for every deal, every reading and every actual."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.terms.deals import deal, entitled, millions, sample
from tests.terms.oracle import Year, expected
from tests.terms.strategies import amounts, sample_actuals, worlds
from tranches.terms.agreement_terms import AgreementTerms
from tranches.terms.readings import SHARES_QUESTIONS
from tranches.terms.sums.assessment import assess

World = tuple[AgreementTerms, dict[int, Fraction]]


def oracle(terms: AgreementTerms, actuals: dict[int, Fraction]) -> dict[int, tuple[Fraction, int]]:
    years = {
        each.number: Year(each.shares, each.target, actuals[each.number]) if each.number in actuals else None
        for each in terms.tranches
    }
    return expected(years, dict(vars(terms.settings)))


@given(worlds(gaps=True))
def test_agrees_with_an_independent_oracle(world: World) -> None:
    terms, actuals = world
    got = {each.number: (each.entitled_exact, each.entitled) for each in assess(terms, actuals).tranches}
    assert got == oracle(terms, actuals)


def test_agrees_with_the_oracle_under_every_combination_of_named_readings() -> None:
    """384 combinations: those of the table, on years that are short, over and far over."""
    options = [[(each.name, reading.value) for reading in each.readings] for each in SHARES_QUESTIONS]
    combinations = [dict(choice) for choice in product(*options)]
    assert len(combinations) == 384
    for choice in combinations:
        terms = sample().with_settings(**choice)
        for actuals in (millions(600, 700, 1_300, 700, 1_700), millions(0, 1_200, 600, 1_400, 990)):
            got = {
                each.number: (each.entitled_exact, each.entitled) for each in assess(terms, actuals).tranches
            }
            assert got == oracle(terms, actuals), choice


@given(worlds(gaps=True))
def test_entitled_and_kept_make_the_base(world: World) -> None:
    terms, actuals = world
    assessment = assess(terms, actuals)
    for year in assessment.tranches:
        assert year.entitled + year.kept == year.shares
        assert (
            year.shares
            - year.deducted
            + sum((each.exact for each in assessment.offsets if each.to_number == year.number), Fraction(0))
            == year.entitled_exact
        )
        assert (
            year.own_release
            + sum(each.shares for each in assessment.offsets if each.to_number == year.number)
            == year.entitled
        )
    assert assessment.released + assessment.kept == sum(year.shares for year in assessment.tranches)


@given(worlds(gaps=True))
def test_every_figure_stays_within_its_bounds(world: World) -> None:
    terms, actuals = world
    assessment = assess(terms, actuals)
    for year in assessment.tranches:
        assert 0 <= year.shortfall <= year.target
        assert 0 <= year.deducted <= year.shares
        assert 0 <= year.own_release <= year.entitled <= year.shares
        assert 0 <= year.entitled_exact <= year.shares
        assert abs(year.entitled - year.entitled_exact) < 1
    for offset in assessment.offsets:
        assert offset.from_number > offset.to_number
        assert offset.exact > 0
        assert offset.shares >= 0
    for credit in assessment.credit:
        assert credit.used + credit.unused == credit.credit > 0
        assert credit.used == sum(each.credit_used for each in assessment.offsets_by(credit.number))


@given(worlds(offset_limit="revenue"))
def test_no_shortfall_is_offset_twice(world: World) -> None:
    terms, actuals = world
    assessment = assess(terms, actuals)
    for year in assessment.tranches:
        used = sum(each.credit_used for each in assessment.offsets if each.to_number == year.number)
        assert used <= year.shortfall


# --- Monotony: what a better year can and cannot cost ------------------------------------------------------


@given(worlds(), amounts, st.data())
def test_a_better_year_never_yields_less_by_itself(world: World, step: Fraction, data: st.DataObject) -> None:
    terms, actuals = world
    number = data.draw(st.sampled_from(sorted(actuals)))
    better = actuals | {number: actuals[number] + abs(step)}
    before, after = assess(terms, actuals), assess(terms, better)
    for old, new in zip(before.tranches, after.tranches, strict=True):
        assert new.own_release >= old.own_release
        assert new.number == number or new.own_release == old.own_release


@given(worlds(), amounts)
def test_a_better_last_year_never_costs_anyone_a_share(world: World, step: Fraction) -> None:
    terms, actuals = world
    last = max(actuals)
    better = actuals | {last: actuals[last] + abs(step)}
    assert_none_falls(terms, actuals, better)


@given(worlds(offset_limit="shares"), amounts, st.data())
def test_where_shares_are_the_limit_no_better_year_costs_a_share(
    world: World, step: Fraction, data: st.DataObject
) -> None:
    terms, actuals = world
    number = data.draw(st.sampled_from(sorted(actuals)))
    assert_none_falls(terms, actuals, actuals | {number: actuals[number] + abs(step)})


@given(sample_actuals(), amounts, st.data())
def test_in_the_sample_as_shipped_no_better_year_costs_a_share(
    actuals: dict[int, Fraction], step: Fraction, data: st.DataObject
) -> None:
    """True where, as here, no later year has a lower target per share; see the next test for why that matters."""
    number = data.draw(st.sampled_from(sorted(actuals)))
    assert_none_falls(sample(), actuals, actuals | {number: actuals[number] + abs(step) * 100})


def test_where_a_later_target_is_lower_a_better_year_can_cost_shares() -> None:
    """Under the shipped reading, credit of a dear year uses up shortfall that a cheap year would restore better.

    Year one short by 500: 400 of credit at 0.01 share each, then the last 100 at 1.25. Short by 450: only 50 at 1.25.
    """
    terms = deal([1000, 1000, 1000], [1000, 100_000, 800])
    assert entitled(terms, {1: 500, 2: 100_800, 3: 2000})[0] == 629
    assert entitled(terms, {1: 550, 2: 100_800, 3: 2000})[0] == 616


def assert_none_falls(
    terms: AgreementTerms, actuals: dict[int, Fraction], better: dict[int, Fraction]
) -> None:
    for old, new in zip(entitled(terms, actuals), entitled(terms, better), strict=True):
        assert new >= old


# --- Gaps ---------------------------------------------------------------------------------------------------


@given(worlds(gaps=True))
def test_an_unknown_year_yields_nothing_and_delays_no_later_years_own_shares(world: World) -> None:
    terms, actuals = world
    assessment = assess(terms, actuals)
    assert [year.number for year in assessment.tranches] == sorted(actuals)
    for year in assessment.tranches:
        (alone,) = assess(terms, {year.number: actuals[year.number]}).tranches
        assert year.own_release == alone.own_release


@given(worlds(gaps=True))
def test_credit_waits_behind_a_gap(world: World) -> None:
    terms, actuals = world
    assessment = assess(terms, actuals)
    gap = next((each.number for each in terms.tranches if each.number not in actuals), None)
    for credit in assessment.credit:
        assert credit.waiting == (gap is not None and credit.number > gap)
        assert not (credit.waiting and credit.used)
    assert all(gap is None or each.from_number < gap for each in assessment.offsets)


@given(worlds(), st.data())
def test_years_that_become_known_in_any_order_end_as_if_in_order(world: World, data: st.DataObject) -> None:
    """And on the way no year ever falls, so nothing already released is called back."""
    terms, actuals = world
    order = data.draw(st.permutations(sorted(actuals)))
    so_far: dict[int, Fraction] = {}
    shares: dict[int, int] = {}
    for number in order:
        so_far[number] = actuals[number]
        now = {year.number: year.entitled for year in assess(terms, so_far, derive=False).tranches}
        assert all(now[each] >= before for each, before in shares.items())
        shares = now
    assert assess(terms, so_far) == assess(terms, actuals)


def test_a_waiting_credit_is_applied_as_if_in_order() -> None:
    waiting = assess(sample(), millions(600, None, 900))
    assert waiting.waiting_credits == (3,)
    assert waiting.offsets == ()
    assert [(year.number, year.entitled) for year in waiting.tranches] == [(1, 2_706_766), (3, 3_000_000)]
    known = assess(sample(), millions(600, 732, 900))
    assert known.waiting_credits == ()
    assert known.tranches[0].entitled == 2_883_785


# --- Full offsets and unequal bases -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "reading",
    [
        {"offset_denominator": "shortfall_period", "offset_limit": "revenue"},
        {"offset_denominator": "shortfall_period", "offset_limit": "shares"},
        {"offset_denominator": "excess_period", "offset_limit": "shares"},
    ],
)
@given(data=st.data())
def test_a_full_offset_restores_the_last_share(reading: dict[str, object], data: st.DataObject) -> None:
    """The last year has credit enough for everything: every share of every earlier year comes back."""
    terms, actuals = data.draw(worlds(**reading))
    last = terms.tranches[-1]
    dearest = max(last.target / last.shares, *(each.target / each.shares for each in terms.tranches))
    enough = dearest * terms.total_shares + sum(each.target for each in terms.tranches)
    settings = terms.settings
    actual = last.target * (1 + settings.excess_threshold) + 2 * enough / settings.credit_rate
    assert entitled(terms, actuals | {last.number: actual}) == [each.shares for each in terms.tranches]


def test_unequal_bases_divide_by_the_base_of_the_period_chosen() -> None:
    """Year one: 1,000 shares, 100 short of 1,000. Year two: 4,000 shares, target 2,000, 200 over: credit 100."""
    actuals = {1: Fraction(900), 2: Fraction(2_200)}
    by_excess = assess(deal([1000, 4000], [1000, 2000]), actuals)
    by_shortfall = assess(deal([1000, 4000], [1000, 2000], offset_denominator="shortfall_period"), actuals)
    assert [(each.exact, each.credit_used) for each in by_excess.offsets] == [(100, 50)]
    assert [(each.exact, each.credit_used) for each in by_shortfall.offsets] == [(100, 100)]
    dear = assess(deal([4000, 1000], [1000, 2000]), actuals)
    assert [(each.exact, each.credit_used) for each in dear.offsets] == [(50, 100)]
    assert dear.tranches[0].entitled == 3_650


@given(worlds(gaps=True))
def test_the_same_figures_give_the_same_assessment_and_the_derivation_changes_nothing(world: World) -> None:
    terms, actuals = world
    full, bare = assess(terms, actuals), assess(terms, dict(reversed(actuals.items())), derive=False)
    assert (full.tranches, full.offsets, full.credit) == (bare.tranches, bare.offsets, bare.credit)
    assert bare.derivation == ()
