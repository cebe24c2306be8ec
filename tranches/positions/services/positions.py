"""The transfer agent's positions: typed or loaded from a CSV file, reconciled with the ledger, breaks explained (EA 4.1)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from documents.days import day_words
from documents.errors import RuleViolation
from documents.intake import Intake
from documents.models import Document
from documents.sentences import ended
from tranches.models import AgreementParty, EscrowAgreement, Posting, SecurityLine
from tranches.positions.filing import file_reconciliation
from tranches.positions.models import BreakExplanation, PositionBreak, PositionLine, PositionStatement
from tranches.positions.selectors.positions import causes_on, ledger_on
from tranches.selectors.ledger.units import line_on
from tranches.selectors.terms import terms_of
from tranches.services.act import act, agent_of
from tranches.services.common import acting_person, needed, next_number, not_in_future
from tranches.services.deed import Deed
from tranches.services.tables import Looked, WrongLine, day_cell, look_at, shares_cell, text_cell
from tranches.terms.sums.reconciliation import Cause, likely, same_name
from tranches.terms.typed import MOST_SHARES

HEADING = ("date", "holder", "security", "shares")
Kind = PositionBreak.Kind


@dataclass(frozen=True)
class Stated:
    """One line of a statement: so many shares of a security in the name of a holder."""

    as_of: date
    holder: str
    security: str
    shares: int


@act("record_position")
def record_position(
    deed: Deed, *, agreement: EscrowAgreement, as_of: date, security: str, shares: int, paper: Intake
) -> PositionStatement:
    """Record the position of a day in the agent's own name as the transfer agent's paper states it, and reconcile it.

    Refuses a future day or one before the agreement, another security, and a number that is no count of shares.
    """
    not_in_future(agreement, as_of, deed.now, "as_of")
    if not 0 <= shares < MOST_SHARES:
        raise RuleViolation("shares_unusable", "Enter whole shares from 0 on.", field="shares")
    _check_day(agreement, as_of, "as_of")
    _check_security(agreement, line_on(agreement, as_of), security, "security")
    lines = [Stated(as_of, agent_of(agreement).party.name, security.strip(), shares)]
    document = _file(deed, agreement, paper, as_of)
    return _reconcile(deed, agreement, lines, document, None)


@act("load_position")
def load_position(
    deed: Deed, *, agreement: EscrowAgreement, file: Intake, paper: Intake | None = None
) -> PositionStatement:
    """Load the position of one day from a CSV file (`date,holder,security,shares`), and reconcile it; all of it or nothing.

    Refuses, naming the lines: what is no day or is in the future, several days, another security, what is no whole number of
    shares, a formula, and a line that stands there twice.
    """
    today, agent = deed.today, agent_of(agreement)
    rows = look_at_position(agreement, file.content, today=today).in_order
    as_of = rows[0][1].as_of
    _check_day(agreement, as_of, "file")
    table = _file(deed, agreement, file, as_of, what="table")
    document = _file(deed, agreement, paper, as_of) if paper is not None else table
    lines = sorted((row for _, row in rows), key=lambda row: not same_name(row.holder, agent.party.name))
    return _reconcile(deed, agreement, lines, document, table)


@act("explain_break")
def explain_break(
    deed: Deed, *, position_break: PositionBreak, reason: str, paper: Intake | None = None
) -> BreakExplanation:
    """Record why a break is in order. By another person than who loaded the statement; a second explanation is refused."""
    statement = position_break.statement
    agreement = statement.agreement
    reason = needed(reason, "Say why the statement and the ledger differ here.", "reason")
    if hasattr(position_break, "explanation"):
        raise RuleViolation(
            "explained_already",
            "This break is explained already. Load a new statement if it was explained wrongly.",
        )
    newest = PositionStatement.objects.filter(agreement=agreement).order_by("-as_of", "-number").first()
    if newest is not None and newest.pk != statement.pk:
        raise RuleViolation(
            "statement_overtaken", f"{newest} has taken the place of {statement}. Look at its breaks instead."
        )
    person_id = acting_person(deed.actor)
    if person_id == statement.person_id:
        raise RuleViolation(
            "needs_second_person",
            "Who loaded a statement does not explain its breaks. Another person of the escrow agent must.",
        )
    day = deed.today
    document = None
    if paper is not None:
        document = deed.file(
            paper,
            about=agreement,
            kind="break_explanation",
            title=f"Explanation of {position_break} of {statement}",
            dated_on=day,
        )
    row = deed.create(
        BreakExplanation(
            agreement=agreement,
            position_break=position_break,
            reason=reason,
            explained_on=day,
            document=document,
            person_id=person_id,
            recorded_at=deed.now,
        ),
        why=reason,
    )
    deed.note(
        "break.explained",
        agreement,
        effective_on=day,
        reason=reason,
        before={"break": "open"},
        after={"break": "explained"},
        facts={
            "statement": str(statement),
            "number": position_break.number,
            "difference": position_break.difference,
        },
        documents=(document,) if document else (),
    )
    return row


@act("make_reconciliation")
def make_reconciliation(deed: Deed, *, statement: PositionStatement) -> Document:
    """Make and file the reconciliation of a statement with the ledger of its day, as its breaks and the claims stand now."""
    agreement = statement.agreement
    document = file_reconciliation(deed, statement)
    deed.note(
        "reconciliation.made",
        agreement,
        effective_on=deed.today,
        facts={"statement": str(statement), "as_of": statement.as_of},
        documents=(document,),
    )
    return document


def look_at_position(agreement: EscrowAgreement, content: bytes, *, today: date) -> Looked[Stated]:
    """A statement as a file, as it was understood, with what is wrong in it; nothing is loaded."""
    return look_at(
        content,
        HEADING,
        lambda cells: _stated(cells, today),
        check=lambda rows: _wrong_lines(agreement, rows),
    )


def _stated(cells: list[str], today: date) -> Stated:
    day, holder, security, shares = cells
    return Stated(
        day_cell(day, today=today, column=1),
        text_cell(holder, "the holder", longest=200, column=2),
        text_cell(security, "the security", longest=200, column=3),
        shares_cell(shares, least=0, column=4),
    )


def _wrong_lines(agreement: EscrowAgreement, rows: Sequence[tuple[int, Stated]]) -> Iterator[WrongLine]:
    """One day, the agreement's own security, and each holder once."""
    seen: dict[str, int] = {}
    if rows[0][1].as_of < agreement.effective_on:
        return  # refused as a whole, by its day
    for number, row in rows:
        as_of, holder = rows[0][1].as_of, row.holder.casefold()
        line = line_on(agreement, as_of)
        if row.as_of != as_of:
            yield WrongLine(
                number,
                "date",
                f"{day_words(row.as_of)} is another day than {day_words(as_of)}; a statement is of one day",
            )
        elif not is_security(agreement, line, row.security):
            yield WrongLine(number, "security", f"“{row.security[:40]}” is not {line.instrument}")
        elif holder in seen:
            yield WrongLine(number, "holder", f"the holder of line {seen[holder]} again")
        seen.setdefault(holder, number)


def is_security(agreement: EscrowAgreement, line: SecurityLine, text: str) -> bool:
    """Whether a text names what is in escrow: the security by its name, or by the identifier of the terms."""
    identifier = terms_of(agreement).instrument.identifier
    return same_name(text, line.instrument) or same_name(text, identifier)


def _check_security(agreement: EscrowAgreement, line: SecurityLine, security: str, field: str) -> None:
    if not is_security(agreement, line, security):
        raise RuleViolation(
            "other_security",
            f"In escrow are {line.instrument}, not “{security.strip()[:60]}”. Enter the position in these.",
            field=field,
        )


def _check_day(agreement: EscrowAgreement, as_of: date, field: str) -> None:
    if as_of < agreement.effective_on:
        raise RuleViolation(
            "dates_out_of_order",
            f"The agreement is in force since {day_words(agreement.effective_on)}; a statement is of a later day.",
            field=field,
        )


def _file(deed: Deed, agreement: EscrowAgreement, paper: Intake, as_of: date, *, what: str = "") -> Document:
    title = f"Position at the transfer agent, {day_words(as_of)}{f' ({what})' if what else ''}"
    return deed.file(paper, about=agreement, kind="position_statement", title=title, dated_on=as_of)


def _reconcile(
    deed: Deed, agreement: EscrowAgreement, lines: list[Stated], document: Document, table: Document | None
) -> PositionStatement:
    """Keep the statement with what the ledger had that day and every break between the two."""
    as_of, agent = lines[0].as_of, agent_of(agreement)
    own = [row for row in lines if _is_agents(row, agent)]
    stated, ledger = sum(row.shares for row in own), ledger_on(agreement, as_of)
    statement = deed.create(
        PositionStatement(
            agreement=agreement,
            number=next_number(PositionStatement, agreement=agreement),
            line=line_on(agreement, as_of),
            as_of=as_of,
            stated_shares=stated,
            ledger_shares=ledger,
            document=document,
            table=table,
            ledger_until=next_number(Posting, agreement=agreement) - 1,
            person_id=acting_person(deed.actor),
            recorded_at=deed.now,
        ),
        why=f"position of {day_words(as_of)}",
    )
    for number, row in enumerate(lines, start=1):
        deed.create(
            PositionLine(
                statement=statement,
                number=number,
                holder=row.holder,
                security=row.security,
                shares=row.shares,
                is_agents=row in own,
            ),
            why=f"position of {day_words(as_of)}",
        )
    breaks = [*_of_total(agreement, as_of, stated - ledger), *_of_others(lines, own, agent)]
    for number, cause in enumerate(breaks, start=1):
        deed.create(
            PositionBreak(
                statement=statement, number=number, kind=cause.kind, difference=cause.shares, text=cause.text
            ),
            why=cause.kind,
        )
    deed.note(
        "position.recorded",
        agreement,
        effective_on=as_of,
        after={"position": "agrees" if not breaks else f"{len(breaks)} to be explained"},
        facts={
            "statement": str(statement),
            "stated": stated,
            "ledger": ledger,
            "breaks": [f"{cause.shares:+,}: {cause.text}" for cause in breaks],
        },
        documents=(document,) if table in (None, document) else (document, table),
    )
    return statement


def _is_agents(row: Stated, agent: AgreementParty) -> bool:
    return same_name(row.holder, agent.party.name) or same_name(row.holder, agent.party.name_zh)


def _of_total(agreement: EscrowAgreement, as_of: date, difference: int) -> list[Cause]:
    """The breaks that make up the difference: the likely causes, else one without."""
    if not difference:
        return []
    causes = causes_on(agreement, as_of)
    found = list(likely(difference, causes))
    if found:
        return found
    fewer = "fewer" if difference < 0 else "more"
    hints = " ".join(cause.text for cause in causes[:3])
    text = f"{abs(difference):,} shares {fewer} are stated than the ledger has, and nothing on record adds up to it."
    return [Cause(Kind.UNKNOWN, difference, f"{text} {f'On record: {hints}' if hints else ''}".strip())]


def _of_others(lines: list[Stated], own: list[Stated], agent: AgreementParty) -> list[Cause]:
    return [
        Cause(
            Kind.OTHER_NAME,
            row.shares,
            ended(f"{row.shares:,} shares stand in the name of {row.holder}, not of {agent.party.name}"),
        )
        for row in lines
        if row not in own and row.shares
    ]
