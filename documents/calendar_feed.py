"""Days as an iCalendar file (RFC 5545): a whole-day event each, lines folded at 75 octets, texts escaped."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

LINE_OCTETS = 75
PRODUCT = "-//Escrow Desk//Deadlines//EN"


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
    """
    stamp = f"{made_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
    ]
    for entry in entries:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{escaped(entry.uid)}",
            f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{entry.on:%Y%m%d}",
            f"DTEND;VALUE=DATE:{entry.on + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{escaped(entry.summary)}",
        ]
        if entry.description:
            lines.append(f"DESCRIPTION:{escaped(entry.description)}")
        if entry.url:
            lines.append(f"URL:{_one_line(entry.url)}")
        lines += [f"CLASS:{'CONFIDENTIAL' if confidential else 'PUBLIC'}", "TRANSP:TRANSPARENT", "END:VEVENT"]
    lines.append("END:VCALENDAR")
    return b"".join(folded(line) for line in lines)


def escaped(text: str) -> str:
    """A text value: backslash, semicolon and comma escaped, line breaks as `\\n`, other control characters left out."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
    return "".join(
        character
        for character in text
        if character == "\t" or (ord(character) >= 32 and ord(character) != 127)
    )


def folded(line: str) -> bytes:
    """A line in octets, folded so that none has more than 75 and no character is cut through."""
    found, room, current = b"", LINE_OCTETS, b""
    for character in line:
        octets = character.encode()
        if len(current) + len(octets) > room:
            found, current, room = found + current + b"\r\n ", b"", LINE_OCTETS - 1
        current += octets
    return found + current + b"\r\n"


def _one_line(url: str) -> str:
    return "".join(character for character in url if ord(character) > 32)
