"""What moves on a dividend: money in from the transfer agent, money and shares on to the recipient, with the advice made for him."""

from datetime import date
from decimal import Decimal
from typing import Any

from documents.errors import RuleViolation
from documents.intake import Intake
from tranches.models import EscrowAgreement
from tranches.rights.filing import file_dividend_advice
from tranches.rights.models import Dividend, DividendPayment, DividendReceipt, ScripDelivery
from tranches.rights.selectors.dividends import DividendRow
from tranches.rights.services.dividends import due_text, standing_row
from tranches.rights.telling import tell_passed_on
from tranches.selectors.delivery.delivery import why_not_passed_on
from tranches.selectors.terms import terms_of
from tranches.services import money
from tranches.services.act import act
from tranches.services.common import acting_person, next_number, not_in_future
from tranches.services.deed import Deed


@act("record_dividend_receipt")
def record_dividend_receipt(
    deed: Deed,
    *,
    dividend: Dividend,
    amount: Decimal,
    withheld: Decimal = Decimal(0),
    currency: str,
    received_on: date,
    reference: str = "",
    paper: Intake,
) -> DividendReceipt:
    """Record what the transfer agent paid and what it withheld. Another amount than expected is shown, not refused.

    Refuses a dividend in shares or one without its entitlement, another currency, a day before the record date or in the future.
    """
    agreement, row = dividend.agreement, _in_money(deed, dividend)
    _entitled(row)
    money.same_currency(currency, dividend.currency)
    minor = money.positive_minor(amount, dividend.currency, field="amount")
    withheld_minor = (
        0 if withheld == 0 else money.positive_minor(withheld, dividend.currency, field="withheld")
    )
    not_in_future(agreement, received_on, deed.now, "received_on")
    if received_on <= dividend.record_on:
        raise RuleViolation(
            "dates_out_of_order",
            "The money cannot have come in before the record date had ended. Check the date.",
            field="received_on",
        )
    number = next_number(DividendReceipt, dividend=dividend)
    document = deed.file(
        paper,
        about=agreement,
        kind="dividend_receipt",
        title=f"Dividend {dividend}: paid by the transfer agent",
        dated_on=received_on,
        reference=reference.strip(),
    )
    receipt = deed.create(
        DividendReceipt(
            agreement=agreement,
            dividend=dividend,
            number=number,
            amount_minor=minor,
            withheld_minor=withheld_minor,
            currency=dividend.currency,
            received_on=received_on,
            reference=reference.strip(),
            document=document,
            person_id=acting_person(deed.actor),
            recorded_at=deed.now,
        ),
        why=str(dividend),
    )
    deed.note(
        "dividend.received",
        agreement,
        effective_on=received_on,
        before={"received": money.text(row.received, dividend.currency)},
        after={"received": money.text(row.received + minor, dividend.currency)},
        facts={
            "dividend": str(dividend),
            "amount": money.text(minor, dividend.currency),
            "withheld": money.text(withheld_minor, dividend.currency),
            "expected": money.text(row.expected, dividend.currency),
            "reference": receipt.reference,
        },
        documents=(document,),
    )
    return receipt


@act("pass_on_dividend")
def pass_on_dividend(
    deed: Deed,
    *,
    dividend: Dividend,
    amount: Decimal,
    currency: str,
    paid_on: date,
    reference: str = "",
    paper: Intake | None = None,
) -> DividendPayment:
    """Record money passed on to the recipient, all or part of what came in for him, and make the advice for him.

    Refuses more than came in for his shares or than he is entitled to, another currency, a day before the money came in, and one
    on which delivery to the recipient was stopped.
    """
    agreement, row = dividend.agreement, _in_money(deed, dividend)
    _entitled(row)
    money.same_currency(currency, dividend.currency)
    minor = money.positive_minor(amount, dividend.currency, field="amount")
    _check_can_pass_on(deed, row, minor, paid_on)
    number = next_number(DividendPayment, dividend=dividend)
    advice = file_dividend_advice(deed, row, number, moved=minor, moved_on=paid_on)
    document = None
    if paper is not None:
        document = deed.file(
            paper,
            about=agreement,
            kind="dividend_payment",
            title=f"Dividend {dividend}: the bank’s advice of payment {number}",
            dated_on=paid_on,
            reference=reference.strip(),
        )
    payment = deed.create(
        DividendPayment(
            agreement=agreement,
            dividend=dividend,
            number=number,
            amount_minor=minor,
            currency=dividend.currency,
            paid_on=paid_on,
            reference=reference.strip(),
            advice=advice,
            document=document,
            person_id=acting_person(deed.actor),
            recorded_at=deed.now,
        ),
        why=str(dividend),
    )
    _note_passed_on(
        deed,
        row,
        minor,
        number,
        on=paid_on,
        reference=payment.reference,
        documents=tuple(filter(None, (advice, document))),
    )
    tell_passed_on(deed, dividend, number)
    return payment


@act("record_scrip_delivery")
def record_scrip_delivery(
    deed: Deed, *, dividend: Dividend, shares: int, delivered_on: date, reference: str = "", paper: Intake
) -> ScripDelivery:
    """Record shares of a dividend that reached the recipient, by the transfer agent's confirmation, and make the advice.

    They never stood in the escrow and its ledger does not move. Refuses a dividend in money, more shares than are due, a day
    before the record date, and one on which delivery to the recipient was stopped.
    """
    agreement, row = dividend.agreement, standing_row(deed, dividend)
    if dividend.is_cash:
        raise RuleViolation(
            "paid_in_money", f"{dividend} is paid in money. Record the money passed on instead."
        )
    _entitled(row)
    _check_can_deliver(deed, row, shares, delivered_on)
    number = next_number(ScripDelivery, dividend=dividend)
    document = deed.file(
        paper,
        about=agreement,
        kind="scrip_delivery",
        title=f"Dividend {dividend}: the transfer agent’s confirmation",
        dated_on=delivered_on,
        reference=reference.strip(),
    )
    advice = file_dividend_advice(deed, row, number, moved=shares, moved_on=delivered_on)
    delivery = deed.create(
        ScripDelivery(
            agreement=agreement,
            dividend=dividend,
            number=number,
            shares=shares,
            delivered_on=delivered_on,
            reference=reference.strip(),
            advice=advice,
            document=document,
            person_id=acting_person(deed.actor),
            recorded_at=deed.now,
        ),
        why=str(dividend),
    )
    _note_passed_on(
        deed, row, shares, number, on=delivered_on, reference=delivery.reference, documents=(advice, document)
    )
    tell_passed_on(deed, dividend, number)
    return delivery


def _check_can_pass_on(deed: Deed, row: DividendRow, minor: int, paid_on: date) -> None:
    not_in_future(deed.agreement, paid_on, deed.now, "paid_on")
    if not row.receipts:
        raise RuleViolation(
            "nothing_received",
            f"The transfer agent has paid nothing on {row.dividend} yet. Record its payment first.",
        )
    if paid_on < min(receipt.received_on for receipt in row.receipts):
        raise RuleViolation(
            "dates_out_of_order",
            "The money cannot have been passed on before it came in. Check the date.",
            field="paid_on",
        )
    _check_not_stopped(deed.agreement, paid_on)
    if minor > row.to_pass_on:
        in_hand = money.text(row.to_pass_on, row.dividend.currency)
        raise RuleViolation(
            "more_than_received",
            f"For the recipient {in_hand} of {row.dividend} are in hand. Pass on no more than that.",
            field="amount",
        )


def _check_can_deliver(deed: Deed, row: DividendRow, shares: int, delivered_on: date) -> None:
    not_in_future(deed.agreement, delivered_on, deed.now, "delivered_on")
    if delivered_on <= row.dividend.record_on:
        raise RuleViolation(
            "dates_out_of_order",
            "The shares cannot have been delivered before the record date had ended. Check the date.",
            field="delivered_on",
        )
    _check_not_stopped(deed.agreement, delivered_on)
    if not 0 < shares <= row.to_pass_on:
        raise RuleViolation(
            "more_than_due",
            f"Enter how many of the {row.to_pass_on:,} shares still due were delivered, at least 1.",
            field="shares",
        )


def _check_not_stopped(agreement: EscrowAgreement, day: date) -> None:
    stopped = why_not_passed_on(agreement, day)
    if stopped:
        raise RuleViolation("delivery_stopped", stopped, clause=terms_of(agreement).clause("disposition"))


def _note_passed_on(
    deed: Deed,
    row: DividendRow,
    moved: int,
    number: int,
    *,
    on: date,
    reference: str,
    documents: tuple[Any, ...],
) -> None:
    dividend = row.dividend
    deed.note(
        "dividend.passed_on",
        dividend.agreement,
        effective_on=on,
        before={"outstanding": due_text(dividend, row.outstanding)},
        after={"outstanding": due_text(dividend, row.outstanding - moved)},
        facts={
            "dividend": str(dividend),
            "number": number,
            "passed_on": due_text(dividend, moved),
            "reference": reference,
        },
        documents=documents,
    )


def _in_money(deed: Deed, dividend: Dividend) -> DividendRow:
    row = standing_row(deed, dividend)
    if not dividend.is_cash:
        raise RuleViolation("paid_in_shares", f"{dividend} is paid in shares. Record their delivery instead.")
    return row


def _entitled(row: DividendRow) -> None:
    """Nothing moves on a dividend before it is reckoned whose it is, nor on a reckoning that a later posting overtook."""
    if row.entitlement is None:
        raise RuleViolation(
            "no_entitlement",
            f"What the recipient is due on {row.dividend} is not reckoned yet. Do that first, after the record date.",
        )
    if row.is_overtaken:
        raise RuleViolation(
            "entitlement_overtaken",
            f"The ledger of the record date has changed since {row.entitlement} was reckoned. Correct it first.",
        )
