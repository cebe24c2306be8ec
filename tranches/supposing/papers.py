"""The comparison of the readings as a paper for the parties (SPA 5.2, 11.2)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from documents.papers.parts import Instrument, Metric, Note, SignatureBlock, require_shares
from documents.papers.sheets import IssuedSheet, PaperKind, paper
from tranches.models import EscrowAgreement
from tranches.papers import common, naming
from tranches.papers.frame import frame_of
from tranches.selectors.days import day_of
from tranches.terms.readings import Reading
from tranches.terms.sums.compare import Compared, Comparison, Extreme, Outcome, Stated
from tranches.terms.sums.figures import MINUS

HANGS = {
    "shares": "nothing with these figures",
    "dates": "a date",
    "money": "an amount of money",
    "procedure": "a step",
    "record": "nothing: only stated",
}
"""What hangs on a question, by its `changes`."""


@dataclass(frozen=True, kw_only=True)
class FigureUsed:
    """The figure of one year and what the agreed readings give for it. `recorded` is false for a figure only supposed."""

    label: str
    target: Fraction
    actual: Fraction | None
    base: int
    agreed: int | None
    recorded: bool
    label_zh: str = ""

    def __post_init__(self) -> None:
        require_shares(self.base, "the base")
        if self.agreed is not None:
            require_shares(self.agreed, "the agreed shares")


@dataclass(frozen=True, kw_only=True)
class ReadingGives:
    """What one reading gives: `by_tranche` names the tranches that differ, as text; empty where none does."""

    label: str
    total: int
    difference: int
    chosen: bool
    label_zh: str = ""
    by_tranche: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        require_shares(self.total, "the shares of a reading")
        if self.chosen and self.difference:
            raise ValueError("the agreed reading differs from itself")


@dataclass(frozen=True, kw_only=True)
class QuestionGives:
    """An open question, which words leave it open, and its readings, the agreed one first."""

    question: str
    clause: str
    open_words: str
    readings: tuple[ReadingGives, ...]
    question_zh: str = ""
    open_words_zh: str = ""

    def __post_init__(self) -> None:
        if [reading.chosen for reading in self.readings] != [True] + [False] * (len(self.readings) - 1):
            raise ValueError("one reading is the agreed one, and it stands first")


@dataclass(frozen=True, kw_only=True)
class QuestionStated:
    """An open question without another number of shares: the agreed reading, the others, and what hangs on it."""

    question: str
    clause: str
    chosen: str
    others: str
    hangs: str
    open_words: str = ""
    question_zh: str = ""
    chosen_zh: str = ""
    others_zh: str = ""


@paper(
    PaperKind("readings", "evidence", letter="RD"),
)
@dataclass(frozen=True, kw_only=True)
class ComparisonSheet(IssuedSheet):
    """What every reading gives for the same figures (SPA 5.2).

    `moving` are the questions whose readings give other numbers, `still` those that change nothing with these figures, `others`
    those on which no number of shares hangs. `extremes` says the least and the most of all combinations. `caution` says that no
    lawyer has confirmed the readings.
    """

    template = "papers/comparison.html"

    dated_on: date
    instrument: Instrument
    metric: Metric
    figures: tuple[FigureUsed, ...]
    total: int
    extremes: tuple[Note, ...]
    moving: tuple[QuestionGives, ...]
    still: tuple[QuestionStated, ...]
    others: tuple[QuestionStated, ...]
    caution: tuple[Note, ...]
    figure_clauses: str = ""
    share_clauses: str = ""

    def __post_init__(self) -> None:
        if sum(figure.agreed or 0 for figure in self.figures) != self.total:
            raise ValueError("the agreed shares of the years must add up to their total")
        if not any(figure.agreed is not None for figure in self.figures):
            raise ValueError("readings are compared for the figure of at least one year")

    @property
    def supposed(self) -> bool:
        """Whether any figure is only supposed."""
        return any(figure.actual is not None and not figure.recorded for figure in self.figures)

    def titles(self) -> tuple[str, str]:
        return "What each reading of the agreements would give", "协议各种解释所得结果之比较"


def readings_sheet(
    agreement: EscrowAgreement,
    comparison: Comparison,
    *,
    recorded: Mapping[int, Fraction],
    reference: str,
    now: datetime,
) -> ComparisonSheet:
    """The sheet of a comparison; `recorded` are the figures on record, all others in it are supposed."""
    terms = comparison.terms
    return ComparisonSheet(
        frame=frame_of(agreement, reference=reference, now=now, but=[naming.AGENT]),
        to_lines=("The parties to the agreements",),
        dated_on=day_of(now, agreement),
        agreements=common.agreements_of(terms),
        instrument=common.instrument_of(terms),
        metric=common.metric_of(terms.tranches),
        figures=_figures(comparison, recorded),
        total=comparison.agreed.released,
        extremes=tuple(_extremes(comparison)),
        moving=tuple(_gives(entry, comparison.numbers) for entry in comparison.moving),
        still=tuple(
            _stated(entry.question.changes, entry, entry.outcomes[0].reading, _other_readings(entry))
            for entry in comparison.still
        ),
        others=tuple(
            _stated(entry.question.changes, entry, entry.chosen, entry.others) for entry in comparison.others
        ),
        caution=(_caution(terms.clause("amendment")),),
        issued_by=SignatureBlock(
            capacity="for the escrow agent",
            capacity_zh="代表托管代理人",
            party=naming.agent_in(agreement).party.name,
        ),
        figure_clauses=terms.cited("target", "report"),
        share_clauses=terms.cited("deduction", "offset"),
    )


def _figures(comparison: Comparison, recorded: Mapping[int, Fraction]) -> tuple[FigureUsed, ...]:
    found = []
    for tranche in comparison.terms.tranches:
        result = comparison.agreed.tranche(tranche.number)
        label, label_zh = naming.year_label(tranche)
        actual = result.actual if result else None
        found.append(
            FigureUsed(
                label=label,
                label_zh=label_zh,
                target=tranche.target,
                actual=actual,
                base=tranche.shares,
                agreed=result.entitled if result else None,
                recorded=actual is not None and recorded.get(tranche.number) == actual,
            )
        )
    return tuple(found)


def _extremes(comparison: Comparison) -> Iterable[Note]:
    for extreme, word, word_zh in (
        (comparison.lowest, "fewest", "最少"),
        (comparison.highest, "most", "最多"),
    ):
        if extreme is None:
            continue
        yield Note(
            text=f"Of all {comparison.combinations:,} combinations of readings, the {word} shares are {extreme.total:,}"
            f"{_against(extreme)}.",
            text_zh=f"在全部 {comparison.combinations:,} 种解释组合中，"
            f"股数{word_zh}为 {extreme.total:,} 股{_against_zh(extreme)}。",
        )


def _against(extreme: Extreme) -> str:
    if not extreme.difference:
        return ", as under the agreed readings"
    labels = "; ".join(reading.label for reading in extreme.readings)
    return f" ({_signed(extreme.difference)}), with: {labels}"


def _against_zh(extreme: Extreme) -> str:
    if not extreme.difference:
        return "，与约定解释相同"
    labels = "；".join(reading.label_zh for reading in extreme.readings)
    return f"（{_signed(extreme.difference)}），采用：{labels}"


def _gives(entry: Compared, numbers: tuple[int, ...]) -> QuestionGives:
    return QuestionGives(
        question=entry.question.question,
        question_zh=entry.question.question_zh,
        clause=entry.clause,
        open_words=entry.open_words.text,
        open_words_zh=entry.open_words.text_zh,
        readings=tuple(
            ReadingGives(
                label=outcome.reading.label,
                label_zh=outcome.reading.label_zh,
                total=outcome.total,
                difference=outcome.difference,
                chosen=outcome.chosen,
                by_tranche=_by_tranche(outcome, numbers),
            )
            for outcome in entry.outcomes
        ),
    )


def _by_tranche(outcome: Outcome, numbers: tuple[int, ...]) -> tuple[str, ...]:
    return tuple(
        f"{number}: {shares:,} ({_signed(moved)})"
        for number, shares, moved in zip(numbers, outcome.shares, outcome.moved, strict=True)
        if moved
    )


def _other_readings(entry: Compared) -> tuple[Reading, ...]:
    return tuple(outcome.reading for outcome in entry.outcomes[1:])


def _stated(
    changes: str, entry: Compared | Stated, chosen: Reading, others: tuple[Reading, ...]
) -> QuestionStated:
    return QuestionStated(
        question=entry.question.question,
        question_zh=entry.question.question_zh,
        clause=entry.clause,
        chosen=chosen.label,
        chosen_zh=chosen.label_zh,
        others="; ".join(reading.label for reading in others) or "no other is offered",
        others_zh="；".join(reading.label_zh for reading in others),
        hangs=HANGS[changes],
        open_words=entry.open_words.text,
    )


def _caution(amendment: str) -> Note:
    return Note(
        text="No lawyer has confirmed these readings. To follow another one needs the written consent of all parties and makes a "
        "new version of the terms; what was assessed stays as it is.",
        text_zh="上述解释未经律师确认。采用其他解释须经全体当事人书面同意，并形成新版条款；已作出的评估不变。",
        clause=amendment,
    )


def _signed(difference: int) -> str:
    return f"+{difference:,}" if difference > 0 else f"{MINUS}{-difference:,}"
