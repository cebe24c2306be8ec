"""The clocks of dividends and meetings: by when, and whose step is missing (SPA 3.2, EA 1.3)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tranches.models import AgreementParty, Dividend, EscrowAgreement, Meeting
from tranches.selectors.days import day_of, local_time
from tranches.selectors.delay import Missing
from tranches.selectors.dividends import DividendRow, row_of

# The act that takes each awaited step.
STEPS = {
    "entitlement": "establish_entitlement", "passing_on": "pass_on_dividend", "dividend": "record_dividend_receipt",
    "direction": "record_direction", "proxy": "make_proxy_letter",
}  # fmt: skip


@dataclass(frozen=True)
class RightsClock:
    """One clock. `missing` is the step that is awaited today; `note` says why none is."""

    name: str
    about: str
    label: str
    due_on: date
    missing: tuple[Missing, ...]
    note: str = ""


def clocks_of_rights(agreement: EscrowAgreement, today: date) -> Iterator[RightsClock]:
    """Each open dividend until its payment date and beyond, each meeting to come; nothing is read where neither is on record."""
    dividends = Dividend.objects.filter(agreement=agreement, set_aside__isnull=True).order_by("number")
    for dividend in dividends:
        dividend.agreement = agreement
        row = row_of(dividend, today)
        if row.is_open:
            yield _of_dividend(row)
    meetings = Meeting.objects.filter(agreement=agreement, set_aside__isnull=True, meeting_on__gte=today)
    for meeting in meetings.prefetch_related("directions", "letters").order_by("number"):
        yield from _of_meeting(agreement, meeting, today)


def _of_dividend(row: DividendRow) -> RightsClock:
    dividend = row.dividend
    missing: tuple[Missing, ...] = ()
    note = ""
    if row.now is None:
        note = f"Nobody’s yet: the record date is {dividend.record_on.day} {dividend.record_on:%B %Y}."
    elif row.entitlement is None or row.is_overtaken:
        missing = (Missing("entitlement", "escrow_agent", "", "the recipient’s entitlement"),)
    elif dividend.is_cash and row.to_pass_on:
        missing = (Missing("passing_on", "escrow_agent", "", "the payment to the recipient"),)
    else:
        what = "the dividend" if dividend.is_cash else "the shares of the dividend, to the recipient"
        missing = (Missing("dividend", "transfer_agent", "", what),)
    return RightsClock(
        "dividend", f"dividend {dividend}", "Dividend to be passed on to the recipient", dividend.payment_on, missing, note
    )  # fmt: skip


def _of_meeting(agreement: EscrowAgreement, meeting: Meeting, today: date) -> Iterator[RightsClock]:
    cut_off = local_time(meeting.cut_off_at, agreement)
    directions = sorted(meeting.directions.all(), key=lambda row: row.number)
    cut_off_on = day_of(meeting.cut_off_at, agreement)
    if cut_off_on >= today:
        recipient = AgreementParty.objects.filter(agreement=agreement, is_recipient=True).first()
        missing: tuple[Missing, ...] = ()
        note = "Nobody’s: a direction is on record; it may be replaced until then."
        if not directions:
            letter = recipient.letter if recipient else ""
            missing = (Missing("direction", "seller", letter, "its direction how to vote"),)
        yield RightsClock(
            "direction", f"meeting {meeting}", f"Cut-off for the voting direction, {cut_off:%H:%M}", cut_off_on, missing, note
        )  # fmt: skip
    made = {letter.direction_id for letter in meeting.letters.all()}
    if directions and directions[-1].pk not in made:
        missing = (Missing("proxy", "escrow_agent", "", "the proxy letter"),)
        note = ""
        if meeting.record_on >= today:
            missing, note = (), "Nobody’s yet: the votes are counted when the record date has ended."
        yield RightsClock(
            "proxy", f"meeting {meeting}", "Proxy letter, before the meeting", meeting.meeting_on, missing, note
        )  # fmt: skip
