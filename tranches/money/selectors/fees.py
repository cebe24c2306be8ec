"""The agent's fee as it stands: the escrow period, the years that are due, who pays, what is open; and the costs of releases.

Nothing here is asked by any act that moves shares: an unpaid fee never blocks a release (EA 4.4).
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Min, Q, Sum

from tranches.models import (
    AgreementParty,
    DepositLot,
    EscrowAgreement,
    Posting,
    Release,
    Tranche,
    TrancheState,
)
from tranches.money.models import FeeEntry, FeeInvoice, FeePayerAnswer, FeePayment, ReleaseCost
from tranches.selectors.delivery.dispositions import handed_over
from tranches.selectors.ledger.as_of import AsOf
from tranches.selectors.ledger.balances import IN_ESCROW, balances
from tranches.selectors.read_once import read_once
from tranches.selectors.terms import terms_of
from tranches.terms.sums.fees import FeeYear, fee_years

UNDECIDED = "undecided"
NO_PAYERS = ("escrow_agent", "target", "transfer_agent", "recipient")
DONE = (TrancheState.RELEASED, TrancheState.DEDUCTED)


@dataclass(frozen=True)
class Payer:
    """Who pays the fee; `answer` is the parties' where the terms leave it open. No part: the question is open."""

    part: AgreementParty | None
    answer: FeePayerAnswer | None = None


@dataclass(frozen=True)
class FeeRow:
    """A fee year with its invoice and what was paid on it."""

    entry: FeeEntry
    invoice: FeeInvoice | None
    paid_minor: int

    @property
    def open_minor(self) -> int:
        return self.entry.amount_minor - self.paid_minor

    @property
    def is_paid(self) -> bool:
        return self.open_minor == 0

    @property
    def word(self) -> str:
        if self.invoice is None:
            return "entered, no invoice"
        if self.is_paid:
            return "paid"
        return "paid in part" if self.paid_minor else "open"


@read_once
def escrow_period(agreement: EscrowAgreement) -> tuple[date | None, date | None]:
    """The day of the first deposit, and the day the last share left escrow once all is settled or handed over (EA 2)."""
    begins_on = DepositLot.objects.filter(agreement=agreement).aggregate(first=Min("deposited_on"))["first"]
    unsettled = Tranche.objects.filter(agreement=agreement).exclude(state__in=DONE).exists()
    if begins_on is None or balances(agreement).in_escrow or (unsettled and handed_over(agreement) is None):
        return begins_on, None
    left = Posting.objects.filter(agreement=agreement, from_account__in=IN_ESCROW)
    return begins_on, left.exclude(to_account__in=IN_ESCROW).aggregate(last=Max("effective_on"))["last"]


def years_due(agreement: EscrowAgreement, on: date) -> tuple[FeeYear, ...]:
    """The fee years due for entry on a day; none without a fee in the terms or before the first deposit."""
    terms = terms_of(agreement)
    begins_on, ended_on = escrow_period(agreement)
    if terms.fee is None or not terms.fee.amount_minor or begins_on is None:
        return ()
    return fee_years(
        yearly_minor=terms.fee.amount_minor,
        broken_year=terms.settings.fee_broken_year,
        begins_on=begins_on,
        ended_on=ended_on,
        on=on,
    )


@read_once
def years_missing(agreement: EscrowAgreement, on: date) -> list[FeeYear]:
    """The fee years that are due and not entered yet."""
    entered = set(FeeEntry.objects.filter(agreement=agreement).values_list("number", flat=True))
    return [year for year in years_due(agreement, on) if year.number not in entered]


@read_once
def payer_of(agreement: EscrowAgreement) -> Payer:
    """Who pays: the part the terms name, else the parties' newest answer, else nobody yet."""
    named = terms_of(agreement).settings.fee_payer
    if named != UNDECIDED:
        return Payer(agreement.agreement_parties.select_related("party").filter(part=named).first())
    answer = (
        FeePayerAnswer.objects.filter(agreement=agreement)
        .select_related("payer__party", "document")
        .order_by("-number")
        .first()
    )
    return Payer(answer.payer, answer) if answer else Payer(None)


def possible_payers(agreement: EscrowAgreement) -> list[AgreementParty]:
    """The parties to the agreement that can pay the agent, in the order of their letters."""
    rows = AgreementParty.objects.filter(agreement=agreement).exclude(part__in=NO_PAYERS)
    return list(rows.select_related("party").order_by("letter"))


@read_once
def fee_rows(agreement: EscrowAgreement, seen: AsOf | None = None) -> list[FeeRow]:
    """Every fee year entered, with its invoice and payments, in order; of `seen` what was entered, invoiced and paid then."""
    entries = FeeEntry.objects.filter(seen.where("starts_on") if seen else Q(), agreement=agreement)
    invoices = FeeInvoice.objects.filter(seen.where("issued_on") if seen else Q(), agreement=agreement)
    payments = FeePayment.objects.filter(seen.where("received_on") if seen else Q(), agreement=agreement)
    paid = dict(payments.order_by().values_list("invoice").annotate(paid=Sum("amount_minor")))
    by_entry = {invoice.entry_id: invoice for invoice in invoices.select_related("payer__party", "document")}
    found = []
    for entry in entries.order_by("number"):
        invoice = by_entry.get(entry.pk)
        found.append(FeeRow(entry, invoice, (paid.get(invoice.pk) or 0) if invoice else 0))
    return found


def costs_of(agreement: EscrowAgreement) -> list[ReleaseCost]:
    """The costs and taxes recorded for the agreement's releases, in order."""
    rows = ReleaseCost.objects.filter(release__agreement=agreement)
    return list(
        rows.select_related("release", "borne_by__party", "document").order_by("release__number", "number")
    )


def releases_of(agreement: EscrowAgreement) -> list[Release]:
    """The releases that can have costs, newest first."""
    return list(
        Release.objects.filter(agreement=agreement).select_related("agreement__binder").order_by("-number")
    )


def usual_bearer(agreement: EscrowAgreement) -> AgreementParty | None:
    """Who bears a release's costs by the terms: the recipient; nobody in general where each bears his own."""
    if terms_of(agreement).settings.release_costs != "recipient":
        return None
    return agreement.agreement_parties.select_related("party").filter(is_recipient=True).first()
