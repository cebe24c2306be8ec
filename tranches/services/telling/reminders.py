"""Reminders: one message for each clock that reached one of its days, for each who is told; a repeat makes none."""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from documents.actor import Actor
from documents.days import day_words
from documents.models import OutboxMessage
from documents.sentences import large, small
from tranches.models import EscrowAgreement
from tranches.selectors.clocks.clock import Clock
from tranches.selectors.docket.docket import docket_of
from tranches.services.deed import Deed
from tranches.services.telling.telling import Told, everybody, own_people, tell

WEEK = 7
FEE = "fee"  # to be charged by the agent: its own people's matter


def reached(entry: Clock) -> str:
    """The reminder day that the clock has reached: the last one passed before its end, then each week it is late; or nothing.

    The day before counts too, so that a pass that was left out one day is made up by the next.
    """
    weeks = entry.days_late // WEEK
    if weeks:
        return f"late-{weeks * WEEK}"
    left = entry.days_left
    passed = [day for day in settings.REMINDER_DAYS if left is not None and left <= day]
    return f"{min(passed)}-left" if passed else ""


def due_reminders(agreement: EscrowAgreement, today: date) -> list[tuple[Clock, str]]:
    """The clocks to be reminded of on the day, each with the reminder day it reached."""
    return [(entry, step) for entry in docket_of(agreement, today) if (step := reached(entry))]


def remind(agreement: EscrowAgreement, *, today: date, actor: Actor, now: datetime) -> list[OutboxMessage]:
    """Put the reminders of the day into the outbox; those that were not there yet.

    A reminder belongs to a clock, its due date, its day and an address: a due date that moves is reminded of anew.
    """
    made: list[OutboxMessage] = []
    with transaction.atomic():
        deed = Deed("remind", actor, now, agreement)
        to, own = everybody(agreement, now), own_people(agreement, deed.today)
        for entry, step in due_reminders(agreement, today):
            told = _told(entry, step)
            made += tell(deed, told, own if entry.inside or entry.name == FEE else to)
    return made


def _told(entry: Clock, step: str) -> Told:
    due = f"{day_words(entry.day)}"
    due_zh = f"{entry.day.year} 年 {entry.day.month} 月 {entry.day.day} 日"
    if entry.is_late:
        when, when_zh = f"was due on {due} and is late", f"应于{due_zh}完成，现已逾期"
    elif entry.days_left == 0:
        when, when_zh = f"is due today, {due}", f"今日（{due_zh}）到期"
    else:
        when, when_zh = f"is due on {due}", f"将于{due_zh}到期"
    clause = f" ({entry.clause})" if entry.clause else ""
    provisional = (
        " The date is provisional: that year’s calendar is not out yet." if entry.provisional else ""
    )
    return Told(
        f"remind/{entry.key}/{entry.day.isoformat()}/{step}",
        f"{entry.about}: {small(entry.label)} {when}",
        f"{large(entry.about)}: {small(entry.label)}{clause} {when}.{provisional}\nWhose move it is: {entry.move}",
        f"期限提醒：{entry.about}，{when_zh}。详情请见链接。",
    )
