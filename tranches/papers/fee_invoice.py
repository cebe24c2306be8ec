"""The invoice of one year's escrow fee, addressed to who pays it (EA 4.4)."""

from datetime import datetime, timedelta

from django.conf import settings

from documents.papers.money import FeeInvoiceSheet
from documents.papers.parts import Note, SignatureBlock
from documents.papers.words import date_in_chinese, date_in_english
from tranches.models import FeeEntry
from tranches.papers import common, naming
from tranches.papers.frame import frame_of
from tranches.selectors.days import day_of
from tranches.selectors.fees import Payer
from tranches.selectors.terms import read_terms, terms_of
from tranches.terms.agreement_terms import AgreementTerms
from tranches.terms.currencies import MINOR_PLACES


def fee_invoice_sheet(entry: FeeEntry, payer: Payer, *, reference: str, now: datetime) -> FeeInvoiceSheet:
    """The invoice by the version of the terms the entry names. An entry without a payer has no invoice (ValueError)."""
    agreement = entry.agreement
    terms = read_terms(entry.terms_version.content)
    if payer.part is None or terms.fee is None:
        raise ValueError("an invoice has a payer and a fee")
    return FeeInvoiceSheet(
        frame=frame_of(agreement, reference=reference, now=now, but=(naming.AGENT, payer.part.part)),
        to_lines=naming.address_lines(payer.part),
        dated_on=day_of(now, agreement),
        due_on=day_of(now, agreement) + timedelta(days=settings.INVOICE_DAYS),
        pay_to=tuple(settings.BANK_ACCOUNT),
        agreements=common.agreements_of(terms),
        year=entry.number,
        starts_on=entry.starts_on,
        ends_on=entry.ends_on,
        days=entry.days,
        year_days=entry.year_days,
        yearly_minor=terms.fee.amount_minor,
        amount_minor=entry.amount_minor,
        currency=entry.currency,
        places=MINOR_PLACES[entry.currency],
        grounds=grounds_of(terms, terms_of(agreement), payer),
        issued_by=SignatureBlock(
            capacity="for the escrow agent",
            capacity_zh="代表托管代理人",
            party=naming.agent_in(agreement).party.name,
        ),
        fee_clauses=terms.clause("fee"),
    )


def grounds_of(terms: AgreementTerms, newest: AgreementTerms, payer: Payer) -> tuple[Note, ...]:
    """Why this party pays (by the `newest` terms), how a broken year is counted, and that no release waits for the money."""
    broken, clause = terms.settings.chosen("fee_broken_year"), terms.clause("fee")
    if payer.answer is not None:
        day = payer.answer.answered_on
        why = Note(
            text=f"The agreements name no payer. You pay by the parties’ answer of {date_in_english(day)}, which is on file.",
            text_zh=f"协议未载明付款方。依据各方 {date_in_chinese(day)}之答复（已归档），由贵方支付。",
            clause=clause,
        )
    else:
        named = newest.settings.chosen("fee_payer")
        why = Note(
            text=f"By the terms the fee is paid by {named.label}.",
            text_zh=f"依约定由{named.label_zh}支付。",
            clause=clause,
        )
    return (
        why,
        Note(
            text="A fee year begins with the day of the first deposit or its anniversary. A broken year is charged: "
            f"{broken.label}.",
            text_zh=f"托管费年度自首次存入之日或其周年日起算。不足一年者：{broken.label_zh}。",
            clause=clause,
        ),
        Note(
            text="No release of shares waits for the payment of this invoice.",
            text_zh="本账单支付与否，不影响股份之释放。",
            clause=terms.clause("transfer"),
        ),
    )
