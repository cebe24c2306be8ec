"""The readings by name: what they take, how they are written, what is shipped."""

from dataclasses import fields
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from tranches.terms.deal.settings import REGISTRY, Settings, parse_setting, parse_settings
from tranches.terms.errors import TermsError


def test_every_question_is_a_field_and_its_first_reading_is_shipped() -> None:
    assert [field.name for field in fields(Settings)] == list(REGISTRY)
    assert parse_settings({name: question.shipped.value for name, question in REGISTRY.items()}) == Settings()
    assert Settings().differing_from_shipped() == ()


@pytest.mark.parametrize("name", list(REGISTRY))
def test_every_named_reading_parses_and_writes_itself_back(name: str) -> None:
    for reading in REGISTRY[name].readings:
        settings = Settings().with_(**{name: reading.value})
        assert settings.text(name) == reading.value
        assert settings.chosen(name) == reading
        assert reading.label
        assert reading.label_zh


@pytest.mark.parametrize("name", list(REGISTRY))
def test_every_setting_refuses_what_it_does_not_know(name: str) -> None:
    for wrong in ("sometimes", "NaN", "-1"):
        with pytest.raises(TermsError) as refusal:
            parse_setting(name, wrong)
        assert refusal.value.code == "bad_setting_value"
        assert name in refusal.value.sentence
        assert wrong in refusal.value.sentence


@pytest.mark.parametrize(
    ("text", "value"),
    [("1", Fraction(1)), ("0.25", Fraction(1, 4)), ("1/3", Fraction(1, 3)), ("50%", Fraction(1, 2))],
)
def test_a_rate_is_read_exactly(text: str, value: Fraction) -> None:
    assert parse_setting("credit_rate", text) == value


@pytest.mark.parametrize("text", ["0", "1.0000001", "-0.5", "inf", "1/0", "150%", "0%", "-50%", "", "0,5"])
def test_a_credit_rate_outside_its_bounds_is_refused(text: str) -> None:
    with pytest.raises(TermsError):
        parse_setting("credit_rate", text)


def test_a_threshold_may_be_zero_or_large_but_not_negative() -> None:
    assert parse_setting("excess_threshold", "0") == 0
    assert parse_setting("excess_threshold", "3") == 3
    with pytest.raises(TermsError):
        parse_setting("excess_threshold", "-0.1")


@pytest.mark.parametrize("value", [0.5, True, [], {}])
def test_a_deal_file_value_of_the_wrong_kind_is_refused(value: object) -> None:
    with pytest.raises(TermsError):
        Settings().with_(credit_rate=value)


def test_numbers_and_dates_of_a_deal_file_are_taken_exactly() -> None:
    settings = Settings().with_(credit_rate=Decimal("0.1"), excess_threshold=1, expiry_on=date(2031, 1, 29))
    assert settings.credit_rate == Fraction(1, 10)
    assert settings.texts()["expiry_on"] == "2031-01-29"
    assert settings.differing_from_shipped() == ("excess_threshold", "credit_rate", "expiry_on")


def test_an_unknown_setting_is_refused_by_name() -> None:
    with pytest.raises(TermsError) as refusal:
        Settings().with_(offset_speed="fast")
    assert refusal.value.code == "unknown_setting"
    assert "offset_speed" in refusal.value.sentence
