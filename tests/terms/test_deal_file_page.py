"""docs/deal-file.md is what the code gives, and describes every key that is read."""

from __future__ import annotations

from dataclasses import fields

from tests.tools import deal_file_page
from tranches.terms.agreement_terms import (
    CLAUSE_KEYS,
    AgreementPaper,
    ArbitrationTerms,
    ChecklistItem,
    Correction,
    DeadlineTerms,
    InstrumentTerms,
    PartyTerms,
    PenaltyTerms,
    SigningTerms,
    TrancheTerms,
    TransferAgentTerms,
)
from tranches.terms.deal.settings import REGISTRY

TABLES = {
    "agreements[]": AgreementPaper,
    "arbitration": ArbitrationTerms,
    "calendar.corrections[]": Correction,
    "checklist[]": ChecklistItem,
    "deadlines": DeadlineTerms,
    "instrument": InstrumentTerms,
    "parties[]": PartyTerms,
    "penalty": PenaltyTerms,
    "signing": SigningTerms,
    "tranches[]": TrancheTerms,
    "transfer_agent": TransferAgentTerms,
}


def test_page_in_the_tree_is_what_the_code_gives() -> None:
    written = deal_file_page.PAGE.read_text("utf-8")
    assert written == deal_file_page.as_markdown(), (
        "run: python -m tests.tools.deal_file_page > docs/deal-file.md"
    )


def test_every_key_that_is_read_has_its_meaning_and_no_meaning_is_of_no_key() -> None:
    read = {name for name in set(deal_file_page.keys()) if not name.startswith("clauses.")}
    assert read == set(deal_file_page.MEANING)


def test_every_term_of_an_agreement_is_a_key_of_the_page() -> None:
    read = set(deal_file_page.keys())
    for table, row in TABLES.items():
        assert {f"{table}.{each.name}" for each in fields(row)} <= read, table
    assert {f"clauses.{key}" for key in CLAUSE_KEYS} <= read


def test_every_setting_is_on_the_page() -> None:
    page = deal_file_page.as_markdown()
    for name in REGISTRY:
        assert f"| `settings.{name}` |" in page
