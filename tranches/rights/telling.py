"""Telling of dividends and meetings."""

from django.urls import reverse

from documents.days import day_words
from tranches.rights.models import Dividend, Meeting
from tranches.selectors.addressees import party_addressees
from tranches.selectors.days import local_time
from tranches.selectors.terms import terms_of
from tranches.services.deed import Deed
from tranches.services.telling.telling import Told, tell


def tell_dividend(deed: Deed, dividend: Dividend) -> None:
    """Tell the parties that the issuer declared a dividend."""
    agreement = dividend.agreement
    told = Told(
        f"dividend/{agreement.reference}/{dividend}",
        f"dividend {dividend} is on record",
        f"The issuer declared a dividend; it is on record as {dividend}. The portal shows its dates, and after the record date what "
        "the recipient is due.",
        f"发行人宣派股息，登记为 {dividend}。登记日期等见门户；登记日后可查收款人应得数额。",
    )
    _tell_of_rights(deed, told)


def tell_passed_on(deed: Deed, dividend: Dividend, number: int) -> None:
    """Tell the parties that a dividend, or a part of it, was passed on to the recipient."""
    agreement = dividend.agreement
    told = Told(
        f"dividend-passed-on/{agreement.reference}/{dividend}/{number}",
        f"dividend {dividend}: passed on to the recipient",
        f"Dividend {dividend} was passed on to the recipient, in full or in part. The advice is in the portal.",
        f"股息 {dividend} 已（全部或部分）转付收款人，通知书见门户。",
    )
    _tell_of_rights(deed, told)


def tell_meeting(deed: Deed, meeting: Meeting, *, called_off: bool = False) -> None:
    """Tell the parties of a meeting: the recipient directs the votes until the cut-off. Or that it was set aside."""
    agreement = meeting.agreement
    cut_off = local_time(meeting.cut_off_at, agreement)
    until = f"{cut_off.day} {cut_off:%B %Y, %H:%M} ({terms_of(agreement).time_zone})"
    if called_off:
        told = Told(
            f"meeting-set-aside/{agreement.reference}/{meeting}",
            f"meeting {meeting} is set aside",
            f"The meeting on record as {meeting} is set aside. Nothing is voted at it.",
            f"股东会议 {meeting} 已撤销登记，不作表决。",
        )
    else:
        told = Told(
            f"meeting/{agreement.reference}/{meeting}",
            f"meeting {meeting}: the votes are directed until {day_words(cut_off)}",
            f"A meeting of the issuer is on record as {meeting}. The recipient directs the votes of the shares in escrow in the "
            f"portal or on paper, until {until}. Without a direction nothing is voted.",
            f"发行人会议登记为 {meeting}。收款人可于截止时间（{cut_off:%Y-%m-%d %H:%M}）前通过门户或书面指示表决；无指示则不表决。",
        )
    _tell_of_rights(deed, told)


def _tell_of_rights(deed: Deed, told: Told) -> None:
    agreement = deed.agreement
    path = reverse("portal:rights", args=[agreement.reference])
    tell(deed, told, party_addressees(agreement), path=path)
