"""The reconciliation of a position statement, addressed to the parties (EA 4.1)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from documents.papers.parts import Instrument, Position, SignatureBlock, require_shares
from documents.papers.sheets import IssuedSheet, PaperKind, paper
from tranches.models import Posting
from tranches.papers import common, naming
from tranches.papers.accounts import position_shown
from tranches.papers.frame import frame_of
from tranches.positions.models import PositionBreak, PositionStatement
from tranches.positions.selectors.positions import ledger_on
from tranches.positions.selectors.transfer_desk import letters_of
from tranches.selectors.days import day_of
from tranches.selectors.ledger.balances import IN_ESCROW
from tranches.selectors.release.claims import open_claims
from tranches.selectors.terms import terms_of

_KINDS_ZH = {
    PositionBreak.Kind.LETTER_OUT: "指示已发出，未获答复",
    PositionBreak.Kind.ANSWERED_LATER: "确认晚于对账日",
    PositionBreak.Kind.NOT_BOOKED: "已确认，尚未入账",
    PositionBreak.Kind.ASSUMED_DEPOSIT: "推定存入",
    PositionBreak.Kind.CAME_BACK: "误交付股份或已退回",
    PositionBreak.Kind.OTHER_NAME: "登记于他人名下",
    PositionBreak.Kind.UNKNOWN: "原因不明",
}


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
    explained_on: date | None = None

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
    found_on: date

    def __post_init__(self) -> None:
        require_shares(self.shares, self.reference)


@dataclass(frozen=True, kw_only=True)
class OpenLetter:
    """A letter the transfer agent has not answered."""

    reference: str
    shares: int
    sent_on: date
    due_on: date

    def __post_init__(self) -> None:
        require_shares(self.shares, self.reference)


@paper(
    PaperKind("reconciliation", "a statement", letter="RC"),
)
@dataclass(frozen=True, kw_only=True)
class ReconciliationSheet(IssuedSheet):
    """What the transfer agent states beside what the ledger had in escrow at the end of the same day, and every break.

    The positions add up to `ledger_shares`, the lines that count to `stated_shares`; where the two differ there is a break.
    """

    template = "papers/reconciliation.html"

    dated_on: date
    as_of: date
    statement: str
    instrument: Instrument
    lines: tuple[StatedLine, ...]
    positions: tuple[Position, ...]
    stated_shares: int
    ledger_shares: int
    breaks: tuple[Break, ...]
    letters: tuple[OpenLetter, ...]
    claims: tuple[OpenClaim, ...]
    is_overtaken: bool
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

    def titles(self) -> tuple[str, str]:
        return "Position at the transfer agent, reconciled with the ledger", "过户代理人持仓与账簿对账"

    def shown(self) -> dict[str, Any]:
        return super().shown() | {"positions": [position_shown(position) for position in self.positions]}


def reconciliation_sheet(
    statement: PositionStatement, *, reference: str, now: datetime
) -> ReconciliationSheet:
    """The statement as it was recorded, its breaks and their explanations, and the claims and letters open now."""
    agreement, terms = statement.agreement, terms_of(statement.agreement)
    readers = [entry for entry in naming.contracting_parties(agreement) if entry.part != naming.AGENT]
    today = day_of(now, agreement)
    return ReconciliationSheet(
        frame=frame_of(
            agreement, reference=reference, now=now, but=(naming.AGENT, *(entry.part for entry in readers))
        ),
        to_lines=tuple(naming.full_name(entry) for entry in readers),
        dated_on=today,
        as_of=statement.as_of,
        statement=str(statement),
        agreements=common.agreements_of(terms),
        instrument=common.instrument_held(agreement, statement.line),
        lines=tuple(
            StatedLine(holder=row.holder, security=row.security, shares=row.shares, counts=row.is_agents)
            for row in statement.lines.order_by("number")
        ),
        positions=positions_of(statement),
        stated_shares=statement.stated_shares,
        ledger_shares=statement.ledger_shares,
        breaks=tuple(_break(row) for row in statement.breaks.select_related("explanation__person")),
        letters=tuple(
            OpenLetter(
                reference=str(row.letter),
                shares=row.asked,
                sent_on=row.sent_on,
                due_on=row.answer_due.due_on,
            )
            for row in letters_of(agreement, today)
            if row.sent_on is not None and row.answer_due is not None and row.is_waiting
        ),
        claims=tuple(
            OpenClaim(
                reference=str(row.claim),
                release=str(row.claim.release),
                went_to=row.claim.went_to,
                shares=row.open_shares,
                found_on=row.claim.found_on,
            )
            for row in reversed(open_claims(agreement))
        ),
        is_overtaken=ledger_on(agreement, statement.as_of) != statement.ledger_shares,
        issued_by=SignatureBlock(
            capacity="for the escrow agent",
            capacity_zh="代表托管代理人",
            party=naming.agent_in(agreement).party.name,
        ),
        position_clauses=terms.clause("position"),
        letter_clauses=terms.clause("transfer"),
    )


def positions_of(statement: PositionStatement) -> tuple[Position, ...]:
    """The accounts inside escrow at the end of the statement's day, as they were known when it was recorded."""
    found: dict[str, int] = defaultdict(int)
    postings = Posting.objects.filter(
        agreement=statement.agreement,
        line=statement.line,
        effective_on__lte=statement.as_of,
        number__lte=statement.ledger_until,
    )
    for source, target, shares in postings.values_list("from_account", "to_account", "shares"):
        found[target] += shares
        found[source] -= shares
    return tuple(Position(account=account, shares=found[account]) for account in IN_ESCROW if found[account])


def _break(row: PositionBreak) -> Break:
    explanation = getattr(row, "explanation", None)
    return Break(
        number=row.number,
        difference=row.difference,
        text=row.text,
        kind=row.get_kind_display(),
        kind_zh=_KINDS_ZH[PositionBreak.Kind(row.kind)],
        explanation=explanation.reason if explanation else "",
        explained_by=explanation.person.name if explanation else "",
        explained_on=explanation.explained_on if explanation else None,
    )
