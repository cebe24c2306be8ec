"""Which acts about dividends and votes the desk offers, and why not the others."""

from datetime import date, datetime

from documents.actor import Actor
from documents.sentences import small
from tranches.models import EscrowAgreement
from tranches.policy import permitted
from tranches.rights.selectors.dividends import DividendRow, dividend_rows, standing_dividends
from tranches.rights.selectors.meetings import MeetingRow, meeting_rows
from tranches.selectors.desk.acts import ActLine, agent_id_of, line_of
from tranches.selectors.ending.closing import AFTER_CLOSING, closed_sentence

ON_DIVIDENDS = (
    "record_dividend",
    "establish_entitlement",
    "record_dividend_receipt",
    "pass_on_dividend",
    "record_scrip_delivery",
    "set_aside_dividend",
)
ON_MEETINGS = ("record_meeting", "record_direction", "make_proxy_letter", "set_aside_meeting")


def acts_on_rights(
    agreement: EscrowAgreement,
    actor: Actor,
    today: date,
    now: datetime,
    *,
    dividends: list[DividendRow] | None = None,
    meetings: list[MeetingRow] | None = None,
) -> list[ActLine]:
    """The acts in the order of a dividend's life, then of a meeting's; empty for who may not act here at all."""
    agent_id = agent_id_of(agreement)
    mine = [event for event in (*ON_DIVIDENDS, *ON_MEETINGS) if permitted(event, actor, agent_id=agent_id)]
    if not mine:
        return []
    rows = standing_dividends(dividend_rows(agreement, today) if dividends is None else dividends)
    found = meeting_rows(agreement, today, now) if meetings is None else meetings
    why_not = _of_dividends(rows) | _of_meetings(found, actor)
    closed = closed_sentence(agreement)
    return [
        line_of(
            event,
            why_not.get(event, "") if event in AFTER_CLOSING or not closed else small(closed),
        )
        for event in mine
    ]


def to_reckon(rows: list[DividendRow]) -> list[DividendRow]:
    """The dividends whose entitlement is open, or was overtaken by a later posting."""
    return [row for row in rows if row.now is not None and (row.entitlement is None or row.is_overtaken)]


def to_receive(rows: list[DividendRow]) -> list[DividendRow]:
    return [row for row in rows if row.dividend.is_cash and row.entitlement is not None]


def to_pass_on(rows: list[DividendRow]) -> list[DividendRow]:
    return [row for row in rows if row.dividend.is_cash and row.to_pass_on]


def to_deliver(rows: list[DividendRow]) -> list[DividendRow]:
    return [row for row in rows if not row.dividend.is_cash and row.to_pass_on]


def to_set_aside(rows: list[DividendRow]) -> list[DividendRow]:
    return [row for row in rows if not row.receipts and not row.passed_on]


def to_direct(rows: list[MeetingRow]) -> list[MeetingRow]:
    return [row for row in rows if row.is_open]


def to_write(rows: list[MeetingRow]) -> list[MeetingRow]:
    return [row for row in rows if row.waits_for_letter and row.standing is not None]


def _of_dividends(rows: list[DividendRow]) -> dict[str, str]:
    return {
        "establish_entitlement": ""
        if to_reckon(rows)
        else "no record date has ended without its entitlement.",
        "record_dividend_receipt": "" if to_receive(rows) else "no dividend in money has its entitlement.",
        "pass_on_dividend": "" if to_pass_on(rows) else "no money of a dividend is in hand.",
        "record_scrip_delivery": "" if to_deliver(rows) else "no shares of a dividend are due.",
        "set_aside_dividend": ""
        if to_set_aside(rows)
        else "no dividend is on record on which nothing moved yet.",
    }


def _of_meetings(rows: list[MeetingRow], actor: Actor) -> dict[str, str]:
    waiting = to_write(rows)
    letter = "" if waiting else "no direction waits for its letter, or the record date has not ended."
    if any(row.is_open and row.direction is None for row in rows) and not waiting:
        letter = "no direction was given; without one nothing is voted."
    if waiting and all(
        row.direction is not None
        and actor.person_id is not None
        and row.direction.filed_person_id == actor.person_id
        for row in waiting
    ):
        letter = "you recorded the paper direction yourself; another person makes the letter."
    return {
        "record_direction": "" if to_direct(rows) else "no meeting is open for directions.",
        "make_proxy_letter": letter,
        "set_aside_meeting": "" if any(row.set_aside is None for row in rows) else "no meeting is on record.",
    }
