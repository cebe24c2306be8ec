"""Filing the reconciliation."""

from documents.models import Document
from tranches.positions.models import PositionStatement
from tranches.positions.papers import reconciliation_sheet
from tranches.services.deed import Deed
from tranches.services.paperwork import file_sheet, next_reference


def file_reconciliation(deed: Deed, statement: PositionStatement) -> Document:
    """Make and file the reconciliation of the transfer agent's position with the ledger of its day (EA 4.1)."""
    reference = next_reference(statement.agreement, "reconciliation")
    return file_sheet(
        deed,
        statement.agreement,
        reconciliation_sheet(statement, reference=reference, now=deed.now),
        title=f"Reconciliation of {statement} with the ledger",
        reference=reference,
        name="reconciliation",
    )
