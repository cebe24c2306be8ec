"""Notices and disclosures, as rows."""

from tranches.notices.models.disclosure import (
    DisclosedDocument,
    Disclosure,
    DisclosureConsent,
    DisclosureMade,
)
from tranches.notices.models.notice import Notice, NoticeAddressee, NoticeReceipt

__all__ = [
    "DisclosedDocument",
    "Disclosure",
    "DisclosureConsent",
    "DisclosureMade",
    "Notice",
    "NoticeAddressee",
    "NoticeReceipt",
]
