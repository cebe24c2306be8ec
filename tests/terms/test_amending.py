"""What an amendment may change, how single terms are edited, and how the difference of two versions reads. No database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from tests.worlds import KAIXIN
from tranches.terms.agreement_terms import AgreementTerms, PartyTerms
from tranches.terms.deal import deal_file
from tranches.terms.deal.amending import Edits, check_amendable, edited
from tranches.terms.deal.differences import changes_between
from tranches.terms.errors import TermsError
from tranches.terms.readings import QUESTIONS, Question
from tranches.terms.sums.compare import compare

DEAL: AgreementTerms = deal_file.load(KAIXIN)
NOMINEE = PartyTerms("nominee", "", "recipient", "company", "Nominee Ltd.", "", "BVI", "1", "Quay", True)


def words(new: AgreementTerms) -> list[tuple[str, str, str]]:
    return [(change.label, change.was, change.now) for change in changes_between(DEAL, new)]


def test_each_changed_term_reads_from_what_to_what() -> None:
    new = edited(
        DEAL,
        Edits(
            tranches={2: {"shares": 2_000_000}, 3: {"shares": 4_000_000, "ends_on": date(2028, 11, 29)}},
            deadlines={"transfer_business_days": 5},
            settings={"rounding": "half_up"},
            fee_minor=600_050,
        ),
    )
    assert words(new) == [
        ("Tranche 2, shares", "3,000,000", "2,000,000"),
        ("Tranche 3, shares", "3,000,000", "4,000,000"),
        ("Tranche 3, last day", "30 November 2028", "29 November 2028"),
        (
            asked("rounding").question,
            asked("rounding").reading("down").label,
            asked("rounding").reading("half_up").label,
        ),
        ("Transfer within, from the last document", "10 business days", "5 business days"),
        ("Escrow fee, a year", "USD 5,000", "USD 6,000.5"),
    ]


def asked(name: str) -> Question:
    return next(question for question in QUESTIONS if question.name == name)


def test_every_change_of_the_stored_terms_is_a_change_in_words() -> None:
    """Each field of the terms, changed alone, is told: nothing that can be agreed changes unseen."""
    tranche, paper, item = DEAL.tranches[0], DEAL.agreements[0], DEAL.checklist[0]
    assert DEAL.penalty is not None
    changed: list[dict[str, Any]] = [
        {"title": "x"},
        {"time_zone": "UTC"},
        {"total_shares": 1},
        {"offset": "none"},
        {"fee": None},
        {"penalty": None},
        {"authorising_persons": 3},
        {"checklist": ()},
        {"clauses": ()},
        {"effective_on": date(2025, 12, 3)},
        {"instrument": replace(DEAL.instrument, name="y")},
        {"agreements": (replace(paper, note="y"), *DEAL.agreements[1:])},
        {"calendar": replace(DEAL.calendar, codes=("VG",))},
        *({"deadlines": replace(DEAL.deadlines, **{name: 77})} for name in vars(DEAL.deadlines)),
        *(
            {"transfer_agent": replace(DEAL.transfer_agent, **{name: 77})}
            for name in vars(DEAL.transfer_agent)
        ),
        {"instrument": replace(DEAL.instrument, identifier="CUSIP 1")},
        *(
            {"signing": replace(DEAL.signing, **change)}
            for change in (
                {"joint_instruction": ("issuer",)},
                {"firm_approval": "seller"},
                {"same_person": "refused"},
                {"portal_consent": True},
            )
        ),
        *(
            {"penalty": replace(DEAL.penalty, **change)}
            for change in (
                {"rate_per_day": Fraction(1, 3)},
                {"cap": Fraction(1, 3)},
                {"currency": "CNY"},
                {"debtors": ("issuer",)},
            )
        ),
        *(
            {"tranches": (replace(tranche, **change), *DEAL.tranches[1:])}
            for change in (
                {"shares": 1},
                {"starts_on": date(2025, 11, 30)},
                {"ends_on": date(2026, 11, 29)},
                {"metric": "m"},
                {"metric_zh": "m"},
                {"currency": "USD"},
                {"currency_label": "R"},
                {"target": Fraction(1)},
                {"test": "t"},
                {"payout": "p"},
                {"params": (("floor", Fraction(1, 2)),)},
            )
        ),
        *(
            {"checklist": (replace(item, **change), *DEAL.checklist[1:])}
            for change in (
                {"label": "l"},
                {"label_zh": "l"},
                {"evidence": "document"},
                {"max_age_days": 3},
                {"clause": "EA 9"},
            )
        ),
    ]
    assert [change for change in changed if not changes_between(DEAL, replace(DEAL, **change))] == []
    for question in QUESTIONS:
        value: object = date(2031, 1, 1) if question.kind == "day" else Fraction(1, 7)
        other = value if question.kind != "choice" else "another"
        new = replace(DEAL, settings=replace(DEAL.settings, **{question.name: other}))  # type: ignore[arg-type]
        assert [change.key for change in changes_between(DEAL, new)] == [f"settings.{question.name}"]
    assert changes_between(DEAL, DEAL) == ()


def refused(code: str, new: AgreementTerms, assessed: tuple[int, ...] = ()) -> str:
    with pytest.raises(TermsError) as caught:
        check_amendable(DEAL, new, assessed=assessed)
    assert caught.value.code == code
    assert caught.value.sentence.endswith(".")
    return caught.value.sentence


@pytest.mark.parametrize(
    ("name", "value"),
    [("reference", "KX-9"), ("effective_on", date(2026, 1, 1)), ("time_zone", "UTC"), ("agreements", ())],
)
def test_what_names_the_agreement_is_not_amended(name: str, value: object) -> None:
    refused("not_amendable", replace(DEAL, **{name: value}))  # type: ignore[arg-type]


def test_instrument_parties_and_number_of_tranches_stay() -> None:
    refused("not_amendable", replace(DEAL, instrument=replace(DEAL.instrument, name="Class B")))
    refused("tranches_fixed", replace(DEAL, tranches=DEAL.tranches[:-1]))
    renamed = (replace(DEAL.parties[0], name="Other"), *DEAL.parties[1:])
    refused("parties_fixed", replace(DEAL, parties=renamed))
    refused("parties_fixed", replace(DEAL, parties=DEAL.parties[1:]))
    refused("nothing_changed", DEAL)


@pytest.mark.parametrize("name", ["shares", "target", "starts_on", "ends_on", "metric", "currency", "payout"])
def test_no_term_of_an_assessed_year_changes(name: str) -> None:
    values: dict[str, Any] = {
        "shares": 5,
        "target": Fraction(9),
        "starts_on": date(2025, 11, 1),
        "ends_on": date(2026, 11, 1),
        "metric": "profit",
        "currency": "USD",
        "payout": "all_or_nothing",
    }
    row = replace(DEAL.tranches[0], **{name: values[name]})
    new = replace(DEAL, tranches=(row, *DEAL.tranches[1:]))
    assert "Tranche 1" in refused("assessed_year", new, assessed=(1,))
    check_amendable(DEAL, new, assessed=(2,))


def test_new_recipient_takes_the_place_of_the_old_one_who_stays_a_party() -> None:
    new = edited(DEAL, Edits(recipient=NOMINEE))
    assert [party.key for party in new.recipients()] == ["nominee"]
    assert not new.party("fangle-lai").recipient
    check_amendable(DEAL, new, assessed=())
    assert [label for label, _, _ in words(new)] == [
        "Recipient, particulars",
        "Nominee Ltd. receives the shares",
        "Fangle Lai receives the shares",
    ]
    back = edited(new, Edits(recipient=replace(NOMINEE, key="x", name="Fangle Lai")))
    assert back == DEAL


def test_edits_are_checked_like_a_deal_file() -> None:
    for edits, code in (
        (Edits(tranches={2: {"ends_on": date(2026, 1, 1)}}), "period_backwards"),
        (Edits(tranches={2: {"ends_on": date(2028, 1, 1)}}), "overlapping_periods"),
        (Edits(tranches={2: {"target": Fraction(0)}}), "target_not_positive"),
        (Edits(tranches={2: {"shares": 0}}), "no_shares"),
        (Edits(settings={"rounding": "sideways"}), "bad_setting_value"),
        (Edits(settings={"expiry": "agreed_date"}), "expiry_contradicts"),
    ):
        with pytest.raises(TermsError) as caught:
            edited(DEAL, edits)
        assert caught.value.code == code
    with pytest.raises(TypeError):
        edited(DEAL, Edits(tranches={2: {"shares": "many"}}))


def test_comparison_tries_a_reading_in_every_version_and_keeps_their_own_elsewhere() -> None:
    """Year one was assessed rounding down, version two rounds up: agreed keeps both, `half_up` is tried in both."""
    newest = DEAL.with_settings(rounding="up")
    actuals = {1: Fraction(600_000_000), 2: Fraction(700_000_000)}
    found = compare(newest, actuals, terms_for_excess={1: DEAL})
    assert [row.entitled for row in found.agreed.tranches] == [2_706_766, 2_868_853]
    rounding = next(each for each in found.questions if each.question.name == "rounding")
    assert {outcome.reading.value: outcome.shares for outcome in rounding.outcomes} == {
        "up": (2_706_766, 2_868_853),
        "down": (2_706_766, 2_868_852),
        "half_up": (2_706_767, 2_868_852),
    }
