"""Meetings as everybody concerned reads them: the agenda, the direction that counts, and the letter that follows it (SPA 3.2)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from tranches.models import EscrowAgreement
from tranches.rights.models import (
    DirectionVote,
    Meeting,
    MeetingResolution,
    MeetingSetAside,
    ProxyLetter,
    VotingDirection,
)
from tranches.rights.selectors.rights import Standing, rights_on


@dataclass(frozen=True)
class MeetingRow:
    """One meeting at a moment. `standing` is that of the record date; none while that day has not ended."""

    meeting: Meeting
    resolutions: tuple[MeetingResolution, ...]
    directions: tuple[VotingDirection, ...]
    letters: tuple[ProxyLetter, ...]
    set_aside: MeetingSetAside | None
    standing: Standing | None
    is_open: bool
    is_over: bool

    @property
    def direction(self) -> VotingDirection | None:
        """The last one: the one that counts."""
        return self.directions[-1] if self.directions else None

    @property
    def votes(self) -> tuple[DirectionVote, ...]:
        return tuple(self.direction.votes.all()) if self.direction else ()

    @property
    def letter(self) -> ProxyLetter | None:
        """The letter that carries the direction that counts; one of an earlier direction is replaced and does not count."""
        letters = [row for row in self.letters if self.direction and row.direction_id == self.direction.pk]
        return letters[-1] if letters else None

    @property
    def replaced(self) -> ProxyLetter | None:
        """The newest letter of an earlier direction, which the next letter replaces."""
        return self.letters[-1] if self.letters and self.letters[-1] != self.letter else None

    @property
    def waits_for_direction(self) -> bool:
        return self.is_open and self.direction is None

    @property
    def waits_for_letter(self) -> bool:
        """Whether the letter can and must be made: directed, not made, and the meeting is still to come."""
        return (
            self.set_aside is None and not self.is_over and self.direction is not None and self.letter is None
        )

    @property
    def word(self) -> str:
        if self.set_aside is not None:
            return "set aside"
        if self.letter is not None:
            return "proxy letter made"
        if self.direction is not None:
            return "directed, no letter was made" if self.is_over else "directed"
        return "waits for the direction" if self.is_open else "no direction, no vote"


def meeting_rows(agreement: EscrowAgreement, today: date, now: datetime) -> list[MeetingRow]:
    """Every meeting of the agreement, the newest first."""
    rows = _read(Meeting.objects.filter(agreement=agreement)).order_by("-number")
    return [_row(agreement, meeting, today, now) for meeting in rows]


def meeting_row(meeting: Meeting, today: date, now: datetime) -> MeetingRow:
    """One meeting as it stands."""
    return _row(meeting.agreement, _read(Meeting.objects.filter(pk=meeting.pk)).get(), today, now)


def waiting_meetings(agreement: EscrowAgreement, today: date, now: datetime) -> list[MeetingRow]:
    """The meetings that wait for the recipient's direction, the earliest cut-off first."""
    rows = [row for row in meeting_rows(agreement, today, now) if row.waits_for_direction]
    return sorted(rows, key=lambda row: row.meeting.cut_off_at)


def _read(rows: QuerySet[Meeting]) -> QuerySet[Meeting]:
    return rows.select_related("document", "set_aside", "person").prefetch_related(
        "resolutions",
        "directions__votes__resolution",
        "directions__person",
        "directions__document",
        "letters__document",
        "letters__line",
    )


def _row(agreement: EscrowAgreement, meeting: Meeting, today: date, now: datetime) -> MeetingRow:
    set_aside = getattr(meeting, "set_aside", None)
    return MeetingRow(
        meeting=meeting,
        resolutions=tuple(sorted(meeting.resolutions.all(), key=lambda row: row.number)),
        directions=tuple(sorted(meeting.directions.all(), key=lambda row: row.number)),
        letters=tuple(sorted(meeting.letters.all(), key=lambda row: row.number)),
        set_aside=set_aside,
        standing=rights_on(agreement, meeting.record_on) if meeting.record_on < today else None,
        is_open=set_aside is None and now <= meeting.cut_off_at,
        is_over=meeting.meeting_on < today,
    )
