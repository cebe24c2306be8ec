"""Filing the comparison of the readings."""

from collections.abc import Mapping
from fractions import Fraction

from documents.models import Document
from tranches.models import (
    EscrowAgreement,
)
from tranches.services.deed import Deed
from tranches.services.paperwork import file_sheet, next_reference
from tranches.supposing.papers import readings_sheet
from tranches.terms.sums.compare import Comparison


def file_readings(
    deed: Deed, agreement: EscrowAgreement, comparison: Comparison, *, recorded: Mapping[int, Fraction]
) -> Document:
    """Make and file the comparison of the readings (SPA 5.2); `recorded` are the figures on record among those it used."""
    reference = next_reference(agreement, "readings")
    return file_sheet(
        deed,
        agreement,
        readings_sheet(agreement, comparison, recorded=recorded, reference=reference, now=deed.now),
        title="Comparison of the readings",
        reference=reference,
        name="readings",
    )
