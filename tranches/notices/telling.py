"""Telling of a notice by courier."""

from django.urls import reverse

from documents.sentences import large
from tranches.notices.models import Notice
from tranches.selectors.addressees import party_addressees
from tranches.services.deed import Deed
from tranches.services.telling.telling import Told, tell


def tell_notice(deed: Deed, notice: Notice) -> None:
    """Tell the parties that a notice went out by courier; the courier's letter is the notice, this is not."""
    agreement = notice.agreement
    told = Told(
        f"notice/{agreement.reference}/{notice.number}",
        f"{notice} was sent by courier",
        f"{large(str(notice))} was sent by courier. The portal shows its text and the day on which it is deemed received.",
        f"第 {notice.number} 号通知已由快递寄出，内容及视为送达日请见门户。",
    )
    path = reverse("portal:notices", args=[agreement.reference])
    tell(deed, told, party_addressees(agreement), path=path)
