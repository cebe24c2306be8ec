"""Filing the papers about dividends and votes."""

from datetime import date

from documents.models import Document
from tranches.rights.papers.dividend_advice import dividend_advice_sheet
from tranches.rights.papers.proxy_letter import proxy_letter_sheet
from tranches.rights.selectors.dividends import DividendRow
from tranches.rights.selectors.meetings import MeetingRow
from tranches.services.deed import Deed
from tranches.services.paperwork import file_sheet


def file_dividend_advice(
    deed: Deed, row: DividendRow, number: int, *, moved: int, moved_on: date
) -> Document:
    """Make and file the advice to the recipient of a dividend passed on (SPA 3.2). `moved` in minor units, or shares."""
    agreement = row.dividend.agreement
    reference = f"{agreement.reference}/{row.dividend}-{number}"
    return file_sheet(
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
    return file_sheet(
        deed,
        agreement,
        proxy_letter_sheet(row, proxy=proxy, shares=shares, reference=reference, now=deed.now),
        title=f"Proxy letter PX-{number} for {row.meeting}",
        reference=reference,
        name="proxy letter",
    )
