"""The sheets about the recipient's rights (SPA 3.2, EA 1.3): the advice of a dividend passed on, and the proxy letter.

Money is whole minor units with the decimal places of its currency; what rounding moved stands beside it as an exact fraction.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from documents.papers.money import require_money
from documents.papers.parts import Agreement, Frame, Instrument, Note, SignatureBlock, require_shares

CHOICES = ("for", "against", "abstain")


@dataclass(frozen=True, kw_only=True)
class RightsPortion:
    """The shares of one tranche and account at the end of the record date; `counts`: their rights are the recipient's."""

    label: str
    label_zh: str
    shares: int
    counts: bool

    def __post_init__(self) -> None:
        require_shares(self.shares, self.label)


def counted(portions: tuple[RightsPortion, ...]) -> int:
    return sum(portion.shares for portion in portions if portion.counts)


@dataclass(frozen=True, kw_only=True)
class DividendAdviceSheet:
    """What of a dividend is the recipient's, what came in, and what was passed on to him.

    A dividend in money has `currency` and `places` and counts minor units; one in shares has neither and counts shares, with nothing
    received or withheld. `due` is `exact` rounded once; `moved` is what this advice is about, `moved_before` what went before it.
    """

    frame: Frame
    to_lines: tuple[str, ...]
    dated_on: dt.date
    agreements: tuple[Agreement, ...]
    instrument: Instrument
    dividend: str
    declared_on: dt.date
    record_on: dt.date
    payment_on: dt.date
    per_share: str
    per_share_zh: str
    portions: tuple[RightsPortion, ...]
    exact: Fraction
    due: int
    received: int
    withheld: int
    moved: int
    moved_before: int
    moved_on: dt.date
    currency: str
    places: int
    notes: tuple[Note, ...]
    issued_by: SignatureBlock | None = None
    rights_clauses: str = ""

    def __post_init__(self) -> None:
        for amount in (self.due, self.received, self.withheld, self.moved, self.moved_before):
            require_money(amount, self.places, "an amount of a dividend")
        if not self.moved:
            raise ValueError("an advice is about more than nothing")
        if abs(self.exact - self.due) >= 1:
            raise ValueError("what is due is its exact sum, rounded once")
        if self.moved + self.moved_before + self.withheld > self.due:
            raise ValueError("more is passed on than is due")
        if self.moved_on <= self.record_on:
            raise ValueError("nothing is passed on before the record date has ended")

    @property
    def in_money(self) -> bool:
        return bool(self.currency)

    @property
    def entitled(self) -> int:
        return counted(self.portions)

    @property
    def in_name(self) -> int:
        return sum(portion.shares for portion in self.portions)

    @property
    def remainder(self) -> Fraction:
        """What rounding left out (or, below zero, put in), in the units of `due`."""
        return self.exact - self.due

    @property
    def outstanding(self) -> int:
        return self.due - self.withheld - self.moved_before - self.moved


@dataclass(frozen=True, kw_only=True)
class DirectedVote:
    """One resolution with the votes cast on it; what is not `cast` of all the votes is not voted."""

    number: int
    text: str
    choice: str
    cast: int

    def __post_init__(self) -> None:
        require_shares(self.cast, "votes")
        if self.choice not in CHOICES:
            raise ValueError(f"a vote is {', '.join(CHOICES)}, not {self.choice!r}")


@dataclass(frozen=True, kw_only=True)
class ProxyLetterSheet:
    """The letter by which the holder of the shares has their votes cast as the recipient directed.

    `directed` says who directed, when and how. More votes than shares are refused. `replaces` names an earlier letter.
    """

    frame: Frame
    to_lines: tuple[str, ...]
    dated_on: dt.date
    agreements: tuple[Agreement, ...]
    instrument: Instrument
    meeting: str
    title: str
    meeting_on: dt.date
    record_on: dt.date
    proxy: str
    proxy_zh: str
    portions: tuple[RightsPortion, ...]
    votes: tuple[DirectedVote, ...]
    directed: Note
    replaces: str
    issued_by: SignatureBlock | None = None
    rights_clauses: str = ""

    def __post_init__(self) -> None:
        if not self.votes or not self.shares:
            raise ValueError("a proxy letter votes on at least one resolution with at least one share")
        if any(not 0 < vote.cast <= self.shares for vote in self.votes):
            raise ValueError("a letter casts from one vote to all of the shares, never more")
        if self.meeting_on < self.record_on:
            raise ValueError("a meeting is not before its record date")

    @property
    def shares(self) -> int:
        """The shares whose votes are the recipient's."""
        return counted(self.portions)
