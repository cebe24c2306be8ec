"""Filing the papers about money."""

from documents.models import Document
from tranches.models import AgreementParty, Tranche
from tranches.money.models import FeeEntry
from tranches.money.papers.fee_invoice import fee_invoice_sheet
from tranches.money.papers.penalty import penalty_sheet
from tranches.money.selectors.fees import Payer
from tranches.services.deed import Deed
from tranches.services.paperwork import file_sheet
from tranches.terms.sums.penalty import Penalty


def file_fee_invoice(deed: Deed, entry: FeeEntry, payer: Payer, *, number: int) -> Document:
    """Make and file the invoice of one fee year (EA 4.4)."""
    reference = f"{entry.agreement.reference}/F-{number}"
    return file_sheet(
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
    return file_sheet(
        deed,
        tranche,
        penalty_sheet(tranche, debtor, found, minor=minor, reference=reference, now=deed.now),
        title=f"Penalty for late release, tranche {tranche.number}, to {debtor.party.name}",
        reference=reference,
        name="penalty",
    )
