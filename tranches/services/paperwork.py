"""The papers of an agreement: made once, in the transaction of the act they belong to, and filed.

Each function reads the sheet, renders it and files the bytes; nobody renders it again to look at it. The head that a paper
prints is the journal's at the moment of making, the event before the one that files it.
"""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from documents.actor import Actor
from documents.intake import Intake, safe_name
from documents.models import Document
from documents.papers.sheets import Sheet, paper_kinds
from documents.papers.words import short_date
from tranches.models import (
    AgreementParty,
    Amendment,
    Assessment,
    CorporateAction,
    Disposition,
    EscrowAgreement,
    FeeEntry,
    Instruction,
    Notice,
    PositionStatement,
    Release,
    Report,
    Tranche,
)
from tranches.papers.amendment import amendment_sheet
from tranches.papers.conversion import conversion_sheet
from tranches.papers.courier import courier_notice_sheet
from tranches.papers.disposition import disposition_sheet
from tranches.papers.dividend_advice import dividend_advice_sheet
from tranches.papers.fee_invoice import fee_invoice_sheet
from tranches.papers.instruction import instruction_sheet
from tranches.papers.letter import letter_sheet
from tranches.papers.notice import notice_sheet
from tranches.papers.penalty import penalty_sheet
from tranches.papers.proxy_letter import proxy_letter_sheet
from tranches.papers.readings import readings_sheet
from tranches.papers.reconciliation import reconciliation_sheet
from tranches.papers.returning import return_notice_sheet
from tranches.papers.statement import statement_sheet
from tranches.selectors.as_of import AsOf
from tranches.selectors.dividends import DividendRow
from tranches.selectors.fees import Payer
from tranches.selectors.meetings import MeetingRow
from tranches.services.deed import Deed
from tranches.services.journal import Subject
from tranches.terms.compare import Comparison
from tranches.terms.penalty import Penalty

PDF = "application/pdf"


def file_instruction(deed: Deed, instruction: Instruction, *, executed: bool) -> Document:
    """Make and file the proposal, or with `executed` the certificate with the approvals (EA 3.1(b)).

    An instruction on a settlement, award or judgment has papers of its own kinds; its certificate shows the second person's check
    (EA 3.3).
    """
    joint = instruction.is_signed
    name = (
        f"Joint written instruction{' to return' if instruction.is_return else ''}"
        if joint
        else f"Instruction on a governing paper ({instruction.get_basis_display()})"
    )
    rendition = "executed" if executed else "proposal"
    return _file(
        deed,
        instruction,
        instruction_sheet(instruction, executed=executed, now=deed.now),
        title=f"{name} {instruction}, {rendition}",
        reference=f"{instruction.agreement.reference}/{instruction}",
        name=rendition,
    )


def file_release_letter(deed: Deed, release: Release) -> Document:
    """Make and file the letter to the transfer agent (EA 3.2). Its lines and authorisations must be on record."""
    return _file(
        deed,
        release,
        letter_sheet(release, now=deed.now),
        title=f"Letter to the transfer agent {release}",
        reference=f"{release.agreement.reference}/{release}",
        name="letter",
    )


def file_deduction_notice(deed: Deed, tranche: Tranche, assessment: Assessment, report: Report) -> Document:
    """Make and file the notice that a year fell short (SPA 5.2(1))."""
    reference = _next_reference(tranche.agreement, "deduction_notice")
    return _file(
        deed,
        tranche,
        notice_sheet(tranche, assessment, report, reference=reference, now=deed.now),
        title=f"Notice of deduction, tranche {tranche.number}",
        reference=reference,
        name="notice of deduction",
    )


def file_statement(deed: Deed, *, seen: AsOf | None = None) -> Document:
    """Make and file the statement of the escrow account as it stands, or as of two dates (EA 1.2, 2)."""
    agreement = deed.agreement
    reference = _next_reference(agreement, "statement")
    dates = f" as at {short_date(seen.day)}, known on {short_date(seen.known_on)}" if seen else ""
    return _file(
        deed,
        agreement,
        statement_sheet(agreement, reference=reference, now=deed.now, seen=seen),
        title=f"Statement of the escrow account{dates}",
        reference=reference,
        name="statement",
    )


def file_courier_notice(deed: Deed, notice: Notice, to: list[AgreementParty]) -> Document:
    """Make and file the letter of a notice that the escrow agent sends by courier (SPA 11.3); the notice is recorded after it."""
    agreement = notice.agreement
    reference = f"{agreement.reference}/CN-{notice.number}"
    return _file(
        deed,
        agreement,
        courier_notice_sheet(
            agreement,
            reference=reference,
            subject=notice.subject,
            text=notice.text,
            to=to,
            sent_on=notice.sent_on,
            courier=notice.courier,
            tracking_number=notice.tracking_number,
            now=deed.now,
        ),
        title=f"Notice {notice.number} of the escrow agent",
        reference=reference,
        name="notice",
    )


def file_return_notice(deed: Deed, instruction: Instruction) -> Document:
    """Make and file the notice to the recipient that kept shares go back to the issuer (SPA 5.2(1))."""
    reference = _next_reference(instruction.agreement, "return_notice")
    return _file(
        deed,
        instruction,
        return_notice_sheet(instruction, reference=reference, now=deed.now),
        title=f"Notice of return, {instruction}",
        reference=reference,
        name="notice of return",
    )


def file_closing_statement(
    deed: Deed, agreement: EscrowAgreement, *, expired_on: date, successor: str = ""
) -> Document:
    """Make and file the closing statement: nothing is in escrow any more, or all of it is with the successor agent (EA 2)."""
    reference = f"{agreement.reference}/closing"
    return _file(
        deed,
        agreement,
        statement_sheet(
            agreement, reference=reference, now=deed.now, closing=expired_on, successor=successor
        ),
        title="Closing statement of the escrow account",
        reference=reference,
        name="statement",
    )


def file_disposition_paper(
    deed: Deed, disposition: Disposition, *, letter: bool, finding: str = ""
) -> Document:
    """Make and file the notice to all parties, or the letter to the transfer agent, of a disposition (EA 4.2)."""
    name = "letter" if letter else "notice"
    finding = disposition.legal_check.finding if letter else finding
    reference = f"{disposition.agreement.reference}/{disposition}" + ("" if letter else "/notice")
    return _file(
        deed,
        disposition.agreement,
        disposition_sheet(disposition, letter=letter, finding=finding, reference=reference, now=deed.now),
        title=f"{'Letter to the transfer agent' if letter else 'Notice to all parties'} on {disposition}",
        reference=reference,
        name=name,
    )


def file_readings(
    deed: Deed, agreement: EscrowAgreement, comparison: Comparison, *, recorded: Mapping[int, Fraction]
) -> Document:
    """Make and file the comparison of the readings (SPA 5.2); `recorded` are the figures on record among those it used."""
    reference = _next_reference(agreement, "readings")
    return _file(
        deed,
        agreement,
        readings_sheet(agreement, comparison, recorded=recorded, reference=reference, now=deed.now),
        title="Comparison of the readings",
        reference=reference,
        name="readings",
    )


def file_fee_invoice(deed: Deed, entry: FeeEntry, payer: Payer, *, number: int) -> Document:
    """Make and file the invoice of one fee year (EA 4.4)."""
    reference = f"{entry.agreement.reference}/F-{number}"
    return _file(
        deed,
        entry.agreement,
        fee_invoice_sheet(entry, payer, reference=reference, now=deed.now),
        title=f"Invoice F-{number}: escrow fee, year {entry.number}",
        reference=reference,
        name="invoice",
    )


def file_penalty(
    deed: Deed, tranche: Tranche, debtor: AgreementParty, found: Penalty, *, minor: int, number: int
) -> Document:
    """Make and file the statement of a penalty to one debtor (SPA 8.2)."""
    reference = f"{tranche.agreement.reference}/P-{number}"
    return _file(
        deed,
        tranche,
        penalty_sheet(tranche, debtor, found, minor=minor, reference=reference, now=deed.now),
        title=f"Penalty for late release, tranche {tranche.number}, to {debtor.party.name}",
        reference=reference,
        name="penalty",
    )


def file_reconciliation(deed: Deed, statement: PositionStatement) -> Document:
    """Make and file the reconciliation of the transfer agent's position with the ledger of its day (EA 4.1)."""
    reference = _next_reference(statement.agreement, "reconciliation")
    return _file(
        deed,
        statement.agreement,
        reconciliation_sheet(statement, reference=reference, now=deed.now),
        title=f"Reconciliation of {statement} with the ledger",
        reference=reference,
        name="reconciliation",
    )


def file_dividend_advice(
    deed: Deed, row: DividendRow, number: int, *, moved: int, moved_on: date
) -> Document:
    """Make and file the advice to the recipient of a dividend passed on (SPA 3.2). `moved` in minor units, or shares."""
    agreement = row.dividend.agreement
    reference = f"{agreement.reference}/{row.dividend}-{number}"
    return _file(
        deed,
        agreement,
        dividend_advice_sheet(row, moved=moved, moved_on=moved_on, reference=reference, now=deed.now),
        title=f"Dividend {row.dividend}: advice {number} to the recipient",
        reference=reference,
        name="dividend advice",
    )


def file_proxy_letter(deed: Deed, row: MeetingRow, number: int, *, proxy: str, shares: int) -> Document:
    """Make and file the letter that casts the votes as the recipient directed (SPA 3.2)."""
    agreement = row.meeting.agreement
    reference = f"{agreement.reference}/PX-{number}"
    return _file(
        deed,
        agreement,
        proxy_letter_sheet(row, proxy=proxy, shares=shares, reference=reference, now=deed.now),
        title=f"Proxy letter PX-{number} for {row.meeting}",
        reference=reference,
        name="proxy letter",
    )


def file_amendment(deed: Deed, amendment: Amendment, *, executed: bool) -> Document:
    """Make and file the amendment to be signed, or with `executed` the certificate with every party's signature (SPA 5.3, 11.2)."""
    rendition = "executed" if executed else "proposal"
    return _file(
        deed,
        amendment,
        amendment_sheet(amendment, executed=executed, now=deed.now),
        title=f"{amendment.get_kind_display()} {amendment}, {rendition}",
        reference=f"{amendment.agreement.reference}/{amendment}",
        name=rendition,
    )


def file_corporate_action(deed: Deed, action: CorporateAction, *, authorised_by: Actor) -> Document:
    """Make and file the before/after sheet of a corporate action, in the act that authorises it."""
    reference = f"{action.agreement.reference}/{action}"
    return _file(
        deed,
        action.agreement,
        conversion_sheet(action, authorised_by=authorised_by, reference=reference, now=deed.now),
        title=f"Corporate action {action}: {action.get_kind_display().lower()}, {action.ratio_text}, before and after",
        reference=reference,
        name="before and after",
    )


def _next_reference(agreement: EscrowAgreement, kind: str) -> str:
    """`KX-2025/S-4`: papers of a kind are counted through; the agreement's lock makes the numbers gapless."""
    made = Document.objects.filter(binder=agreement.binder, kind=kind, made_here=True).count()
    return f"{agreement.reference}/{paper_kinds()[kind].letter}-{made + 1}"


def _file(deed: Deed, about: Subject, sheet: Sheet, *, title: str, reference: str, name: str) -> Document:
    """Render a sheet once and file its bytes."""
    # The renderer takes half a second to load: whoever makes a paper waits for it, not every start of the desk.
    from documents.papers.render import render

    paper = Intake(render(sheet), safe_name(f"{reference.replace('/', ' ')} {name}", ".pdf"), PDF)
    return deed.file(
        paper,
        about=about,
        kind=sheet.filed_as.name,
        title=title,
        dated_on=sheet.paper_date,
        reference=reference,
        made_here=True,
    )
