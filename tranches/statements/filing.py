"""Filing statements of the escrow account."""

from datetime import date

from documents.models import Document
from documents.papers.words import short_date
from tranches.models import (
    EscrowAgreement,
)
from tranches.selectors.ledger.as_of import AsOf
from tranches.services.deed import Deed
from tranches.services.paperwork import file_sheet, next_reference
from tranches.statements.papers.statement import statement_sheet


def file_statement(deed: Deed, *, seen: AsOf | None = None) -> Document:
    """Make and file the statement of the escrow account as it stands, or as of two dates (EA 1.2, 2)."""
    agreement = deed.agreement
    reference = next_reference(agreement, "statement")
    dates = f" as at {short_date(seen.day)}, known on {short_date(seen.known_on)}" if seen else ""
    return file_sheet(
        deed,
        agreement,
        statement_sheet(agreement, reference=reference, now=deed.now, seen=seen),
        title=f"Statement of the escrow account{dates}",
        reference=reference,
        name="statement",
    )


def file_closing_statement(
    deed: Deed, agreement: EscrowAgreement, *, expired_on: date, successor: str = ""
) -> Document:
    """Make and file the closing statement: nothing is in escrow any more, or all of it is with the successor agent (EA 2)."""
    reference = f"{agreement.reference}/closing"
    return file_sheet(
        deed,
        agreement,
        statement_sheet(
            agreement, reference=reference, now=deed.now, closing=expired_on, successor=successor
        ),
        title="Closing statement of the escrow account",
        reference=reference,
        name="statement",
    )
