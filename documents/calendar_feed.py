"""Days as an iCalendar file (RFC 5545): a whole-day event each. The `icalendar` package escapes the texts and folds the lines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from icalendar import Event, vText

PRODUCT = "-//Escrow Desk//Deadlines//EN"
REFRESHED = timedelta(hours=6)


@dataclass(frozen=True)
class CalendarEntry:
    """One whole day. `uid` names the event for good: a program that reads the feed again moves it instead of adding another."""

    uid: str
    on: date
    summary: str
    description: str = ""
    url: str = ""


def calendar_file(
    name: str, entries: Iterable[CalendarEntry], *, made_at: datetime, confidential: bool = False
) -> bytes:
    """The calendar as bytes, each line ended by CR LF. `confidential` hides the words from whoever merely sees the calendar, and in
    many programs from its owner too, who then reads "Busy".

    A whole day is the same day wherever it is read, so the file needs no time zone (`VTIMEZONE`).
    """
    from icalendar import Calendar  # slow to load, and needed only here

    found = Calendar()
    found.add("version", "2.0")
    found.add("prodid", PRODUCT)
    found.add("calscale", "GREGORIAN")
    found.add("method", "PUBLISH")
    found.add("x-wr-calname", _text(name))
    found.add("refresh-interval", REFRESHED, {"VALUE": "DURATION"})
    for entry in entries:
        found.add_component(_event(entry, made_at, confidential))
    return bytes(found.to_ical(sorted=False))


def _event(entry: CalendarEntry, made_at: datetime, confidential: bool) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", _text(entry.uid))
    event.add("dtstamp", made_at.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", entry.on)
    event.add("dtend", entry.on + timedelta(days=1))
    event.add("summary", _text(entry.summary))
    if entry.description:
        event.add("description", _text(entry.description))
    if entry.url:
        event.add("url", "".join(character for character in entry.url if ord(character) > 32))
    event.add("class", "CONFIDENTIAL" if confidential else "PUBLIC")
    event.add("transp", "TRANSPARENT")
    return event


def _text(value: str) -> vText:
    """A text without the control characters that no line of the file may have, and that the package lets through."""
    from icalendar import vText

    value = value.replace("\r\n", "\n").replace("\r", "\n")
    return vText(
        "".join(character for character in value if character in "\t\n" or 32 <= ord(character) != 127)
    )
