"""Filing the letter of a notice."""

from documents.models import Document
from tranches.models import AgreementParty
from tranches.notices.models import Notice
from tranches.notices.papers import courier_notice_sheet
from tranches.services.deed import Deed
from tranches.services.paperwork import file_sheet


def file_courier_notice(deed: Deed, notice: Notice, to: list[AgreementParty]) -> Document:
    """Make and file the letter of a notice that the escrow agent sends by courier (SPA 11.3); the notice is recorded after it."""
    agreement = notice.agreement
    reference = f"{agreement.reference}/CN-{notice.number}"
    return file_sheet(
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
