"""The statement of the escrow account, addressed to the recipient with copies to the others (EA 1.2, 2)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from documents.errors import RuleViolation
from documents.papers import words as figures
from documents.papers.parts import Note, Position, SignatureBlock
from documents.sentences import counted, ended
from tranches.models import Account, AgreementParty, EscrowAgreement, TrancheState
from tranches.money.selectors.fees import fee_rows
from tranches.papers import common, naming
from tranches.papers.frame import frame_of
from tranches.papers.open_matters import holds_of, open_matters_of
from tranches.papers.statement_sheet import (
    EarlierRow,
    FeeYear,
    LineRow,
    StatementSheet,
    TrancheFigures,
    TrancheRow,
)
from tranches.rights.selectors.dividends import DividendRow, dividend_rows
from tranches.selectors.amendment.terminations import termination_in_force
from tranches.selectors.assessment.assessed import actuals_then, result_then
from tranches.selectors.ending.closing import gone_by_tranche
from tranches.selectors.ledger.as_of import AsOf, now_of, state_then, states_as_of, terms_as_of
from tranches.selectors.ledger.balances import Balances, balances
from tranches.selectors.ledger.line_history import line_histories
from tranches.statements.papers.movements import movements_of
from tranches.terms.agreement_terms import AgreementTerms
from tranches.terms.currencies import MINOR_PLACES
from tranches.terms.sums.figures import grouped_decimal

_ALWAYS = (Account.HELD, Account.RESERVED, Account.KEPT, Account.RECIPIENT)
_LABELS = {Account.HELD: {"label": "Held in escrow", "label_zh": "托管中"}}
"""A year whose report is at hand is held and due: the papers' own "not yet due" would be wrong of it."""


def statement_sheet(
    agreement: EscrowAgreement,
    *,
    reference: str,
    now: datetime,
    closing: date | None = None,
    successor: str = "",
    seen: AsOf | None = None,
) -> StatementSheet:
    """Where every share is, how it got there, and what is open: as of `seen`, else as it stands now.

    `closing` is the day of expiry, for the closing statement, or that of the hand-over to the `successor`. Refuses a day on which
    the entries known do not add up: one that took effect later took shares from a place that another, recorded or effective
    later, filled.
    """
    today = now_of(agreement, now)
    seen = seen or today
    terms, standing = terms_as_of(agreement, seen), balances(agreement, seen)
    _check_adds_up(standing)
    recipient = agreement.agreement_parties.select_related("party").filter(is_recipient=True).first()
    states = states_as_of(agreement, seen)
    result = result_then(agreement, seen)
    return StatementSheet(
        frame=frame_of(
            agreement,
            reference=reference,
            now=now,
            but=(naming.AGENT, recipient.part if recipient else naming.AGENT),
        ),
        to_lines=naming.address_lines(recipient) if recipient else ("The parties",),
        as_at=seen.day,
        known_on=seen.known_on,
        movements_since=agreement.effective_on if standing.line is None else standing.line.opened_on,
        issued_on=today.day,
        agreements=common.agreements_of(terms),
        instrument=common.instrument_held(agreement, standing.line),
        positions=positions_of(standing),
        deposited=standing.deposited,
        in_escrow=standing.in_escrow,
        metric=common.metric_of(terms.tranches),
        tranches=rows_of(agreement, terms, seen, states, standing),
        movements=movements_of(agreement, seen),
        lines=lines_of(agreement, seen),
        earlier=earlier_of(standing),
        figures=figures_of(terms, result),
        holds=holds_of(agreement, terms, seen),
        open_matters=open_matters_of(agreement, terms, seen, states),
        fees=fees_of(agreement, seen),
        rights=() if closing else rights_of(terms, recipient, standing, seen),
        closed_on=seen.day if closing else None,
        expired_on=closing,
        handed_over_to=successor,
        terminated_by=_termination(agreement) if closing and not successor else "",
        issued_by=SignatureBlock(
            capacity="for the escrow agent",
            capacity_zh="代表托管代理人",
            party=naming.agent_in(agreement).party.name,
        ),
        position_clauses=terms.clause("escrow_period"),
        tranche_clauses=terms.cited("target", "release", "deduction", "offset"),
        movement_clauses=terms.cited("deposit", "transfer", "deduction"),
        hold_clauses=terms.cited("dispute", "suspension"),
        rights_clauses=terms.clause("rights"),
        fee_clauses=terms.clause("fee"),
    )


def _termination(agreement: EscrowAgreement) -> str:
    """The agreement of all parties that ended it, where one did."""
    found = termination_in_force(agreement)
    return str(found) if found else ""


def _check_adds_up(standing: Balances) -> None:
    short = [Account(name) for (name, _), shares in standing.shares.items() if shares < 0]
    wrong = [account.label.lower() for account in short if account not in (Account.ISSUER, Account.CONVERTED)]
    if wrong:
        raise RuleViolation(
            "entries_do_not_add_up",
            f"The entries that had taken effect and were known by then take more from “{wrong[0]}” than they put there. "
            "Choose a later day.",
            field="day",
        )


def fees_of(agreement: EscrowAgreement, seen: AsOf) -> tuple[FeeYear, ...]:
    """The fee years entered then, with what was paid on them (EA 4.4)."""
    return tuple(
        FeeYear(
            number=row.entry.number,
            starts_on=row.entry.starts_on,
            ends_on=row.entry.ends_on,
            currency=row.entry.currency,
            places=MINOR_PLACES[row.entry.currency],
            amount_minor=row.entry.amount_minor,
            paid_minor=row.paid_minor,
            invoice=f"{agreement.reference}/{row.invoice}" if row.invoice else "",
        )
        for row in fee_rows(agreement, seen)
    )


def positions_of(standing: Balances) -> tuple[Position, ...]:
    """Every account that holds shares, but the sources they came from, and the usual ones even when they are empty."""
    accounts = [account for account in Account if account not in (Account.ISSUER, Account.CONVERTED)]
    return tuple(
        Position(account=account.value, shares=standing.total(account), **_LABELS.get(account, {}))
        for account in accounts
        if account in _ALWAYS or standing.total(account)
    )


def rows_of(
    agreement: EscrowAgreement,
    terms: AgreementTerms,
    seen: AsOf,
    states: dict[tuple[str, str], str],
    standing: Balances,
) -> tuple[TrancheRow, ...]:
    """One row a tranche: its state and shares, and the figure of the report that counted then."""
    rows, gone, actuals = [], gone_by_tranche(agreement, seen), actuals_then(agreement, seen)
    for tranche in agreement.tranches.order_by("number"):
        tranche.agreement = agreement
        number, year = tranche.number, terms.tranche(tranche.number)
        state = TrancheState(state_then(tranche, states, "tranche") or TrancheState.PENDING)
        rows.append(
            TrancheRow(
                number=number,
                period=naming.period_label(year),
                target=year.target,
                actual=actuals.get(number),
                state=state.label,
                state_zh=naming.state_name_zh(state),
                held=standing.of(Account.HELD, number),
                reserved=standing.of(Account.RESERVED, number) + standing.of(Account.RESERVED_RETURN, number),
                kept=standing.of(Account.KEPT, number),
                released=standing.of(Account.RECIPIENT, number),
                gone=gone.get(number, 0),
            )
        )
    return tuple(rows)


def lines_of(agreement: EscrowAgreement, seen: AsOf) -> tuple[LineRow, ...]:
    """The security lines one after the other, where a corporate action opened more than the first."""
    found = line_histories(agreement, seen)
    if len(found) < 2:
        return ()
    return tuple(
        LineRow(
            number=row.line.number,
            instrument=row.instrument.name,
            instrument_zh=row.instrument.name_zh,
            opened_on=row.line.opened_on,
            opened_by=row.opened_by,
            came_in=row.came_in,
            released=row.released,
            gone=row.gone,
            carried_on=row.carried_on,
            in_escrow=row.in_escrow,
        )
        for row in found
    )


def earlier_of(standing: Balances) -> tuple[EarlierRow, ...]:
    """What reached the recipient in lines that were closed, line by line and tranche by tranche."""
    return tuple(
        EarlierRow(
            tranche=number,
            line=line.number,
            released=shares,
            counts_as=grouped_decimal(standing.converted(shares, line)),
        )
        for line in standing.earlier
        for (account, number), shares in sorted(line.shares.items(), key=lambda item: item[0][1] or 0)
        if account == Account.RECIPIENT and number is not None and shares
    )


def figures_of(terms: AgreementTerms, result: Mapping[str, Any] | None) -> tuple[TrancheFigures, ...]:
    """How the figure of every assessed year came about, offsets by later years included."""
    if result is None:
        return ()
    found = []
    for entry in result["tranches"]:
        number = entry["number"]
        steps = [step for step in result["derivation"] if step["tranche"] == number]
        label, label_zh = naming.year_label(terms.tranche(number))
        found.append(
            TrancheFigures(number=number, label=label, label_zh=label_zh, steps=common.steps_of(steps))
        )
    return tuple(found)


def rights_of(
    terms: AgreementTerms, recipient: AgreementParty | None, standing: Balances, seen: AsOf
) -> tuple[Note, ...]:
    """Whose the dividends and votes are while the shares are in escrow, and what came of them (EA 1.3, SPA 3.2)."""
    if recipient is None:
        return ()
    party = recipient.party
    whose, whose_zh = party.name, naming.amid_chinese(party.name_zh or party.name)
    notes: list[Note] = []
    if standing.in_escrow:
        notes.append(
            Note(
                text=ended(
                    f"Dividends and votes of the {counted(standing.in_escrow, 'share')} in escrow belong to {whose}"
                ),
                text_zh=f"托管中的 {standing.in_escrow:,} 股之股息及表决权归{whose_zh}所有。",
                clause=terms.clause("rights"),
            )
        )
    kept = standing.total(Account.KEPT)
    if kept:
        reading = terms.settings.chosen("kept_rights")
        notes.append(
            Note(
                text=f"For the {kept:,} shares kept the reading followed is: {reading.label}. They return to the issuer for "
                "cancellation when the agreement expires, unless a later year restores them.",
                text_zh=f"就留存的 {kept:,} 股，依循之解释为：{reading.label_zh}。"
                "除获后续年度恢复外，该等股份于协议期满时退回发行人注销。",
                clause=terms.clause("return"),
            )
        )
    return (*notes, *dividends_of(recipient.agreement, terms, seen))


def dividends_of(agreement: EscrowAgreement, terms: AgreementTerms, seen: AsOf) -> tuple[Note, ...]:
    """What of each dividend the recipient is due, and what of it was passed on (SPA 3.2)."""
    return tuple(
        _dividend(row, terms)
        for row in dividend_rows(agreement, seen.day, seen)
        if row.entitlement and row.set_aside is None
    )


def _dividend(row: DividendRow, terms: AgreementTerms) -> Note:
    dividend = row.dividend

    def told(amount: int) -> str:
        if not dividend.is_cash:
            return f"{amount:,} shares"
        return f"{dividend.currency} {figures.money(amount, MINOR_PLACES[dividend.currency])}"

    day, day_zh = figures.date_in_english(dividend.record_on), figures.date_in_chinese(dividend.record_on)
    return Note(
        text=f"Dividend {dividend}, record date {day}: {told(row.due)} are due, {told(row.passed_on)} are passed on"
        + (f", {told(row.his_withheld)} were withheld." if row.his_withheld else "."),
        text_zh=f"股息 {dividend}（登记日 {day_zh}）：应得 {told(row.due)}，已转付 {told(row.passed_on)}"
        + (f"，预扣 {told(row.his_withheld)}。" if row.his_withheld else "。"),
        clause=terms.clause("rights"),
    )
