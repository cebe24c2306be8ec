"""The statement of the escrow account, addressed to the recipient with copies to the others (EA 1.2, 2)."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from documents.papers.parts import Note, Position, SignatureBlock, TrancheFigures, TrancheRow
from documents.papers.sheets import StatementSheet
from tranches.models import Account, AgreementParty, Assessment, EscrowAgreement
from tranches.papers import common, naming
from tranches.papers.frame import frame_of
from tranches.papers.movements import movements_of
from tranches.papers.open_matters import holds_of, open_matters_of
from tranches.selectors.assessments import current_assessment, result_of
from tranches.selectors.balances import Balances, balances
from tranches.selectors.closing import gone_by_tranche
from tranches.selectors.terms import terms_of
from tranches.terms.agreement_terms import AgreementTerms

_ALWAYS = (Account.HELD, Account.RESERVED, Account.KEPT, Account.RECIPIENT)
_LABELS = {Account.HELD: {"label": "Held in escrow", "label_zh": "托管中"}}
"""A year whose report is at hand is held and due: the papers' own "not yet due" would be wrong of it."""


def statement_sheet(
    agreement: EscrowAgreement, *, reference: str, now: datetime, closing: date | None = None
) -> StatementSheet:
    """Where every share is, how it got there, and what is open, as the ledger stands now.

    `closing` is the day of expiry, for the closing statement.
    """
    terms, standing = terms_of(agreement), balances(agreement)
    day = now.astimezone(ZoneInfo(terms.time_zone)).date()
    recipient = agreement.agreement_parties.select_related("party").filter(is_recipient=True).first()
    assessment = current_assessment(agreement)
    return StatementSheet(
        frame=frame_of(
            agreement,
            reference=reference,
            now=now,
            but=(naming.AGENT, recipient.part if recipient else naming.AGENT),
        ),
        to_lines=naming.address_lines(recipient) if recipient else ("The parties",),
        as_at=day,
        movements_since=agreement.effective_on,
        issued_on=day,
        agreements=common.agreements_of(terms),
        instrument=common.instrument_of(terms),
        positions=positions_of(standing),
        deposited=standing.deposited,
        in_escrow=standing.in_escrow,
        metric=common.metric_of(terms.tranches),
        tranches=rows_of(agreement, terms, assessment, standing),
        movements=movements_of(agreement),
        figures=figures_of(terms, assessment),
        holds=holds_of(agreement, terms),
        open_matters=open_matters_of(agreement, terms),
        rights=() if closing else rights_of(terms, recipient, standing),
        closed_on=day if closing else None,
        expired_on=closing,
        issued_by=SignatureBlock(
            capacity="for the escrow agent",
            capacity_zh="代表托管代理人",
            party=naming.agent_in(agreement).party.name,
        ),
        position_clauses=terms.clause("escrow_period"),
        tranche_clauses=common.cited(terms, "target", "release", "deduction", "offset"),
        movement_clauses=common.cited(terms, "deposit", "transfer", "deduction"),
        hold_clauses=common.cited(terms, "dispute", "suspension"),
        rights_clauses=terms.clause("rights"),
    )


def positions_of(standing: Balances) -> tuple[Position, ...]:
    """Every account but the issuer's that holds shares, and the usual ones even when they are empty."""
    accounts = [account for account in Account if account != Account.ISSUER]
    return tuple(
        Position(account=account.value, shares=standing.total(account), **_LABELS.get(account, {}))
        for account in accounts
        if account in _ALWAYS or standing.total(account)
    )


def rows_of(
    agreement: EscrowAgreement, terms: AgreementTerms, assessment: Assessment | None, standing: Balances
) -> tuple[TrancheRow, ...]:
    """One row a tranche; the figure is the newest assessment's."""
    rows, gone = [], gone_by_tranche(agreement)
    for tranche in agreement.tranches.order_by("number"):
        number, year = tranche.number, terms.tranche(tranche.number)
        result = result_of(assessment, number)
        actual = result["actual"] if result else None
        rows.append(
            TrancheRow(
                number=number,
                period=naming.period_label(year),
                target=year.target,
                actual=None if actual is None else common.exact(actual),
                held=standing.of(Account.HELD, number),
                reserved=standing.of(Account.RESERVED, number) + standing.of(Account.RESERVED_RETURN, number),
                kept=standing.of(Account.KEPT, number),
                released=standing.of(Account.RECIPIENT, number),
                gone=gone.get(number, 0),
            )
        )
    return tuple(rows)


def figures_of(terms: AgreementTerms, assessment: Assessment | None) -> tuple[TrancheFigures, ...]:
    """How the figure of every assessed year came about, offsets by later years included."""
    if assessment is None:
        return ()
    found = []
    for result in assessment.result["tranches"]:
        number = result["number"]
        steps = [step for step in assessment.result["derivation"] if step["tranche"] == number]
        label, label_zh = naming.year_label(terms.tranche(number))
        found.append(
            TrancheFigures(number=number, label=label, label_zh=label_zh, steps=common.steps_of(steps))
        )
    return tuple(found)


def rights_of(
    terms: AgreementTerms, recipient: AgreementParty | None, standing: Balances
) -> tuple[Note, ...]:
    """Whose the dividends and votes are while the shares are in escrow (EA 1.3, SPA 3.2)."""
    if recipient is None:
        return ()
    party = recipient.party
    whose, whose_zh = party.name, naming.amid_chinese(party.name_zh or party.name)
    notes = [
        Note(
            text=f"Dividends and votes of the {standing.in_escrow:,} shares in escrow belong to {whose}.",
            text_zh=f"托管中的 {standing.in_escrow:,} 股之股息及表决权归{whose_zh}所有。",
            clause=terms.clause("rights"),
        )
    ]
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
    return tuple(notes)
