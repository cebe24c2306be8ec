"""Random deals, actuals and readings for Hypothesis."""

from fractions import Fraction

from hypothesis import strategies as st

from tests.terms.deals import deal, sample
from tranches.terms.agreement_terms import AgreementTerms
from tranches.terms.readings import SHARES_QUESTIONS

MOST = 10**7
amounts = st.builds(Fraction, st.integers(-MOST, 4 * MOST), st.sampled_from([1, 2, 100]))
targets = st.builds(Fraction, st.integers(1, MOST), st.sampled_from([1, 4, 100]))
rates = st.builds(Fraction, st.integers(1, 12), st.just(12))
thresholds = st.builds(Fraction, st.integers(0, 8), st.just(4))


@st.composite
def readings(draw: st.DrawFn) -> dict[str, object]:
    """One reading for each question that changes a number of shares."""
    choice: dict[str, object] = {
        question.name: draw(st.sampled_from([reading.value for reading in question.readings]))
        for question in SHARES_QUESTIONS
        if question.kind == "choice"
    }
    return choice | {"credit_rate": draw(rates), "excess_threshold": draw(thresholds)}


@st.composite
def deals(draw: st.DrawFn, **fixed: object) -> AgreementTerms:
    """One to five years with unequal bases and targets under any reading but the fixed ones."""
    count = draw(st.integers(1, 5))
    bases = draw(st.lists(st.integers(1, MOST), min_size=count, max_size=count))
    wanted = draw(st.lists(targets, min_size=count, max_size=count))
    return deal(bases, wanted, **(draw(readings()) | fixed))


@st.composite
def actuals_of(draw: st.DrawFn, terms: AgreementTerms, *, gaps: bool = False) -> dict[int, Fraction]:
    """Actuals around the targets: short, exact, over; with gaps some years are missing."""
    result = {}
    for tranche in terms.tranches:
        if gaps and draw(st.booleans()) and draw(st.booleans()):
            continue
        near = st.builds(lambda percent, base=tranche.target: base * percent / 100, st.integers(-20, 300))
        result[tranche.number] = draw(st.one_of(near, st.just(tranche.target), amounts))
    return result


@st.composite
def worlds(
    draw: st.DrawFn, *, gaps: bool = False, **fixed: object
) -> tuple[AgreementTerms, dict[int, Fraction]]:
    """A deal and actuals for it."""
    terms = draw(deals(**fixed))
    return terms, draw(actuals_of(terms, gaps=gaps))


@st.composite
def sample_actuals(draw: st.DrawFn) -> dict[int, Fraction]:
    """Actuals for the sample deal."""
    return draw(actuals_of(sample()))
