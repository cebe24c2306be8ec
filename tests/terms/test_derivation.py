"""The derivation: each step with its figures, its clause and the reading that decides it."""

from fractions import Fraction

from hypothesis import given

from tests.terms.deals import deal, millions, sample
from tests.terms.strategies import worlds
from tranches.terms.agreement_terms import AgreementTerms
from tranches.terms.assessment import assess


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
        (1, "65,000,000 − 47,500,000 = 17,500,000", "SPA 5.2(2)", "offset_order", "RMB 47,500,000"),
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
