"""The papers of an agreement: made once, in the transaction of the act they belong to, and filed.

Each function reads the sheet, renders it and files the bytes; nobody renders it again to look at it. The head that a paper
prints is the journal's at the moment of making, the event before the one that files it.
"""

from documents.actor import Actor
from documents.intake import Intake, safe_name
from documents.models import Document
from documents.papers.sheets import Sheet, paper_kinds
from tranches.models import (
    Amendment,
    Assessment,
    CorporateAction,
    Disposition,
    EscrowAgreement,
    Instruction,
    Release,
    Report,
    Tranche,
)
from tranches.papers.amendment import amendment_sheet
from tranches.papers.conversion import conversion_sheet
from tranches.papers.disposition import disposition_sheet
from tranches.papers.instruction import instruction_sheet
from tranches.papers.letter import letter_sheet
from tranches.papers.notice import notice_sheet
from tranches.papers.returning import return_notice_sheet
from tranches.services.deed import Deed
from tranches.services.journal import Subject

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
    return file_sheet(
        deed,
        instruction,
        instruction_sheet(instruction, executed=executed, now=deed.now),
        title=f"{name} {instruction}, {rendition}",
        reference=f"{instruction.agreement.reference}/{instruction}",
        name=rendition,
    )


def file_release_letter(deed: Deed, release: Release) -> Document:
    """Make and file the letter to the transfer agent (EA 3.2). Its lines and authorisations must be on record."""
    return file_sheet(
        deed,
        release,
        letter_sheet(release, now=deed.now),
        title=f"Letter to the transfer agent {release}",
        reference=f"{release.agreement.reference}/{release}",
        name="letter",
    )


def file_deduction_notice(deed: Deed, tranche: Tranche, assessment: Assessment, report: Report) -> Document:
    """Make and file the notice that a year fell short (SPA 5.2(1))."""
    reference = next_reference(tranche.agreement, "deduction_notice")
    return file_sheet(
        deed,
        tranche,
        notice_sheet(tranche, assessment, report, reference=reference, now=deed.now),
        title=f"Notice of deduction, tranche {tranche.number}",
        reference=reference,
        name="notice of deduction",
    )


def file_return_notice(deed: Deed, instruction: Instruction) -> Document:
    """Make and file the notice to the recipient that kept shares go back to the issuer (SPA 5.2(1))."""
    reference = next_reference(instruction.agreement, "return_notice")
    return file_sheet(
        deed,
        instruction,
        return_notice_sheet(instruction, reference=reference, now=deed.now),
        title=f"Notice of return, {instruction}",
        reference=reference,
        name="notice of return",
    )


def file_disposition_paper(
    deed: Deed, disposition: Disposition, *, letter: bool, finding: str = ""
) -> Document:
    """Make and file the notice to all parties, or the letter to the transfer agent, of a disposition (EA 4.2)."""
    name = "letter" if letter else "notice"
    finding = disposition.legal_check.finding if letter else finding
    reference = f"{disposition.agreement.reference}/{disposition}" + ("" if letter else "/notice")
    return file_sheet(
        deed,
        disposition.agreement,
        disposition_sheet(disposition, letter=letter, finding=finding, reference=reference, now=deed.now),
        title=f"{'Letter to the transfer agent' if letter else 'Notice to all parties'} on {disposition}",
        reference=reference,
        name=name,
    )


def file_amendment(deed: Deed, amendment: Amendment, *, executed: bool) -> Document:
    """Make and file the amendment to be signed, or with `executed` the certificate with every party's signature (SPA 5.3, 11.2)."""
    rendition = "executed" if executed else "proposal"
    return file_sheet(
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
    return file_sheet(
        deed,
        action.agreement,
        conversion_sheet(action, authorised_by=authorised_by, reference=reference, now=deed.now),
        title=f"Corporate action {action}: {action.get_kind_display().lower()}, {action.ratio_text}, before and after",
        reference=reference,
        name="before and after",
    )


def next_reference(agreement: EscrowAgreement, kind: str) -> str:
    """`KX-2025/S-4`: papers of a kind are counted through; the agreement's lock makes the numbers gapless."""
    made = Document.objects.filter(binder=agreement.binder, kind=kind, made_here=True).count()
    return f"{agreement.reference}/{paper_kinds()[kind].letter}-{made + 1}"


def file_sheet(
    deed: Deed, about: Subject, sheet: Sheet, *, title: str, reference: str, name: str
) -> Document:
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
