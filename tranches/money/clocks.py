"""The agent's fee: the year that falls due next, years to enter, who pays, invoices (EA 4.4). An unpaid fee never blocks a release."""

from collections.abc import Iterator, Mapping
from datetime import date

from django.db.models import Min

from tranches.models import DepositLot
from tranches.money.models import FeeEntry, FeePayerAnswer
from tranches.money.selectors.fees import UNDECIDED, escrow_period, fee_rows, payer_of
from tranches.selectors.clocks import shared
from tranches.selectors.clocks.clock import AGENT, Clock
from tranches.selectors.clocks.deals import Deal, Reading, having, makes
from tranches.terms.sums.fees import fee_years, next_fee_day


def begun(reading: Reading) -> Mapping[int, date | None]:
    """The day of the first deposit, with which the escrow period begins."""
    lots = DepositLot.objects.filter(agreement__in=reading.agreements).order_by().values_list("agreement_id")
    return dict.fromkeys(reading.agreements) | dict(lots.annotate(first=Min("deposited_on")))


def entered(reading: Reading) -> Mapping[int, set[int]]:
    """The numbers of the fee years that are entered."""
    found: dict[int, set[int]] = {pk: set() for pk in reading.agreements}
    rows = FeeEntry.objects.filter(agreement__in=found)
    for pk, number in (
        rows.values_list("agreement_id", "number") if any(reading.all(ENTERED).values()) else ()
    ):
        found[pk].add(number)
    return found


ENTERED = having(FeeEntry)
ANSWERED = having(FeePayerAnswer)


@makes("fee", "fee year", "fee payer", "invoice", "fee payment")
def fees(deal: Deal) -> Iterator[Clock]:
    """None without a fee in the terms or before the first deposit."""
    fee, begins_on = deal.terms.fee, deal.read(begun)
    if fee is None or not fee.amount_minor:
        return
    undecided = deal.terms.settings.fee_payer == UNDECIDED
    if undecided and not deal.read(ANSWERED):
        yield _payer(deal)
    if begins_on is None:
        return
    ended_on = None if deal.read(shared.standings).in_escrow else escrow_period(deal.agreement)[1]
    broken = deal.terms.settings.fee_broken_year
    if ended_on is None:
        yield _next(deal, *next_fee_day(broken_year=broken, begins_on=begins_on, on=deal.today))
    for year in fee_years(
        yearly_minor=fee.amount_minor,
        broken_year=broken,
        begins_on=begins_on,
        ended_on=ended_on,
        on=deal.today,
    ):
        if year.number not in deal.read(entered):
            yield _to_enter(deal, year.number, year.starts_on)
    if deal.read(entered):
        yield from _invoices(deal)


def _next(deal: Deal, number: int, day: date) -> Clock:
    return deal.clock(
        "fee",
        f"fee year {number}",
        "Escrow fee of the year",
        "fee",
        "Nobody’s yet: from this day the escrow agent may charge it.",
        due=day,
    )


def _payer(deal: Deal) -> Clock:
    contracting = [party for party in deal.read(shared.parties) if party.letter and party.part != AGENT]
    return deal.clock(
        "fee payer",
        "the agreement",
        "Who pays the fee: the parties’ answer, or an amendment",
        "fee",
        " ".join(f"Party {party.letter}: its answer." for party in contracting),
        due=None,
        whose=tuple(party.part for party in contracting),
        since=deal.agreement.effective_on,
    )


def _to_enter(deal: Deal, number: int, since: date) -> Clock:
    return deal.clock(
        "fee year",
        f"fee year {number}",
        "Fee year to be entered",
        "fee",
        "The escrow agent: enter the fee years that are due.",
        due=None,
        whose=(AGENT,),
        since=since,
        inside=True,
    )


def _invoices(deal: Deal) -> Iterator[Clock]:
    """Years entered without an invoice, once it is known who pays; and invoices that are not paid."""
    for row in fee_rows(deal.agreement):
        about = f"fee year {row.entry.number}"
        if row.invoice is None and row.entry.amount_minor and payer_of(deal.agreement).part is not None:
            yield deal.clock(
                "invoice",
                about,
                "Invoice of the fee year to be made",
                "fee",
                "The escrow agent: make the invoice.",
                due=None,
                whose=(AGENT,),
                subject=row.entry,
                since=row.entry.starts_on,
                inside=True,
            )
        elif row.invoice is not None and not row.is_paid:
            payer = row.invoice.payer
            yield deal.clock(
                "fee payment",
                about,
                f"Payment of {row.invoice}",
                "fee",
                f"{f'Party {payer.letter}' if payer.letter else payer.party.name}: its payment.",
                due=None,
                whose=(payer.part,),
                subject=row.invoice,
                since=row.invoice.issued_on,
                inside=True,
            )
