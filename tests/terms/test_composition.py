"""Rules that do not go together are refused when the deal file is read, naming both keys; and all errors of a file at once."""

from __future__ import annotations

import copy
import re
from fractions import Fraction
from typing import Any

import pytest

from tests.terms.deals import SAMPLE
from tests.terms.test_deal_file import ORCHARD, content
from tranches.terms.deal import deal_file
from tranches.terms.deal.composition import check_composition
from tranches.terms.errors import TermsError


def changed(**of_tranche_2: Any) -> dict[str, Any]:
    found = copy.deepcopy(content())
    found["tranches"][1] |= of_tranche_2
    return found


@pytest.mark.parametrize(
    ("code", "change", "key"),
    [
        ("units_differ", {"currency": "USD", "currency_label": "USD"}, "tranches[2].currency"),
        ("units_differ", {"currency": "JPY", "target": 732}, "tranches[2].currency"),
        ("units_differ", {"metric": "EBITDA"}, "tranches[2].metric"),
        ("payout_not_in_proportion", {"payout": "all_or_nothing"}, "tranches[2].payout"),
        (
            "payout_not_in_proportion",
            {"payout": "all_or_nothing", "params": {"pass_mark": "0.8"}},
            "tranches[2].payout",
        ),
    ],
)
def test_tranches_that_an_offset_cannot_join_are_refused_with_both_keys(
    code: str, change: dict[str, Any], key: str
) -> None:
    with pytest.raises(TermsError) as caught:
        deal_file.parse(changed(**change))
    assert (caught.value.code, caught.value.key) == (code, key)
    assert key in caught.value.sentence
    assert "offset.rule (excess_credit)" in caught.value.sentence
    alone = changed(**change) | {"offset": {"rule": "none"}}
    assert deal_file.parse(alone).offset == "none"


@pytest.mark.parametrize(
    ("currency", "target"), [("CNY", "0.301"), ("CNY", "665000000.005"), ("JPY", "1.5"), ("KWD", "0.0001")]
)
def test_target_that_no_report_can_state_is_refused_with_both_keys(currency: str, target: str) -> None:
    found = changed(target=target, currency=currency)
    found["offset"] = {"rule": "none"}
    with pytest.raises(TermsError) as caught:
        deal_file.parse(found)
    assert caught.value.code == "target_too_fine"
    assert "tranches[2].target" in caught.value.sentence
    assert f"tranches[2].currency ({currency})" in caught.value.sentence


def test_target_of_earnings_per_share_beside_a_profit_is_refused_for_its_metric() -> None:
    """`0.300` is the sum of 0.30 exactly, so its zeros refuse nothing: what cannot be offset is the other measure."""
    with pytest.raises(TermsError) as caught:
        deal_file.parse(changed(target="0.300", metric="earnings per share"))
    assert caught.value.code == "units_differ"
    assert "tranches[2].metric" in caught.value.sentence


@pytest.mark.parametrize("target", ["0.30", "0.300"])
def test_target_of_earnings_per_share_that_a_sum_can_state_is_taken(target: str) -> None:
    """A report in CNY can state 0.30, with whatever zeros; no rule reads the name of the measure. 0.301 it cannot state."""
    found = copy.deepcopy(content())
    for tranche in found["tranches"]:
        tranche |= {"target": target, "metric": "earnings per share"}
    assert {tranche.target for tranche in deal_file.parse(found).tranches} == {Fraction(3, 10)}
    found["tranches"][1]["target"] = "0.301"
    with pytest.raises(TermsError) as caught:
        deal_file.parse(found)
    assert caught.value.code == "target_too_fine"


def test_all_pairs_of_a_file_are_named_at_once() -> None:
    found = changed(metric="EBITDA", currency="USD", payout="all_or_nothing", target="1.005")
    with pytest.raises(TermsError) as caught:
        deal_file.parse(found)
    for word in (
        "tranches[2].metric",
        "tranches[2].currency (USD)",
        "tranches[2].payout",
        "tranches[2].target",
    ):
        assert word in caught.value.sentence


def test_errors_of_all_sections_are_told_at_once() -> None:
    found = changed(target="x")
    found["tranches"][3]["number"] = "four"
    found["title"] = " "
    found["parties"][0]["kind"] = "ghost"
    found["stranger"] = 1
    with pytest.raises(TermsError) as caught:
        deal_file.parse(found)
    told = caught.value.sentence.splitlines()
    assert len(told) == 5
    for key in ("title", "parties[1].kind", "tranches[2].target", "tranches[4].number", "stranger"):
        assert any(line.startswith(key) for line in told), key
    assert caught.value.key == "title"


def test_deals_that_compose_are_taken() -> None:
    for path in (ORCHARD,):
        check_composition(deal_file.load(path))
    check_composition(deal_file.parse(content()))


def test_wrong_keys_of_one_section_and_contradictions_between_others_are_told_at_once_with_their_lines() -> (
    None
):
    text = SAMPLE.read_text("utf-8")
    for right, wrong in (
        ('letter = "B"', 'letter = "A"'),
        ("deposit_business_days = 15", 'deposit_business_days = "ten"'),
        ('time_zone = "Asia/Shanghai"', 'time_zone = "Asia/Atlantis"'),
        ('rounding = "down"', 'rounding = "nearest"'),
    ):
        assert text.count(right) == 1, right
        text = text.replace(right, wrong)
    text += "\n[stranger]\nkey = 1\n"
    text = re.sub(r"(?m)^transfer_business_days = \d+", "transfer_business_days = 0", text)
    with pytest.raises(TermsError) as caught:
        deal_file.parse_text(text)
    told = caught.value.sentence.splitlines()
    lines = text.splitlines()
    for key, written in (
        ("deadlines.deposit_business_days is", "deposit_business_days ="),
        ("deadlines.transfer_business_days is", "transfer_business_days ="),
        ("parties.letter is A twice", 'letter = "A"'),
        ("time_zone is", "time_zone ="),
        ("rounding cannot be", "rounding ="),
        ("stranger is not a known key", "[stranger]"),
    ):
        (sentence,) = [line for line in told if key in line]
        number = int(sentence.split()[1].rstrip(":"))
        assert lines[number - 1].startswith(written), sentence
    assert len(told) == 6, told


@pytest.mark.parametrize("letter", ["A", "C", "D"])
def test_no_two_parties_have_one_letter(letter: str) -> None:
    found = copy.deepcopy(content())
    found["parties"][1]["letter"] = letter
    with pytest.raises(TermsError) as caught:
        deal_file.parse(found)
    assert (caught.value.code, caught.value.key, caught.value.value) == (
        "duplicate_key",
        "parties.letter",
        letter,
    )


def test_parties_without_a_letter_are_no_two_of_one_letter() -> None:
    found = copy.deepcopy(content())
    for party in found["parties"]:
        party.pop("letter", None)
    assert deal_file.parse(found)


def test_a_missing_table_is_one_error_and_not_one_a_key() -> None:
    found = copy.deepcopy(content())
    del found["deadlines"]
    with pytest.raises(TermsError) as caught:
        deal_file.parse(found)
    assert caught.value.sentence == "deadlines is missing; add it."
