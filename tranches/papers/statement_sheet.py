"""The sheet of the statement of the escrow account, and the parts that it is made of (EA 1.2, 2)."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from documents.papers.parts import Instrument, Metric, Note, Position, Step, require_shares
from documents.papers.sheets import IssuedSheet, PaperKind, paper
from tranches.papers.accounts import bar, position_shown


@dataclass(frozen=True, kw_only=True)
class TrancheRow:
    """One tranche in the statement's table; `actual` is None until a report is on file.

    `released` counts what reached the recipient, `gone` what left escrow any other way (returned, cancelled, disposed of).
    """

    number: int
    period: str
    target: Fraction
    actual: Fraction | None
    held: int
    reserved: int
    kept: int
    released: int
    gone: int = 0
    state: str = ""
    state_zh: str = ""


@dataclass(frozen=True, kw_only=True)
class FeeYear:
    """One year's escrow fee in whole minor units, and what was paid on it (EA 4.4); `invoice` is empty until one was made."""

    number: int
    starts_on: date
    ends_on: date
    currency: str
    places: int
    amount_minor: int
    paid_minor: int
    invoice: str = ""

    @property
    def open_minor(self) -> int:
        return self.amount_minor - self.paid_minor


@dataclass(frozen=True, kw_only=True)
class LineRow:
    """One security line in its own unit: what came in, and where it went. `opened_by` names the corporate action."""

    number: int
    instrument: str
    opened_on: date
    came_in: int
    released: int
    gone: int
    carried_on: int
    in_escrow: int
    instrument_zh: str = ""
    opened_by: str = ""

    def __post_init__(self) -> None:
        if self.came_in != self.released + self.gone + self.carried_on + self.in_escrow:
            raise ValueError(f"security line {self.number} does not add up")


@dataclass(frozen=True, kw_only=True)
class EarlierRow:
    """What reached the recipient of a tranche in a line that was closed: as recorded, and exactly in shares of the open line.

    `counts_as` is written out, for after a consolidation it need not be a whole number.
    """

    tranche: int
    line: int
    released: int
    counts_as: str


@dataclass(frozen=True, kw_only=True)
class Movement:
    """One posting as the statement tells it: what changed in escrow (0 for a move inside), and what was there after."""

    on: date
    text: str
    reference: str
    change: int
    in_escrow_after: int
    text_zh: str = ""


@dataclass(frozen=True, kw_only=True)
class TrancheFigures:
    """How one assessed tranche's figure came about."""

    number: int
    label: str
    steps: tuple[Step, ...]
    label_zh: str = ""


@dataclass(frozen=True, kw_only=True)
class Hold:
    """Shares that must not move, why, and since when. `shares` is None when the whole tranche is held."""

    label: str
    ground: str
    opened_on: date
    shares: int | None = None
    reference: str = ""
    clause: str = ""
    label_zh: str = ""
    ground_zh: str = ""


@dataclass(frozen=True, kw_only=True)
class OpenMatter:
    """Something still to be done: by whom, by when if a date is known."""

    text: str
    who: str
    text_zh: str = ""
    clause: str = ""
    due_on: date | None = None


@paper(
    PaperKind("statement", "a statement", letter="S"),
    PaperKind("closing_statement", "a statement"),
)
@dataclass(frozen=True, kw_only=True)
class StatementSheet(IssuedSheet):
    """The statement of the escrow account: where every share is, how it got there, and what is open (EA 1.2, 2).

    The positions must add up to `deposited`, the tranches' columns are summed by the paper, and the last movement must end
    at `in_escrow`. `rights` are the recipient's while the shares are in escrow (EA 1.3, SPA 3.2). With `closed_on` it is the
    closing statement: nothing is in escrow, or all of it is `handed_over_to` a successor agent. It shows what took effect by the
    end of `as_at`, as it was known on `known_on`.
    `lines` are the security lines where a corporate action opened more than one.
    """

    template = "papers/statement.html"
    dated_by = "as_at"

    as_at: date
    movements_since: date
    issued_on: date
    instrument: Instrument
    positions: tuple[Position, ...]
    deposited: int
    in_escrow: int
    metric: Metric
    tranches: tuple[TrancheRow, ...]
    movements: tuple[Movement, ...]
    lines: tuple[LineRow, ...] = ()
    earlier: tuple[EarlierRow, ...] = ()
    figures: tuple[TrancheFigures, ...] = ()
    holds: tuple[Hold, ...] = ()
    open_matters: tuple[OpenMatter, ...] = ()
    fees: tuple[FeeYear, ...] = ()
    rights: tuple[Note, ...] = ()
    closed_on: date | None = None
    expired_on: date | None = None
    known_on: date | None = None
    handed_over_to: str = ""
    terminated_by: str = ""
    position_clauses: str = ""
    tranche_clauses: str = ""
    movement_clauses: str = ""
    hold_clauses: str = ""
    rights_clauses: str = ""
    fee_clauses: str = ""

    def __post_init__(self) -> None:
        if self.known_on is not None and not self.as_at <= self.known_on <= self.issued_on:
            raise ValueError("a statement is known on its day or later, and not before it is issued")
        require_shares(self.deposited, "deposited")
        require_shares(self.in_escrow, "in escrow")
        if sum(position.shares for position in self.positions) != self.deposited:
            raise ValueError("the positions of a statement must add up to what was deposited")
        if self.movements and self.movements[-1].in_escrow_after != self.in_escrow:
            raise ValueError("the last movement of a statement must end at what is in escrow")
        if self.closed_on is not None and self.in_escrow:
            raise ValueError("a closing statement has nothing in escrow")

    @property
    def filed_as(self) -> PaperKind:
        return self.kinds[self.closed_on is not None]

    def titles(self) -> tuple[str, str]:
        if self.closed_on is not None:
            return "Closing statement of the escrow account", "托管账户结清对账单"
        return "Statement of the escrow account", "托管账户对账单"

    def shown(self) -> dict[str, Any]:
        return super().shown() | {
            "positions": [position_shown(position) for position in self.positions],
            "bar": bar(self.positions),
            "sums": {
                name: sum(getattr(row, name) for row in self.tranches)
                for name in ("held", "reserved", "kept", "released", "gone")
            },
        }
