"""Dividends and votes of the shares in escrow (SPA 3.2, EA 1.3): whose they are, and what they come to. Pure and exact.

Money is rounded half up, once, over all shares together; shares paid as a dividend are rounded down, once. What the rounding moved
is kept beside the result as an exact fraction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import floor

UNTIL_OUT_OF_ESCROW, UNTIL_ASSESSMENT_END = "until_out_of_escrow", "until_assessment_end"
# The accounts of shares that were deducted and still stand in escrow.
KEPT = frozenset({"kept", "reserved_return"})


@dataclass(frozen=True)
class Portion:
    """The shares of one account (of one tranche, where it has one) at the end of the record date.

    `counts` says whether their dividends and votes are the recipient's.
    """

    account: str
    tranche: int | None
    shares: int
    counts: bool


@dataclass(frozen=True)
class Rounded:
    """A whole number of the smallest units, and the exact one it comes from."""

    whole: int
    exact: Fraction

    @property
    def remainder(self) -> Fraction:
        """Exact less whole; below zero where it was rounded up."""
        return self.exact - self.whole


def kept_shares_count(reading: str, *, record_on: date, assessment_ends_on: date) -> bool:
    """Whether the rights of kept shares are the recipient's on the record date, by the reading of `kept_rights`.

    `assessment_ends_on` is the last day of the last assessment year: the summary speaks of the whole period, not of one year.
    """
    if reading == UNTIL_OUT_OF_ESCROW:
        return True
    if reading == UNTIL_ASSESSMENT_END:
        return record_on <= assessment_ends_on
    raise ValueError(f"unknown reading of the rights of kept shares: {reading!r}")


def portions(
    shares: Mapping[tuple[str, int | None], int], accounts: Iterable[str], *, kept_count: bool
) -> tuple[Portion, ...]:
    """What stood in these accounts, empty ones left out, in the order of the tranches; shares of no tranche come last."""
    found = [
        Portion(account, tranche, number, kept_count or account not in KEPT)
        for account in accounts
        for (name, tranche), number in shares.items()
        if name == account and number
    ]
    order = {account: at for at, account in enumerate(accounts)}
    return tuple(sorted(found, key=lambda row: (row.tranche is None, row.tranche or 0, order[row.account])))


def in_name(rows: Iterable[Portion]) -> int:
    """All shares that stand in the agent's name: what the transfer agent pays on."""
    return sum(row.shares for row in rows)


def entitled(rows: Iterable[Portion]) -> int:
    """The shares whose dividends and votes are the recipient's."""
    return sum(row.shares for row in rows if row.counts)


def cash_due(shares: int, per_share: Fraction, places: int) -> Rounded:
    """So much a share, in the currency's smallest unit, rounded half up once."""
    exact = shares * per_share * 10**places
    return Rounded(floor(exact + Fraction(1, 2)), exact)


def scrip_due(shares: int, *, new: int, old: int) -> Rounded:
    """`new` shares for every `old`, rounded down once."""
    exact = Fraction(shares * new, old)
    return Rounded(floor(exact), exact)


def his_part(amount: int, *, shares: int, of: int) -> int:
    """The recipient's part of what came in for all shares in the agent's name, rounded down."""
    return amount * shares // of if of else 0
