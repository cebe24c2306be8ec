"""The readings an agreement follows, by name: parsed from text or a deal file, kept exactly, written canonically."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from tranches.terms.errors import TermsError
from tranches.terms.readings import QUESTIONS, Question, Reading
from tranches.terms.sums.figures import plain_decimal
from tranches.terms.typed import NotUnderstood, day, percentage

REGISTRY: MappingProxyType[str, Question] = MappingProxyType(
    {question.name: question for question in QUESTIONS}
)

SettingValue = str | Fraction | date | None


@dataclass(frozen=True)
class Settings:
    """One reading for every question of `REGISTRY`; the defaults are the shipped ones (a test compares the two)."""

    offset_denominator: str = "excess_period"
    offset_numerator: str = "credited"
    offset_limit: str = "revenue"
    excess_threshold: Fraction = Fraction(0)
    excess_base: str = "over_target"
    credit_rate: Fraction = Fraction(1, 2)
    offset_order: str = "oldest_first"
    rounding: str = "down"
    report_with_shortfall: str = "accepted"
    report_standard: str = "as_reported"
    simultaneously: str = "both_at_hand"
    business_day: str = "every_calendar"
    provisional: str = "shown"
    day_counting: str = "event_day_excluded"
    roll: str = "following"
    penalty_start: str = "later_deadline"
    penalty_value: str = "each_day"
    penalty_cap: str = "that_day"
    expiry: str = "all_settled"
    expiry_on: date | None = None
    return_procedure: str = "joint_instruction"
    kept_rights: str = "until_out_of_escrow"
    split: str = "joins"
    scrip_dividend: str = "to_seller"
    fee_payer: str = "undecided"
    fee_broken_year: str = "full_year"
    release_costs: str = "recipient"
    share_count: str = "number_of_shares"

    def with_(self, **overrides: object) -> Settings:
        """A copy with other readings; each value is checked as in a deal file, so a bad one is a `TermsError`."""
        return replace(self, **{name: read_setting(name, value) for name, value in overrides.items()})  # type: ignore[arg-type]

    def text(self, name: str) -> str:
        """The canonical text of one setting: `excess_period`, `0.5`, `2031-01-29`, or nothing."""
        question_named(name)
        return canonical(getattr(self, name))

    def texts(self) -> dict[str, str]:
        """All settings as canonical text, in the order of the table."""
        return {name: self.text(name) for name in REGISTRY}

    def chosen(self, name: str) -> Reading:
        """The reading chosen for a question, with its labels."""
        return question_named(name).reading(self.text(name))

    def differing_from_shipped(self) -> tuple[str, ...]:
        """The names of all settings that are not as shipped."""
        shipped = asdict(Settings())
        return tuple(name for name, value in asdict(self).items() if value != shipped[name])


def question_named(name: str) -> Question:
    """The question of that name; refuses an unknown one with the names there are."""
    if name not in REGISTRY:
        sentence = f"There is no setting {name!r}; the settings are {', '.join(REGISTRY)}."
        raise TermsError("unknown_setting", sentence, name)
    return REGISTRY[name]


def parse_setting(name: str, text: str) -> SettingValue:
    """Read one setting from text, as `--set NAME=VALUE` and forms give it."""
    question = question_named(name)
    text = text.strip()
    if question.kind == "rate":
        return _rate(question, text)
    if question.kind == "day":
        return _day(question, text)
    if text not in {reading.value for reading in question.readings}:
        raise _refused(question, text)
    return text


def read_setting(name: str, value: object) -> SettingValue:
    """Read one setting from a deal file's value: text, an integer, a `Decimal`, a `Fraction`, a date or none."""
    question = question_named(name)
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal | Fraction | date | None):
        raise _refused(question, str(value))
    return parse_setting(name, canonical(value))


def parse_settings(values: dict[str, object]) -> Settings:
    """Settings from a deal file's table; what is not named stays as shipped."""
    for name, value in values.items():
        if name not in REGISTRY:
            sentence = f"settings.{name} is {str(value)!r}, but there is no such setting; there is {', '.join(REGISTRY)}."
            raise TermsError("unknown_setting", sentence, f"settings.{name}", str(value))
    return Settings().with_(**values)


def canonical(value: object) -> str:
    """A setting's value as text that reads back to the same value."""
    if value is None:
        return ""
    if isinstance(value, Fraction):
        return plain_decimal(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _rate(question: Question, text: str) -> Fraction:
    try:
        value = percentage(text).value
    except NotUnderstood:
        raise _refused(question, text) from None
    too_low = (question.above is not None and value <= question.above) or (
        question.at_least is not None and value < question.at_least
    )
    if too_low or (question.at_most is not None and value > question.at_most):
        raise _refused(question, text)
    return value


def _day(question: Question, text: str) -> date | None:
    if not text:
        return None
    try:
        return day(text).value
    except NotUnderstood:
        raise _refused(question, text) from None


def _refused(question: Question, text: str) -> TermsError:
    sentence = f"{question.name} cannot be {text!r}; it takes {question.accepts}."
    return TermsError("bad_setting_value", sentence, question.name, text)
