"""The agent's fee: entered as its years begin, invoiced to who pays it, and paid (EA 4.4). It never stands against a release."""

from datetime import date
from decimal import Decimal

from documents.errors import RuleViolation
from documents.intake import Intake
from tranches.models import AgreementParty, EscrowAgreement
from tranches.money.filing import file_fee_invoice
from tranches.money.models import FeeEntry, FeeInvoice, FeePayerAnswer, FeePayment
from tranches.money.selectors.fees import UNDECIDED, fee_rows, payer_of, possible_payers, years_missing
from tranches.selectors.terms import terms_of, version_of
from tranches.services import money
from tranches.services.act import act
from tranches.services.common import acting_person, next_number, not_in_future
from tranches.services.deed import Deed


@act("raise_fees")
def raise_fees(deed: Deed, *, agreement: EscrowAgreement, on: date | None = None) -> FeeEntry:
    """Enter the fee of every year that is due on a day and not entered yet; asked again, it changes nothing.

    Returns the newest entry. Refuses where the terms name no fee, a future day, and where no year is due at all.
    """
    terms = terms_of(agreement)
    if terms.fee is None:
        raise _no_fee()
    day = on or deed.today
    not_in_future(agreement, day, deed.now, "on")
    for year in years_missing(agreement, day):
        entry = deed.create(
            FeeEntry(
                agreement=agreement,
                number=year.number,
                starts_on=year.starts_on,
                ends_on=year.ends_on,
                days=year.days,
                year_days=year.year_days,
                amount_minor=year.amount_minor,
                currency=terms.fee.currency,
                terms_version=version_of(agreement),
                recorded_at=deed.now,
            ),
            why=terms.settings.fee_broken_year,
        )
        deed.note(
            "fee.raised",
            agreement,
            effective_on=year.starts_on,
            after={"amount": money.text(entry.amount_minor, entry.currency)},
            facts={
                "fee_year": entry.number,
                "starts_on": entry.starts_on,
                "ends_on": entry.ends_on,
                "days": entry.days,
            },
        )
    newest = FeeEntry.objects.filter(agreement=agreement).order_by("-number").first()
    if newest is None:
        raise RuleViolation(
            "no_fee_due",
            "No fee is due yet: the escrow period begins with the first deposit"
            + (
                ", and a year is charged when it is over."
                if terms.settings.fee_broken_year == "by_days"
                else "."
            ),
            clause=terms.clause("fee"),
        )
    return newest


@act("settle_fee_payer")
def settle_fee_payer(
    deed: Deed, *, agreement: EscrowAgreement, payer: AgreementParty, answered_on: date, paper: Intake
) -> FeePayerAnswer:
    """Record the parties' answer to who pays the fee, where the terms leave it open; a later answer takes its place.

    Refuses when the terms name the payer (that takes an amendment), a party that cannot pay the agent, and a future day. Invoices
    that were issued stay as they are.
    """
    terms = terms_of(agreement)
    if terms.fee is None:
        raise _no_fee()
    if terms.settings.fee_payer != UNDECIDED:
        raise RuleViolation(
            "payer_in_terms", "The terms name who pays the fee. Change it by an amendment.", field="payer"
        )
    if payer.pk not in {row.pk for row in possible_payers(agreement)}:
        raise RuleViolation(
            "no_payer", "Choose a party to this agreement other than the escrow agent.", field="payer"
        )
    not_in_future(agreement, answered_on, deed.now, "answered_on")
    document = deed.file(
        paper,
        about=agreement,
        kind="fee_payer_answer",
        title="The parties’ answer: who pays the escrow fee",
        dated_on=answered_on,
    )
    before = payer_of(agreement).part
    answer = deed.create(
        FeePayerAnswer(
            agreement=agreement,
            number=next_number(FeePayerAnswer, agreement=agreement),
            payer=payer,
            answered_on=answered_on,
            document=document,
            person_id=acting_person(deed.actor),
            recorded_at=deed.now,
        ),
        why=payer.part,
    )
    deed.note(
        "fee.payer_settled",
        agreement,
        effective_on=answered_on,
        before={"payer": str(before) if before else "not decided"},
        after={"payer": str(payer)},
        documents=(document,),
    )
    return answer


@act("issue_fee_invoice")
def issue_fee_invoice(deed: Deed, *, entry: FeeEntry) -> FeeInvoice:
    """Make the numbered invoice of one fee year to its payer, and file it.

    Refuses while nobody is named to pay, a second invoice of the same year, and one over nothing.
    """
    agreement, payer = entry.agreement, payer_of(entry.agreement)
    if FeeInvoice.objects.filter(entry=entry).exists():
        raise RuleViolation(
            "invoiced_already",
            f"The invoice of fee year {entry.number} was made already. Open it in the binder.",
        )
    if not entry.amount_minor:
        raise RuleViolation("nothing_due", f"Fee year {entry.number} costs nothing; it needs no invoice.")
    if payer.part is None:
        raise RuleViolation(
            "payer_undecided",
            "No invoice can be made while nobody is named to pay the fee. Record the parties’ answer, or amend the terms.",
            clause=terms_of(agreement).clause("fee"),
        )
    number, today = next_number(FeeInvoice, agreement=agreement), deed.today
    document = file_fee_invoice(deed, entry, payer, number=number)
    invoice = deed.create(
        FeeInvoice(
            agreement=agreement,
            entry=entry,
            number=number,
            payer=payer.part,
            issued_on=today,
            document=document,
            person_id=acting_person(deed.actor),
            recorded_at=deed.now,
        ),
        why=f"fee year {entry.number}",
    )
    deed.note(
        "fee.invoiced",
        agreement,
        effective_on=today,
        after={"invoice": str(invoice)},
        facts={
            "fee_year": entry.number,
            "payer": str(payer.part),
            "amount": money.text(entry.amount_minor, entry.currency),
        },
        documents=(document,),
    )
    return invoice


@act("record_fee_payment")
def record_fee_payment(
    deed: Deed,
    *,
    invoice: FeeInvoice,
    amount: Decimal,
    currency: str,
    received_on: date,
    reference: str = "",
    paper: Intake | None = None,
) -> FeePayment:
    """Record money received on an invoice, all or part of it.

    Refuses another currency than the invoice's, more than is open, a fraction of the smallest unit, and a day before the
    agreement or in the future. Money that came in before its invoice was made is recorded on the day it came.
    """
    agreement, entry = invoice.agreement, invoice.entry
    money.same_currency(currency, entry.currency)
    minor = money.positive_minor(amount, entry.currency, field="amount")
    not_in_future(agreement, received_on, deed.now, "received_on")
    if received_on < agreement.effective_on:
        raise RuleViolation(
            "dates_out_of_order",
            "The money cannot have come in before the agreement took effect. Check the date.",
            field="received_on",
        )
    row = next(row for row in fee_rows(agreement) if row.entry.pk == entry.pk)
    if minor > row.open_minor:
        raise RuleViolation(
            "more_than_open",
            f"Of {invoice} {money.text(row.open_minor, entry.currency)} are open. Enter no more than that; the rest goes back.",
            field="amount",
        )
    document = None
    if paper is not None:
        document = deed.file(
            paper,
            about=agreement,
            kind="fee_payment",
            title=f"Payment on {invoice}",
            dated_on=received_on,
            reference=reference,
        )
    payment = deed.create(
        FeePayment(
            agreement=agreement,
            invoice=invoice,
            amount_minor=minor,
            currency=entry.currency,
            received_on=received_on,
            reference=reference.strip(),
            document=document,
            person_id=acting_person(deed.actor),
            recorded_at=deed.now,
        ),
        why=str(invoice),
    )
    deed.note(
        "fee.paid",
        agreement,
        effective_on=received_on,
        before={"open": money.text(row.open_minor, entry.currency)},
        after={"open": money.text(row.open_minor - minor, entry.currency)},
        facts={
            "invoice": str(invoice),
            "amount": money.text(minor, entry.currency),
            "reference": payment.reference,
        },
        documents=(document,) if document else (),
    )
    return payment


def _no_fee() -> RuleViolation:
    return RuleViolation("no_fee", "The terms name no fee. Amend the terms if there is to be one.")
