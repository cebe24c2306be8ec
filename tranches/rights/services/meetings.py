"""Meetings of the issuer as it calls them, and what was recorded wrongly or called off (SPA 3.2). How they are voted: `voting`."""

from datetime import date, datetime

from documents.errors import RuleViolation
from documents.intake import Intake
from tranches.models import EscrowAgreement
from tranches.rights.models import Meeting, MeetingResolution, MeetingSetAside
from tranches.rights.selectors.meetings import MeetingRow, meeting_row
from tranches.rights.telling import tell_meeting
from tranches.selectors.days import day_of
from tranches.services.act import act
from tranches.services.common import acting_person, needed, next_number
from tranches.services.deed import Deed

MOST_RESOLUTIONS = 50


@act("record_meeting")
def record_meeting(
    deed: Deed,
    *,
    agreement: EscrowAgreement,
    title: str,
    meeting_on: date,
    record_on: date,
    cut_off_at: datetime,
    resolutions: list[str],
    paper: Intake,
) -> Meeting:
    """Record a meeting from the issuer's notice, and tell the parties; the recipient may direct from now on until the cut-off.

    Refuses a meeting in the past or before its record date, a cut-off that has passed or comes after the meeting's day, and an
    empty agenda.
    """
    title, texts = _check_agenda(title, resolutions)
    _check_days(deed, meeting_on, record_on, cut_off_at)
    today, number = deed.today, next_number(Meeting, agreement=agreement)
    document = deed.file(
        paper, about=agreement, kind="meeting_notice", title=f"Notice of meeting M-{number}", dated_on=today
    )
    meeting = deed.create(
        Meeting(
            agreement=agreement,
            number=number,
            title=title,
            meeting_on=meeting_on,
            record_on=record_on,
            cut_off_at=cut_off_at,
            document=document,
            person_id=acting_person(deed.actor),
            recorded_at=deed.now,
        ),
        why=title,
    )
    for at, text in enumerate(texts, start=1):
        deed.create(MeetingResolution(meeting=meeting, number=at, text=text), why=str(meeting))
    deed.note(
        "meeting.recorded",
        agreement,
        effective_on=today,
        facts={
            "meeting": str(meeting),
            "title": title,
            "meeting_date": meeting_on,
            "record_date": record_on,
            "cut_off": f"{cut_off_at:%Y-%m-%d %H:%M %Z}",
            "resolutions": texts,
        },
        documents=(document,),
    )
    tell_meeting(deed, meeting)
    return meeting


@act("set_aside_meeting")
def set_aside_meeting(
    deed: Deed, *, meeting: Meeting, reason: str, paper: Intake | None = None
) -> MeetingSetAside:
    """Set a meeting aside that was recorded wrongly, put off or called off. Its directions stay on record and count no more."""
    reason = needed(reason, "Say why: recorded wrongly, put off, or called off.", "reason")
    agreement = meeting.agreement
    standing_row(deed, meeting)
    document = None
    if paper is not None:
        document = deed.file(
            paper,
            about=agreement,
            kind="meeting_notice",
            title=f"Meeting {meeting} set aside",
            dated_on=deed.today,
        )
    set_aside = deed.create(
        MeetingSetAside(
            meeting=meeting,
            reason=reason,
            document=document,
            person_id=acting_person(deed.actor),
            recorded_at=deed.now,
        ),
        why=reason,
    )
    deed.note(
        "meeting.set_aside",
        agreement,
        effective_on=deed.today,
        facts={"meeting": str(meeting)},
        reason=reason,
        documents=(document,) if document else (),
    )
    tell_meeting(deed, meeting, called_off=True)
    return set_aside


def standing_row(deed: Deed, meeting: Meeting) -> MeetingRow:
    """The meeting as it stands now; refuses one that was set aside."""
    row = meeting_row(meeting, deed.today, deed.now)
    if row.set_aside is not None:
        raise RuleViolation(
            "set_aside", f"{meeting} was set aside; nothing is voted at it. Record the new meeting."
        )
    return row


def _check_agenda(title: str, resolutions: list[str]) -> tuple[str, list[str]]:
    """The title and the resolutions as they are kept, without what is empty."""
    title = needed(title, "Say what the meeting is called in the notice.", "title")
    texts = [text.strip() for text in resolutions if text.strip()]
    if not 0 < len(texts) <= MOST_RESOLUTIONS:
        raise RuleViolation(
            "no_resolutions",
            f"Write each resolution on a line of its own, from 1 to {MOST_RESOLUTIONS}.",
            field="resolutions",
        )
    longest = max(len(text) for text in texts)
    if len(title) > 200 or longest > 500:
        raise RuleViolation(
            "too_long",
            "Shorten it: a title has at most 200 characters, a resolution 500.",
            field="title" if len(title) > 200 else "resolutions",
        )
    return title, texts


def _check_days(deed: Deed, meeting_on: date, record_on: date, cut_off_at: datetime) -> None:
    if meeting_on < deed.today:
        raise RuleViolation(
            "meeting_in_past",
            "The meeting is over; nothing can be voted any more. Check its date.",
            field="meeting_on",
        )
    if meeting_on < record_on:
        raise RuleViolation(
            "dates_out_of_order",
            "The record date comes before the meeting. Check both dates.",
            field="record_on",
        )
    if cut_off_at <= deed.now:
        raise RuleViolation(
            "cut_off_passed", "This cut-off has passed. Enter a moment to come.", field="cut_off_on"
        )
    if day_of(cut_off_at, deed.agreement) > meeting_on:
        raise RuleViolation(
            "dates_out_of_order",
            "The cut-off comes before the meeting ends. Check both dates.",
            field="cut_off_on",
        )
