"""The reconciliation of the transfer agent's position with the ledger of the same day (EA 4.1)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from documents.papers.parts import (
    Agreement,
    Frame,
    Instrument,
    Position,
    SignatureBlock,
    require_shares,
)


@dataclass(frozen=True, kw_only=True)
class StatedLine:
    """One line as the transfer agent stated it; `counts` where it stands in the escrow agent's own name."""

    holder: str
    security: str
    shares: int
    counts: bool

    def __post_init__(self) -> None:
        require_shares(self.shares, self.holder)


@dataclass(frozen=True, kw_only=True)
class Break:
    """One thing in which the two differ: by so many shares, why it is likely, and its explanation where there is one."""

    number: int
    difference: int
    text: str
    kind: str
    kind_zh: str
    explanation: str = ""
    explained_by: str = ""
    explained_on: dt.date | None = None

    def __post_init__(self) -> None:
        if not self.difference:
            raise ValueError("a break is a difference")


@dataclass(frozen=True, kw_only=True)
class OpenClaim:
    """A wrong delivery of which shares are neither back nor settled."""

    reference: str
    release: str
    went_to: str
    shares: int
    found_on: dt.date

    def __post_init__(self) -> None:
        require_shares(self.shares, self.reference)


@dataclass(frozen=True, kw_only=True)
class OpenLetter:
    """A letter the transfer agent has not answered."""

    reference: str
    shares: int
    sent_on: dt.date
    due_on: dt.date

    def __post_init__(self) -> None:
        require_shares(self.shares, self.reference)


@dataclass(frozen=True, kw_only=True)
class ReconciliationSheet:
    """What the transfer agent states beside what the ledger had in escrow at the end of the same day, and every break.

    The positions add up to `ledger_shares`, the lines that count to `stated_shares`; where the two differ there is a break.
    """

    frame: Frame
    to_lines: tuple[str, ...]
    dated_on: dt.date
    as_of: dt.date
    statement: str
    agreements: tuple[Agreement, ...]
    instrument: Instrument
    lines: tuple[StatedLine, ...]
    positions: tuple[Position, ...]
    stated_shares: int
    ledger_shares: int
    breaks: tuple[Break, ...]
    letters: tuple[OpenLetter, ...]
    claims: tuple[OpenClaim, ...]
    is_overtaken: bool
    issued_by: SignatureBlock | None = None
    position_clauses: str = ""
    letter_clauses: str = ""

    def __post_init__(self) -> None:
        if sum(line.shares for line in self.lines if line.counts) != self.stated_shares:
            raise ValueError("the lines in the agent's name must add up to what is stated")
        if sum(position.shares for position in self.positions) != self.ledger_shares:
            raise ValueError("the positions must add up to what the ledger had")
        if self.difference and not self.breaks:
            raise ValueError("a difference is a break")

    @property
    def difference(self) -> int:
        """Stated less ledger."""
        return self.stated_shares - self.ledger_shares

    @property
    def is_reconciled(self) -> bool:
        """Whether the two agree, or every break is explained, and no later entry changed the ledger of the day."""
        return not self.is_overtaken and all(row.explanation for row in self.breaks)
