"""The derivation: each step with its figures, its clause and the reading that decides it."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.terms.deals import deal, millions, sample
from tests.terms.equations import Printed, untrue
from tests.terms.strategies import deals, worlds
from tranches.terms.agreement_terms import AgreementTerms
from tranches.terms.sums.assessment import Assessment, GovernedQuantity, assess


def test_year_three_reads_as_a_reader_would_work_it_out() -> None:
    assessment = assess(sample(), millions(600, 732, 900))
    steps = [
        (step.tranche, step.working, step.clause, step.reading, step.result)
        for step in assessment.steps_by(3)
    ]
    assert steps == [
        (3, "RMB 900,000,000 − 805,000,000", "SPA 4.1", "", "RMB 95,000,000"),
        (3, "", "SPA 5.2(1)", "", "0"),
        (3, "3,000,000", "SPA 5.1", "", "3,000,000"),
        (3, "50\u00a0% × 95,000,000", "SPA 5.2(2)", "credit_rate", "RMB 47,500,000"),
        (1, "47,500,000 ≤ 65,000,000", "SPA 5.2(2)", "offset_order", "RMB 47,500,000"),
        (
            1,
            "47,500,000 ÷ 805,000,000 × 3,000,000 = 28,500,000/161",
            "SPA 5.2(2)",
            "offset_denominator",
            "177,018.63…",
        ),
        (
            1,
            "3,000,000 − 39,000,000/133 + 28,500,000/161 = 8,821,500,000/3,059 = 2,883,785.55…",
            "SPA 5.1, 5.2",
            "rounding",
            "2,883,785",
        ),
    ]


def test_a_tranche_tells_its_own_year_and_every_restoration() -> None:
    assessment = assess(sample(), millions(600, 732, 900, 885, 1_200))
    keys = [(step.by, step.key) for step in assessment.steps_of(1)]
    restoration = ["offset_used", "restored", "entitlement"]
    assert keys == [
        *[(1, key) for key in ("actual", "deduction", "own_release")],
        *[(3, key) for key in restoration],
        *[(5, key) for key in restoration],
    ]


def test_what_gives_no_credit_says_so() -> None:
    waiting = assess(sample(), millions(600, None, 900))
    assert waiting.steps_by(3)[-1].text == "The credit waits until year 2 is known"
    unused = assess(sample(), millions(700))
    assert unused.steps_by(1)[-1].key == "credit_unused"
    below = assess(sample().with_settings(excess_threshold="0.5"), millions(700))
    assert below.steps_by(1)[-1].key == "no_credit"
    negative = assess(sample(), millions(-5))
    assert [step.key for step in negative.derivation] == ["actual", "floor", "deduction", "own_release"]


def test_all_or_nothing_explains_itself() -> None:
    terms = deal([1000], [100], payout="all_or_nothing")
    assert assess(terms, {1: 99}).steps_of(1)[1].working == "99 < 100"
    assert assess(terms, {1: 100}).steps_of(1)[1].working == "100 ≥ 100"


@given(worlds(gaps=True))
def test_the_last_step_of_each_tranche_states_its_entitlement(
    world: tuple[AgreementTerms, dict[int, Fraction]],
) -> None:
    terms, actuals = world
    assessment = assess(terms, actuals)
    for year in assessment.tranches:
        stated = [
            step for step in assessment.steps_of(year.number) if step.key in ("own_release", "entitlement")
        ]
        assert stated[-1].result == f"{year.entitled:,}"
        assert len(stated) == 1 + sum(each.to_number == year.number for each in assessment.offsets)
    for step in assessment.derivation:
        assert step.text
        assert any("\u4e00" <= sign <= "\u9fff" for sign in step.text_zh)


def false_steps(assessment: Assessment, terms: AgreementTerms, rounding_of: dict[int, str]) -> list[str]:
    """What is printed and does not hold. `rounding_of` gives the rounding by the year that caused a step."""
    found = []
    for step in assessment.derivation:
        if not step.working:
            continue
        label = terms.tranche(step.by).currency_label
        rounding = rounding_of[step.by] if step.reading == "rounding" else ""
        found.append(untrue(step.working, step.result, label=label, rounding=rounding))
        if step.key == "offset_used":
            left, right = (Printed(side.split(" = ")[0]).value for side in _sides(step.working))
            used = Printed(step.result.removeprefix(f"{label} ")).value
            found.append("" if used == min(left, right) else f"{step.working} uses {step.result}")
    return [sentence for sentence in found if sentence]


def _sides(working: str) -> list[str]:
    return working.split(" ≤ " if " ≤ " in working else " > ")


VARIANTS = [
    dict(zip(("rounding", "offset_order", "offset_limit", "offset_denominator"), values, strict=True))
    for values in product(
        ("down", "half_up", "up"),
        ("oldest_first", "newest_first"),
        ("revenue", "shares"),
        ("excess_period", "shortfall_period"),
    )
]


@settings(max_examples=100)
@given(worlds(gaps=True))
def test_every_printed_equation_holds(world: tuple[AgreementTerms, dict[int, Fraction]]) -> None:
    drawn, actuals = world
    for variant in VARIANTS:
        terms = drawn.with_settings(**variant)
        roundings = dict.fromkeys(range(1, 6), terms.settings.rounding)
        assert false_steps(assess(terms, actuals), terms, roundings) == []


def test_an_entitlement_that_a_later_rounding_would_lower_is_printed_as_one_that_stays() -> None:
    terms = deal([3, 1_000], [2, 1_000], rounding="down", credit_rate="1/2", offset_limit="shares")
    up = terms.with_settings(rounding="up")
    assessment = assess(terms, {1: 1, 2: Fraction("1000.2")}, terms_for_excess={1: up})
    step = assessment.steps_of(1)[-1]
    assert (step.working, step.result) == ("3 − 3/2 + 1/10 = 8/5 = 1.60 ≤ 2", "2")
    assert false_steps(assessment, terms, {1: "up", 2: "down"}) == []


@settings(max_examples=200)
@given(worlds(), st.data())
def test_every_printed_equation_holds_with_quantities_fixed_by_papers_and_terms_amended_between(
    world: tuple[AgreementTerms, dict[int, Fraction]], data: st.DataObject
) -> None:
    terms, actuals = world
    last = terms.tranches[-1].number
    number = data.draw(st.integers(1, last))
    tranche = terms.tranche(number)
    released = data.draw(st.integers(0, tranche.shares)) / data.draw(
        st.sampled_from([Fraction(1), Fraction(7)])
    )
    fixed = {number: GovernedQuantity(released, after=data.draw(st.integers(number, last)))}
    other = data.draw(deals())
    before = {
        year: terms.with_settings(**other.settings.texts())
        for year in range(1, data.draw(st.integers(1, last)))
    }
    assessment = assess(terms, actuals, governed=fixed, terms_for_excess=before)
    roundings = {year: before.get(year, terms).settings.rounding for year in range(1, 6)}
    assert false_steps(assessment, terms, roundings) == []


@pytest.mark.parametrize(
    ("working", "result"),
    [
        ("RMB 600,000,000 − 665,000,000", "RMB 65,000,000"),
        ("65,000,000 − 47,500,000 = 17,500,000", "RMB 47,500,000"),
        ("47,500,000 ÷ 805,000,000 × 3,000,000 = 177,018.63…", "177,018.64…"),
        ("1 ÷ 1/3", "3"),
        ("2 < 1", "0"),
        ("3,000,000 − 1 = 2,999,998", "2,999,998"),
    ],
)
def test_the_reader_finds_an_equation_that_does_not_hold(working: str, result: str) -> None:
    assert untrue(working, result, label="RMB")


@pytest.mark.parametrize(
    ("actual", "working", "result"),
    [
        (600, "RMB 665,000,000 − 600,000,000", "RMB 65,000,000"),
        (665, "RMB 665,000,000 − 665,000,000", "RMB 0"),
        (-5, "RMB 665,000,000 − (−5,000,000)", "RMB 670,000,000"),
        (700, "RMB 700,000,000 − 665,000,000", "RMB 35,000,000"),
    ],
)
def test_the_difference_is_the_larger_less_the_smaller(actual: int, working: str, result: str) -> None:
    step = assess(sample(), millions(actual)).derivation[0]
    assert (step.working, step.result) == (working, result)
