"""What each reading of an open question would give, for the same figures: every row changes one reading and no other (SPA 5.2).

Pure, like everything here. A reading is one assessment without derivation; the extremes of all combinations take a few hundred,
because fractions of a share change no other figure and a threshold of nothing leaves nothing to divide.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from math import prod

from tranches.terms.agreement_terms import AgreementTerms
from tranches.terms.deal.settings import REGISTRY, Settings
from tranches.terms.open_words import OPEN_WORDS, OpenWords
from tranches.terms.readings import OTHER_QUESTIONS, SHARES_QUESTIONS, Question, Reading
from tranches.terms.sums.assessment import Amount, Governed, assess
from tranches.terms.sums.results import Assessment

MOST_YEARS_COMBINED = 24
"""With more known years than this the combinations are left out: nobody waits a minute for a page."""


@dataclass(frozen=True)
class Outcome:
    """What one reading gives. `shares` by tranche, in the order of the comparison's `numbers`; `total` all of them."""

    reading: Reading
    chosen: bool
    shares: tuple[int, ...]
    agreed: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.shares)

    @property
    def difference(self) -> int:
        """More or fewer shares than under the agreed readings."""
        return self.total - sum(self.agreed)

    @property
    def moved(self) -> tuple[int, ...]:
        """The difference to the agreed readings, tranche by tranche."""
        return tuple(here - there for here, there in zip(self.shares, self.agreed, strict=True))


@dataclass(frozen=True)
class Compared:
    """One question with what each of its readings gives; the chosen one comes first."""

    question: Question
    open_words: OpenWords
    outcomes: tuple[Outcome, ...]
    clause: str

    @property
    def changes_shares(self) -> bool:
        """Whether any reading gives another number for any tranche, with these figures."""
        return any(any(outcome.moved) for outcome in self.outcomes)


@dataclass(frozen=True)
class Stated:
    """A question on which no number of shares hangs: the chosen reading and the others."""

    question: Question
    open_words: OpenWords
    chosen: Reading
    others: tuple[Reading, ...]
    clause: str


@dataclass(frozen=True)
class Extreme:
    """The lowest or highest total of all combinations, by the fewest readings that differ from the agreed ones."""

    total: int
    difference: int
    readings: tuple[Reading, ...]


@dataclass(frozen=True)
class Comparison:
    """Everything the readings page shows. `numbers` are the tranches that the figures let one assess."""

    terms: AgreementTerms
    agreed: Assessment
    numbers: tuple[int, ...]
    questions: tuple[Compared, ...]
    others: tuple[Stated, ...]
    lowest: Extreme | None
    highest: Extreme | None
    combinations: int

    @property
    def unassessed(self) -> tuple[int, ...]:
        """The tranches without a figure."""
        return tuple(each.number for each in self.terms.tranches if each.number not in self.numbers)

    @property
    def moving(self) -> tuple[Compared, ...]:
        """The questions whose readings give different numbers with these figures."""
        return tuple(each for each in self.questions if each.changes_shares)

    @property
    def still(self) -> tuple[Compared, ...]:
        """The questions whose readings all give the same with these figures."""
        return tuple(each for each in self.questions if not each.changes_shares)

    @property
    def widest(self) -> int:
        """The greatest difference of any reading, without its sign: the measure of the bars."""
        return max((abs(each.difference) for entry in self.questions for each in entry.outcomes), default=0)


def compare(
    terms: AgreementTerms,
    actuals: Mapping[int, Amount],
    *,
    governed: Governed | None = None,
    terms_for_excess: Mapping[int, AgreementTerms] | None = None,
) -> Comparison:
    """Assess the figures under every reading of every question, each alone, and under all of them together.

    Quantities fixed by a paper (`governed`) stand under every reading, and so do the versions that years were assessed under
    (`terms_for_excess`): a reading that is tried is tried in each of them. Refuses what `assess` refuses.
    """
    versions = terms_for_excess or {}
    agreed = assess(terms, actuals, governed=governed, terms_for_excess=versions, derive=False)
    run = _Run(terms, actuals, governed, versions, tuple(result.entitled for result in agreed.tranches))
    lowest, highest = run.extremes() if len(agreed.tranches) <= MOST_YEARS_COMBINED else (None, None)
    return Comparison(
        terms,
        agreed,
        tuple(result.number for result in agreed.tranches),
        tuple(run.compared(question) for question in SHARES_QUESTIONS),
        tuple(_stated(terms, question) for question in OTHER_QUESTIONS),
        lowest,
        highest,
        prod(len(_readings(terms.settings, question)) for question in SHARES_QUESTIONS),
    )


@dataclass(frozen=True)
class _Run:
    """The figures that every reading is tried on; `agreed` is what the chosen ones give, tranche by tranche."""

    terms: AgreementTerms
    actuals: Mapping[int, Amount]
    governed: Governed | None
    versions: Mapping[int, AgreementTerms]
    agreed: tuple[int, ...]

    def shares(self, settings: Settings) -> tuple[int, ...]:
        terms = replace(self.terms, settings=settings)
        found = assess(
            terms, self.actuals, governed=self.governed, terms_for_excess=self._tried(settings), derive=False
        )
        return tuple(result.entitled for result in found.tranches)

    def _tried(self, settings: Settings) -> dict[int, AgreementTerms]:
        """The earlier versions with the readings that are tried: those that differ from the agreed ones."""
        own = self.terms.settings
        tried = {name: getattr(settings, name) for name in REGISTRY if settings.text(name) != own.text(name)}
        return {number: terms.with_settings(**tried) for number, terms in self.versions.items()}

    def compared(self, question: Question) -> Compared:
        settings = self.terms.settings
        chosen = settings.chosen(question.name)
        outcomes = [
            Outcome(
                reading,
                reading == chosen,
                self.agreed
                if reading == chosen
                else self.shares(settings.with_(**{question.name: reading.value})),
                self.agreed,
            )
            for reading in _readings(settings, question)
        ]
        return Compared(
            question, OPEN_WORDS[question.name], tuple(outcomes), self.terms.clause(question.name)
        )

    def extremes(self) -> tuple[Extreme, Extreme]:
        """Rounding moves no other figure, so the least and the most of it are enough; the other readings are all tried."""
        base = sum(self.agreed)
        lowest = highest = Extreme(base, 0, ())
        for readings, settings in self._combinations():
            total = sum(self.shares(settings))
            if total < lowest.total:
                lowest = Extreme(total, total - base, readings)
            if total > highest.total:
                highest = Extreme(total, total - base, readings)
        return lowest, highest

    def _combinations(self) -> Iterator[tuple[tuple[Reading, ...], Settings]]:
        """The combinations that can differ, those with the fewest other readings first."""
        agreed = self.terms.settings
        choices = [_readings(agreed, question) for question in SHARES_QUESTIONS]
        names = [question.name for question in SHARES_QUESTIONS]
        found = [
            tuple((name, reading) for name, reading in zip(names, combined, strict=True))
            for combined in product(*choices)
        ]
        found.sort(key=lambda pairs: len(_changed(pairs, agreed)))
        seen: set[Settings] = {_essence(agreed)}
        for pairs in found:
            settings = agreed.with_(**{name: reading.value for name, reading in pairs})
            essence = _essence(settings)
            if settings.rounding in ("down", "up", agreed.rounding) and essence not in seen:
                seen.add(essence)
                yield _changed(pairs, agreed), settings


def _changed(pairs: tuple[tuple[str, Reading], ...], agreed: Settings) -> tuple[Reading, ...]:
    return tuple(reading for name, reading in pairs if reading.value != agreed.text(name))


def _essence(settings: Settings) -> Settings:
    """Settings that give the same shares are one: without a threshold, all of the excess is over it."""
    return settings if settings.excess_threshold else replace(settings, excess_base="over_target")


def _readings(settings: Settings, question: Question) -> tuple[Reading, ...]:
    """The chosen reading first, then the others; a rate that is none of the named readings is one of its own."""
    chosen = settings.chosen(question.name)
    return (chosen, *(reading for reading in question.readings if reading != chosen))


def _stated(terms: AgreementTerms, question: Question) -> Stated:
    chosen, *others = _readings(terms.settings, question)
    offered = tuple(others) if question.kind != "day" else ()
    return Stated(question, OPEN_WORDS[question.name], chosen, offered, terms.clause(question.name))
