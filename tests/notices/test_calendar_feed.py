"""The calendar feed: RFC 5545 to the octet, opened by a secret that can be revoked, closed to everybody else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from documents.calendar_feed import CalendarEntry, calendar_file
from parties.models import CalendarToken, User
from parties.services.people import change_account
from parties.services.register import end_role
from tests import worlds
from tests.worlds import World

NOW = datetime(2026, 12, 18, 2, tzinfo=UTC)


def unfolded(content: bytes) -> list[str]:
    return content.replace(b"\r\n ", b"").decode().split("\r\n")


def test_file_reads_as_the_standard_says() -> None:
    entry = CalendarEntry(
        "key@deal",
        date(2026, 12, 31),
        "KX; release, tranche 1",
        "Line one\nLine \\ two",
        "https://desk.example/x",
    )
    lines = unfolded(calendar_file("Deadlines", [entry], made_at=NOW))
    assert lines == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Escrow Desk//Deadlines//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "X-WR-CALNAME:Deadlines",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "BEGIN:VEVENT",
        "UID:key@deal",
        "DTSTAMP:20261218T020000Z",
        "DTSTART;VALUE=DATE:20261231",
        "DTEND;VALUE=DATE:20270101",
        "SUMMARY:KX\\; release\\, tranche 1",
        "DESCRIPTION:Line one\\nLine \\\\ two",
        "URL:https://desk.example/x",
        "CLASS:PUBLIC",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_words_are_hidden_only_where_the_office_asks_for_it() -> None:
    entry = CalendarEntry("key@deal", date(2026, 12, 31), "KX; release, tranche 1")
    hidden = unfolded(calendar_file("Deadlines", [entry], made_at=NOW, confidential=True))
    shown = unfolded(calendar_file("Deadlines", [entry], made_at=NOW))
    assert [line for line in hidden if line not in shown] == ["CLASS:CONFIDENTIAL"]
    assert [line for line in shown if line not in hidden] == ["CLASS:PUBLIC"]


TRAPS = (
    "KX; release, tranche 1",
    "one\nBEGIN:VEVENT\r\nEND:VCALENDAR\rtwo",
    "a backslash \\, and \\n that is no line break; \\; and \\, too",
    'quoted "x" ^n 100 %: a=b',
    "第一批股份应于年度终了后交付" * 12,
    "é" * 80,
    "🗓️" * 40,
    " begins and ends with a space ",
    "x" * 75,
    "\u2028\u2029\x85",
)


def read_back(content: bytes) -> Calendar:
    """The file as a calendar program reads it, once its lines are found to be those of RFC 5545 3.1."""
    assert content.endswith(b"END:VCALENDAR\r\n")
    for line in content.split(b"\r\n"):
        assert len(line) <= 75
        assert not set(b"\r\n") & set(line)
        line.decode()  # no character is cut through
    return Calendar.from_ical(content)


@pytest.mark.parametrize("text", TRAPS)
def test_every_text_is_read_back_as_it_was(text: str) -> None:
    entry = CalendarEntry("a,b;c@deal", date(2026, 12, 31), text, text, "https://desk.example/x?a=1,2;3")
    found = read_back(calendar_file(text, [entry], made_at=NOW))
    (event,) = found.events
    as_read = text.replace("\r\n", "\n").replace("\r", "\n")
    # A name that is none of the standard's is read as it is written.
    written = str(found["X-WR-CALNAME"])
    called = re.sub(r"\\(.)", lambda escaped: escaped[1].replace("n", "\n"), written)
    assert (event["SUMMARY"], event["DESCRIPTION"], called) == (as_read, as_read, as_read)
    assert (event["UID"], event["URL"]) == ("a,b;c@deal", "https://desk.example/x?a=1,2;3")
    assert (event.start, event.end) == (date(2026, 12, 31), date(2027, 1, 1))
    assert event["DTSTAMP"].dt == NOW
    assert found.walk("VTIMEZONE") == []  # a whole day needs none


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60))
def test_no_text_can_begin_a_line_of_its_own(text: str) -> None:
    entry = CalendarEntry("a", date(2026, 1, 1), text, text, text)
    found = read_back(calendar_file(text, [entry], made_at=NOW))
    (event,) = found.events
    assert set(found) == {"VERSION", "PRODID", "CALSCALE", "METHOD", "X-WR-CALNAME", "REFRESH-INTERVAL"}
    assert set(event) - {"DESCRIPTION", "URL"} == {
        "UID",
        "DTSTAMP",
        "DTSTART",
        "DTEND",
        "SUMMARY",
        "CLASS",
        "TRANSP",
    }


def test_control_characters_are_left_out() -> None:
    content = calendar_file("x", [CalendarEntry("a", date(2026, 1, 1), "a\x07\x00b\x7f\tc")], made_at=NOW)
    assert read_back(content).events[0]["SUMMARY"] == "ab\tc"


# --- The secret address ---


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with time_machine.travel(NOW, tick=False):
        yield worlds.funded()


@pytest.fixture
def enter(world: World) -> Callable[[str], Client]:
    def sign_in(name: str) -> Client:
        client = Client()
        client.force_login(
            User.objects.get(username=name), backend="django.contrib.auth.backends.ModelBackend"
        )
        return client

    return sign_in


Enter = Callable[[str], Client]


def made(client: Client) -> str:
    """Make an address and read it from the page: it is shown this once."""
    answer = client.post("/calendar/", {"do": "make"})
    found = re.search(r"(/calendar/[\w-]+\.ics)", answer.content.decode())
    assert found, answer.content.decode()
    return found.group(1)


def test_feed_opens_without_signing_in_and_has_the_deadlines(enter: Enter) -> None:
    path = made(enter("officer_a"))
    answer = Client().get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    lines = unfolded(answer.content)
    assert "SUMMARY:KX-2025\\, tranche 1: Release\\, counted from the year’s end" in lines
    assert "DTSTART;VALUE=DATE:20270129" in lines
    uids = [line for line in lines if line.startswith("UID:")]
    assert len(uids) == len(set(uids)) == lines.count("BEGIN:VEVENT") >= 10
    # An identifier may hold any three figures by chance.
    told = re.sub(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "", "\n".join(lines))
    assert not re.search(r"3,?000,?000|665", told)


def test_secret_is_shown_once_and_only_its_digest_is_kept(enter: Enter) -> None:
    client = enter("officer_a")
    path = made(client)
    secret = path.removeprefix("/calendar/").removesuffix(".ics")
    assert secret not in client.get("/calendar/").content.decode()
    token = CalendarToken.objects.get()
    assert secret not in str(vars(token))
    assert len(token.digest) == 64


def test_revoked_replaced_wrong_and_inactive_are_not_found(enter: Enter, world: World) -> None:
    client = enter("seller")
    first = made(client)
    second = made(client)
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    assert Client().get("/calendar/wrong.ics").status_code == 404
    assert client.post("/calendar/", {"do": "revoke"}).status_code == 302
    assert Client().get(second).status_code == 404
    third = made(client)
    user = User.objects.get(username="seller")
    world.now = NOW
    change_account(user=user, changes={"is_active": False}, reason="left", **world.as_("supervisor"))
    assert Client().get(third).status_code == 404


def test_feed_has_only_the_agreements_of_its_account(enter: Enter, world: World) -> None:
    path = made(enter("officer_a"))
    world.now = NOW
    for role in world.part("A").party.memberships.all():
        end_role(membership=role, ends_on=world.today(), reason="left", **world.as_("supervisor"))
    assert "BEGIN:VEVENT" in Client().get(path).content.decode()
    with time_machine.travel(world.later(days=1), tick=False):
        assert "BEGIN:VEVENT" not in Client().get(path).content.decode()


def test_address_page_asks_to_sign_in_and_refuses_what_it_does_not_know(enter: Enter) -> None:
    assert Client().get("/calendar/").status_code == 302
    client = enter("clerk1")
    assert client.post("/calendar/", {"do": "guess"}).status_code == 302
    assert client.post("/calendar/", {"do": "revoke"}).status_code == 302
    assert not CalendarToken.objects.exists()
    assert client.delete("/calendar/").status_code == 405
    assert Client().post(made(client)).status_code == 405
