"""The sheet of what each reading of an open question gives, to be handed to the parties."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from documents.papers.parts import Agreement, Frame, Instrument, Metric, Note, SignatureBlock, require_shares


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


@dataclass(frozen=True, kw_only=True)
class ComparisonSheet:
    """What every reading gives for the same figures (SPA 5.2).

    `moving` are the questions whose readings give other numbers, `still` those that change nothing with these figures, `others`
    those on which no number of shares hangs. `extremes` says the least and the most of all combinations. `caution` says that no
    lawyer has confirmed the readings.
    """

    frame: Frame
    to_lines: tuple[str, ...]
    dated_on: dt.date
    agreements: tuple[Agreement, ...]
    instrument: Instrument
    metric: Metric
    figures: tuple[FigureUsed, ...]
    total: int
    extremes: tuple[Note, ...]
    moving: tuple[QuestionGives, ...]
    still: tuple[QuestionStated, ...]
    others: tuple[QuestionStated, ...]
    caution: tuple[Note, ...]
    issued_by: SignatureBlock | None = None
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
