"""Deal files: what is read, and each refusal by its code, naming key and value."""

import copy
import json
import tomllib
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.terms.deals import SAMPLE, sample
from tranches.terms.agreement_terms import AgreementTerms
from tranches.terms.deal import deal_file
from tranches.terms.deal.settings import Settings
from tranches.terms.errors import TermsError

ORCHARD = Path(__file__).parents[1] / "deals" / "orchard.toml"
Content = dict[str, Any]


def content(path: Path = SAMPLE) -> Content:
    return tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)


# --- What is read ------------------------------------------------------------------------------------------


def test_the_sample_holds_the_deal_as_filed() -> None:
    terms = sample()
    assert (terms.reference, terms.total_shares, terms.effective_on) == (
        "KX-2025",
        15_000_000,
        date(2025, 12, 2),
    )
    assert [tranche.shares for tranche in terms.tranches] == [3_000_000] * 5
    assert [int(tranche.target) for tranche in terms.tranches] == [
        665_000_000,
        732_000_000,
        805_000_000,
        885_000_000,
        974_000_000,
    ]
    assert [(tranche.starts_on.year, tranche.ends_on.year) for tranche in terms.tranches] == [
        (2025, 2026),
        (2026, 2027),
        (2027, 2028),
        (2028, 2029),
        (2029, 2030),
    ]
    assert {
        (each.starts_on.strftime("%m-%d"), each.ends_on.strftime("%m-%d")) for each in terms.tranches
    } == {("12-01", "11-30")}
    assert terms.settings == Settings()
    assert [(party.letter, party.part) for party in terms.parties[:4]] == [
        ("A", "issuer"),
        ("B", "purchaser"),
        ("C", "seller"),
        ("D", "escrow_agent"),
    ]
    assert [party.name for party in terms.recipients()] == ["Fangle Lai"]
    assert (terms.fee.amount_minor, terms.fee.currency) == (500_000, "USD")
    assert (terms.penalty.rate_per_day, terms.penalty.cap) == (Fraction(1, 10_000), Fraction(1, 20))
    assert terms.penalty.debtors == ("issuer", "escrow_agent")
    assert terms.signing.joint_instruction == ("issuer", "purchaser")
    assert [item.key for item in terms.checklist] == [
        "call_back",
        "delivery_account",
        "identity_and_sanctions",
        "legend_and_opinion",
        "seal",
        "electronic_signing",
        "position",
    ]


def test_the_sample_spells_out_every_setting_so_that_a_reader_sees_them_all() -> None:
    assert list(content()["settings"]) == list(Settings().texts())


def test_another_deal_shares_nothing_with_the_sample() -> None:
    terms = deal_file.load(ORCHARD)
    assert [(each.number, each.shares) for each in terms.tranches] == [
        (1, 500_001),
        (2, 250_000),
        (4, 250_000),
    ]
    assert terms.tranche(1).target == Fraction("1250000.50")
    assert terms.tranche(2).target == Fraction("1500000.75")
    assert terms.tranche(4).params == (("pass_mark", Fraction(9, 10)),)
    assert (terms.fee, terms.penalty, terms.checklist) == (None, None, ())
    assert [party.key for party in terms.parts("seller")] == ["pear", "plum"]
    assert terms.clause("deduction") == ""
    assert terms.settings == Settings()


@pytest.mark.parametrize("path", [SAMPLE, ORCHARD])
def test_terms_survive_storage_as_json(path: Path) -> None:
    terms = deal_file.load(path)
    stored = json.dumps(terms.to_plain(), sort_keys=True)
    assert AgreementTerms.from_plain(json.loads(stored)) == terms
    assert hash(terms) == hash(deal_file.load(path))


def test_stored_terms_that_do_not_fit_are_refused() -> None:
    for change in ({"title": 5}, {"surprise": "x"}, {"total_shares": "15"}, {"effective_on": "yesterday"}):
        with pytest.raises(TermsError) as refusal:
            AgreementTerms.from_plain(sample().to_plain() | change)
        assert refusal.value.code == "plain_unusable"


def test_whole_shares_may_be_given_instead_of_parts() -> None:
    deal = content()
    for tranche, shares in zip(deal["tranches"], [1, 2, 3, 4, 14_999_990], strict=True):
        del tranche["share"]
        tranche["shares"] = shares
    assert [each.shares for each in deal_file.parse(deal).tranches] == [1, 2, 3, 4, 14_999_990]


# --- What is refused ---------------------------------------------------------------------------------------


def put(path: str, value: object) -> Callable[[Content], None]:
    """Set `a.0.b` to a value; `...` removes it."""

    def change(deal: Content) -> None:
        *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
        place: Any = deal
        for step in way:
            place = place[step]
        if value is ...:
            del place[last]
        else:
            place[last] = value

    return change


def whole_shares(*shares: object) -> Callable[[Content], None]:
    def change(deal: Content) -> None:
        for tranche, number in zip(deal["tranches"], shares, strict=True):
            del tranche["share"]
            tranche["shares"] = number

    return change


REFUSALS = [
    (put("speed", "fast"), "unknown_key", "speed", "fast"),
    (put("tranches.1.bonus", 5), "unknown_key", "tranches[2].bonus", "5"),
    (put("offset.rate", 5), "unknown_key", "offset.rate", "5"),
    (put("checklist.0.colour", "red"), "unknown_key", "checklist[1].colour", "red"),
    (put("clauses.weather", "SPA 99"), "unknown_key", "clauses.weather", "SPA 99"),
    (put("tranches.2.target", ...), "missing_key", "tranches[3].target", ""),
    (put("parties", ...), "missing_key", "parties", ""),
    (put("signing", ...), "missing_key", "signing", ""),
    (put("tranches", []), "wrong_value", "tranches", "[]"),
    (put("tranches.0.target", 0), "target_not_positive", "tranches[1].target", "0"),
    (put("tranches.0.target", -5), "target_not_positive", "tranches[1].target", "-5"),
    (put("tranches.0.target", Decimal("NaN")), "not_a_number", "tranches[1].target", "NaN"),
    (put("tranches.0.target", 0.5), "not_a_number", "tranches[1].target", "0.5"),
    (put("tranches.0.target", True), "not_a_number", "tranches[1].target", "True"),
    (put("tranches.0.target", "665,000,000"), "not_a_number", "tranches[1].target", "665,000,000"),
    (whole_shares(1, 2, 3, 4, 5), "shares_do_not_add_up", "instrument.total_shares", "15000000"),
    (whole_shares(Decimal("1.5"), 2, 3, 4, 5), "not_whole", "tranches[1].shares", "1.5"),
    (whole_shares(0, 2, 3, 4, 5), "out_of_bounds", "tranches[1].shares", "0"),
    (put("tranches.4.share", "1/6"), "shares_do_not_add_up", "tranches.share", "29/30"),
    (put("instrument.total_shares", 15_000_001), "not_whole", "tranches.share", "15000001/5"),
    (
        put("instrument.total_shares", Decimal("15000000.5")),
        "not_whole",
        "instrument.total_shares",
        "15000000.5",
    ),
    (put("instrument.total_shares", 10**16), "out_of_bounds", "instrument.total_shares", str(10**16)),
    (put("tranches.4.share", ...), "mixed_shares", "tranches[5].share", ""),
    (put("allocation", "by_lot"), "unknown_rule", "allocation", "by_lot"),
    (
        put("tranches.1.starts_on", date(2026, 11, 30)),
        "overlapping_periods",
        "tranches[2].starts_on",
        "2026-11-30",
    ),
    (put("tranches.0.ends_on", date(2025, 11, 30)), "period_backwards", "tranches[1].ends_on", "2025-11-30"),
    (put("tranches.0.ends_on", "2026-11-30"), "wrong_value", "tranches[1].ends_on", "2026-11-30"),
    (put("tranches.1.number", 1), "duplicate_number", "tranches.number", "1"),
    (put("tranches.1.number", 9), "numbers_out_of_order", "tranches[3].number", "3"),
    (put("tranches.1.number", 0), "out_of_bounds", "tranches[2].number", "0"),
    (put("parties.1.key", "kaixin-holdings"), "duplicate_key", "parties.key", "kaixin-holdings"),
    (put("checklist.1.key", "call_back"), "duplicate_key", "checklist.key", "call_back"),
    (put("agreements.1.code", "SPA"), "duplicate_key", "agreements.code", "SPA"),
    (put("parties.0.part", "owner"), "wrong_value", "parties[1].part", "owner"),
    (put("parties.0.kind", "robot"), "wrong_value", "parties[1].kind", "robot"),
    (put("parties.2.recipient", False), "no_recipient", "parties.recipient", "false"),
    (put("parties.0.name", "Two\nlines"), "wrong_value", "parties[1].name", "Two\nlines"),
    (put("title", "  "), "wrong_value", "title", "  "),
    (put("reference", "a/b"), "wrong_value", "reference", "a/b"),
    (put("instrument.issuer", "nobody"), "unknown_party", "instrument.issuer", "nobody"),
    (put("calendar.codes", ["CN", "XX"]), "unknown_calendar", "calendar.codes", "XX"),
    (put("instrument.exchange", "CN"), "unknown_exchange", "instrument.exchange", "CN"),
    (put("calendar.codes", []), "wrong_value", "calendar.codes", "[]"),
    (put("time_zone", "Asia/Atlantis"), "unknown_time_zone", "time_zone", "Asia/Atlantis"),
    (put("time_zone", "../../etc/passwd"), "unknown_time_zone", "time_zone", "../../etc/passwd"),
    (put("tranches.0.currency", "RMB"), "unknown_currency", "tranches[1].currency", "RMB"),
    (put("fee.currency", "DOLLAR"), "unknown_currency", "fee.currency", "DOLLAR"),
    (put("penalty.currency", "usd"), "unknown_currency", "penalty.currency", "usd"),
    (put("fee.amount", "5000.005"), "wrong_value", "fee.amount", "1000001/200"),
    (put("tranches.0.test", "at_most"), "unknown_rule", "tranches[1].test", "at_most"),
    (put("tranches.0.payout", "lottery"), "unknown_rule", "tranches[1].payout", "lottery"),
    (put("tranches.0.params", {"pass_mark": "0.9"}), "unknown_param", "tranches[1].params.pass_mark", "9/10"),
    (put("offset.rule", "carry_forward"), "unknown_rule", "offset.rule", "carry_forward"),
    (put("settings.offset_speed", "fast"), "unknown_setting", "settings.offset_speed", "fast"),
    (put("settings.rounding", "nearest"), "bad_setting_value", "rounding", "nearest"),
    (put("settings.credit_rate", Decimal("1.5")), "bad_setting_value", "credit_rate", "1.5"),
    (put("settings.expiry", "agreed_date"), "expiry_contradicts", "settings.expiry_on", ""),
    (
        put("signing.joint_instruction", ["issuer", "guarantor"]),
        "part_not_filled",
        "signing.joint_instruction",
        "guarantor",
    ),
    (
        put("penalty.debtors", ["issuer", "issuer"]),
        "duplicate_key",
        "penalty.debtors",
        "['issuer', 'issuer']",
    ),
    (put("signing.same_person", "maybe"), "wrong_value", "signing.same_person", "maybe"),
    (put("signing.portal_consent", "yes"), "wrong_value", "signing.portal_consent", "yes"),
    (put("penalty.debtors", ["bank"]), "part_not_filled", "penalty.debtors", "bank"),
    (put("penalty.cap", "1.5"), "out_of_bounds", "penalty.cap", "1.5"),
    (put("authorising_persons", 1), "out_of_bounds", "authorising_persons", "1"),
    (put("deadlines.transfer_business_days", 0), "out_of_bounds", "deadlines.transfer_business_days", "0"),
    (put("checklist.0.evidence", "smile"), "wrong_value", "checklist[1].evidence", "smile"),
]


@pytest.mark.parametrize(
    ("change", "code", "key", "value"), REFUSALS, ids=[f"{row[1]}-{row[2]}" for row in REFUSALS]
)
def test_a_wrong_deal_is_refused_naming_key_and_value(
    change: Callable[[Content], None], code: str, key: str, value: str
) -> None:
    deal = copy.deepcopy(content())
    change(deal)
    with pytest.raises(TermsError) as refusal:
        deal_file.parse(deal)
    assert (refusal.value.code, refusal.value.key, refusal.value.value) == (code, key, value)
    assert key in refusal.value.sentence
    assert value.replace(",", "") in refusal.value.sentence.replace(",", "")
    assert refusal.value.sentence.endswith(".")


def test_a_pass_mark_outside_its_bounds_is_refused() -> None:
    deal = content(ORCHARD)
    deal["tranches"][2]["params"] = {"pass_mark": "1.1"}
    with pytest.raises(TermsError) as refusal:
        deal_file.parse(deal)
    assert (refusal.value.code, refusal.value.key) == ("bad_param", "tranches[3].params.pass_mark")


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"\xff\xfe\x00", "unreadable_file"),
        (b"reference = ", "not_toml"),
        (b"a = 1\na = 2", "not_toml"),
        (b"a = " + b"[" * 5000, "not_toml"),
        (b"a = " + b"9" * 5000, "not_toml"),
        (b"", "missing_key"),
        (b"#" * 1_000_001, "unreadable_file"),
    ],
)
def test_a_file_that_is_no_deal_file_is_refused(tmp_path: Path, raw: bytes, code: str) -> None:
    path = tmp_path / "deal.toml"
    path.write_bytes(raw)
    with pytest.raises(TermsError) as refusal:
        deal_file.load(path)
    assert refusal.value.code == code


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.toml"):
        with pytest.raises(TermsError) as refusal:
            deal_file.load(path)
        assert refusal.value.code == "unreadable_file"
        assert str(path) in refusal.value.sentence


def test_a_byte_order_mark_and_windows_line_ends_are_tolerated(tmp_path: Path) -> None:
    path = tmp_path / "deal.toml"
    path.write_bytes(b"\xef\xbb\xbf" + SAMPLE.read_bytes().replace(b"\n", b"\r\n"))
    assert deal_file.load(path) == sample()
