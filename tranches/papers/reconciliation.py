"""The reconciliation of a position statement, addressed to the parties (EA 4.1)."""

from collections import defaultdict
from datetime import datetime

from documents.papers.parts import Position, SignatureBlock
from documents.papers.reconciliation import Break, OpenClaim, OpenLetter, ReconciliationSheet, StatedLine
from tranches.models import PositionBreak, PositionStatement, Posting
from tranches.papers import common, naming
from tranches.papers.frame import frame_of
from tranches.selectors.balances import IN_ESCROW
from tranches.selectors.claims import open_claims
from tranches.selectors.days import day_of
from tranches.selectors.positions import ledger_on
from tranches.selectors.terms import terms_of
from tranches.selectors.transfer_desk import letters_of

_KINDS_ZH = {
    PositionBreak.Kind.LETTER_OUT: "指示已发出，未获答复",
    PositionBreak.Kind.ANSWERED_LATER: "确认晚于对账日",
    PositionBreak.Kind.NOT_BOOKED: "已确认，尚未入账",
    PositionBreak.Kind.ASSUMED_DEPOSIT: "推定存入",
    PositionBreak.Kind.CAME_BACK: "误交付股份或已退回",
    PositionBreak.Kind.OTHER_NAME: "登记于他人名下",
    PositionBreak.Kind.UNKNOWN: "原因不明",
}


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
                reference=str(row.release),
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
