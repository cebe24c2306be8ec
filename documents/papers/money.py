"""The sheets about money: the invoice of the escrow fee (EA 4.4) and the statement of a penalty for late release (SPA 8.2).

Money is whole minor units with the number of decimal places of its currency; a share's price is an exact fraction.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from documents.papers.parts import Agreement, Frame, Instrument, Note, Reading, SignatureBlock, require_shares
from documents.papers.words import in_chinese, in_english


def require_money(minor: int, places: int, what: str) -> None:
    """Refuse an amount that is no whole number of minor units from zero on."""
    if isinstance(minor, bool) or not isinstance(minor, int) or minor < 0 or places not in (0, 2, 3):
        raise ValueError(f"{what} is no printable amount: {minor!r} with {places!r} places")


@dataclass(frozen=True, kw_only=True)
class FeeInvoiceSheet:
    """The invoice of one year's escrow fee to its payer (EA 4.4).

    `yearly_minor` is the fee of a whole year, `amount_minor` what this year costs: all of it, or `days` of `year_days`. `grounds`
    say why this party pays and how the year is counted. `pay_to` are the lines of the agent's account; without them the paper says
    how to ask for it.
    """

    frame: Frame
    to_lines: tuple[str, ...]
    dated_on: dt.date
    agreements: tuple[Agreement, ...]
    year: int
    starts_on: dt.date
    ends_on: dt.date
    days: int
    year_days: int
    yearly_minor: int
    amount_minor: int
    currency: str
    places: int
    grounds: tuple[Note, ...]
    issued_by: SignatureBlock | None = None
    fee_clauses: str = ""
    due_on: dt.date
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


@dataclass(frozen=True, kw_only=True)
class PenaltyPeriod:
    """A run of days of delay on which nothing changed: shares, price and its day, and what the run adds, exactly.

    `excused` says that a decision leaves these days out, `capped` that the cap stopped them short.
    """

    starts_on: dt.date
    ends_on: dt.date
    days: int
    shares: int
    price: Fraction | None
    price_of: dt.date | None
    added: Fraction
    excused: bool = False
    capped: bool = False

    def __post_init__(self) -> None:
        require_shares(self.shares, "unreleased")


@dataclass(frozen=True, kw_only=True)
class PenaltySheet:
    """What the delay of one tranche comes to for one debtor, with its derivation (SPA 8.2).

    The periods' exact additions make up `exact`; `amount_minor` is that, rounded half up once. Who owes which part stays open
    until it is decided.
    """

    frame: Frame
    to_lines: tuple[str, ...]
    dated_on: dt.date
    agreements: tuple[Agreement, ...]
    instrument: Instrument
    tranche_label: str
    tranche_label_zh: str
    debtor: str
    debtor_zh: str
    due_on: dt.date
    until: dt.date
    days: int
    days_excused: int
    periods: tuple[PenaltyPeriod, ...]
    exact: Fraction
    amount_minor: int
    currency: str
    places: int
    rate: Fraction
    cap: Fraction
    readings: tuple[Reading, ...]
    notes: tuple[Note, ...]
    issued_by: SignatureBlock | None = None
    penalty_clauses: str = ""

    def __post_init__(self) -> None:
        require_money(self.amount_minor, self.places, "the penalty")
        if sum((period.added for period in self.periods), Fraction(0)) != self.exact:
            raise ValueError("the periods of a penalty must add up to it")
        if 2 * abs(self.exact * 10**self.places - self.amount_minor) > 1:
            raise ValueError("a penalty is its exact sum, rounded once")
        if self.until <= self.due_on:
            raise ValueError("a penalty begins after the day on which the shares were due")
