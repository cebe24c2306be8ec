"""Realistic sheets, one of each kind and rendition, by name."""

from __future__ import annotations

from documents.papers.sheets import Sheet
from tests.papers.samples_account import LETTER, NOTICE, STATEMENT
from tests.papers.samples_amendment import AMENDMENT, AMENDMENT_SIGNED, TERMINATION
from tests.papers.samples_comparison import COMPARISON
from tests.papers.samples_conversion import AFTER_CONVERSION, CONVERSION
from tests.papers.samples_instructions import EXECUTED, PROPOSAL, SETTLEMENT, ZERO
from tests.papers.samples_money import INVOICE, PENALTY
from tests.papers.samples_notices import COURIER
from tests.papers.samples_reconciliation import RECONCILIATION
from tests.papers.samples_return import CLOSING, RETURN, RETURN_LETTER, RETURN_NOTICE
from tests.papers.samples_rights import ADVICE, PROXY, SCRIP_ADVICE
from tests.papers.samples_ways import DISPOSITION_LETTER, DISPOSITION_NOTICE, HANDOVER_NOTICE

ALL: dict[str, Sheet] = {
    "proposal": PROPOSAL,
    "executed": EXECUTED,
    "zero": ZERO,
    "settlement": SETTLEMENT,
    "letter": LETTER,
    "notice": NOTICE,
    "statement": STATEMENT,
    "courier": COURIER,
    "return": RETURN,
    "return letter": RETURN_LETTER,
    "return notice": RETURN_NOTICE,
    "closing statement": CLOSING,
    "comparison": COMPARISON,
    "invoice": INVOICE,
    "penalty": PENALTY,
    "reconciliation": RECONCILIATION,
    "dividend advice": ADVICE,
    "scrip advice": SCRIP_ADVICE,
    "proxy letter": PROXY,
    "amendment": AMENDMENT,
    "amendment signed": AMENDMENT_SIGNED,
    "termination": TERMINATION,
    "disposition notice": DISPOSITION_NOTICE,
    "disposition letter": DISPOSITION_LETTER,
    "hand-over notice": HANDOVER_NOTICE,
    "conversion": CONVERSION,
    "statement after a conversion": AFTER_CONVERSION,
}
