"""The invoice of one year's escrow fee, addressed to who pays it (EA 4.4)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings

from documents.papers.parts import Note, SignatureBlock, require_money
from documents.papers.sheets import IssuedSheet, PaperKind, paper
from documents.papers.words import date_in_chinese, date_in_english, in_chinese, in_english
from tranches.money.models import FeeEntry
from tranches.money.selectors.fees import Payer
from tranches.papers import common, naming
from tranches.papers.frame import frame_of
from tranches.selectors.days import day_of
from tranches.selectors.terms import read_terms, terms_of
from tranches.terms.agreement_terms import AgreementTerms
from tranches.terms.currencies import MINOR_PLACES


@paper(
    PaperKind("fee_invoice", "an invoice", kept_as="money"),
)
@dataclass(frozen=True, kw_only=True)
class FeeInvoiceSheet(IssuedSheet):
    """The invoice of one year's escrow fee to its payer (EA 4.4).

    `yearly_minor` is the fee of a whole year, `amount_minor` what this year costs: all of it, or `days` of `year_days`. `grounds`
    say why this party pays and how the year is counted. `pay_to` are the lines of the agent's account; without them the paper says
    how to ask for it.
    """

    template = "papers/fee_invoice.html"

    dated_on: date
    year: int
    starts_on: date
    ends_on: date
    days: int
    year_days: int
    yearly_minor: int
    amount_minor: int
    currency: str
    places: int
    grounds: tuple[Note, ...]
    fee_clauses: str = ""
    due_on: date
    pay_to: tuple[str, ...] = ()

    @property
    def amount_in_english(self) -> str:
        """`USD three hundred and forty-two and 47/100`."""
        whole, minor = divmod(self.amount_minor, 10**self.places)
        part = f" and {minor:0{self.places}}/{10**self.places}" if self.places else ""
        return f"{self.currency} {in_english(whole)}{part}"

    @property
    def amount_in_chinese(self) -> str:
        """In financial capitals: `USD 叁佰肆拾贰元又 100 分之肆拾柒`; `元整` where nothing is left over."""
        whole, minor = divmod(self.amount_minor, 10**self.places)
        part = f"元又 {10**self.places} 分之{in_chinese(minor)}" if minor else "元整"
        return f"{self.currency} {in_chinese(whole)}{part}"

    def __post_init__(self) -> None:
        if self.due_on < self.dated_on:
            raise ValueError("an invoice is not due before it is made")
        require_money(self.yearly_minor, self.places, "the yearly fee")
        require_money(self.amount_minor, self.places, "the fee")
        if not 0 < self.days <= self.year_days or self.ends_on < self.starts_on:
            raise ValueError("a fee year has from one day to all of its days, in order")
        if self.days == self.year_days and self.amount_minor != self.yearly_minor:
            raise ValueError("a whole year costs the yearly fee")
        if not self.amount_minor:
            raise ValueError("an invoice is about more than nothing")

    def titles(self) -> tuple[str, str]:
        return (
            f"Invoice {self.frame.reference}: escrow fee, year {self.year}",
            f"账单 {self.frame.reference}：第 {self.year} 年度托管费",
        )


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
