"""The clock of a practice case: a supervisor moves it forward to the day on which the next thing is to be learned.

A simulation goes on from where its journal stands (`documents.journal.clock`), so its clock is moved by an event of a later moment.
Nothing else happens by it: no deadline is carried out and no figure changes; the pages are simply read on that day.
"""

from datetime import date, datetime, timedelta

from documents.actor import Actor
from documents.days import begins_at, day_words
from documents.errors import RuleViolation
from documents.models import Event
from documents.services.transactions import in_one_transaction
from parties.models import Role
from tranches.models import EscrowAgreement
from tranches.selectors.access import now_for
from tranches.selectors.days import day_of
from tranches.selectors.docket.docket import docket_of
from tranches.selectors.ending.closing import closed_sentence
from tranches.selectors.terms import terms_of
from tranches.services.act import lock
from tranches.services.checkpoints import give_out_head
from tranches.services.deed import Deed

MORNING = timedelta(hours=9)
"""A day of practice begins when an office opens."""
AT_ONCE = 366
"""Calendar days by which the clock goes at most in one step, unless the next deadline lies farther: it cannot be set back."""


def move_practice_clock(*, agreement: EscrowAgreement, to: date, actor: Actor) -> Event:
    """Go on to the morning of the day in the agreement's time zone; return the event.

    Refuses whoever is no supervisor of the house, a real or closed agreement, a day that is not later than the case's own, and
    one so far ahead that it is a slip of the pen.
    """
    return in_one_transaction(lambda: _move(agreement, to, actor))


def _move(agreement: EscrowAgreement, to: date, actor: Actor) -> Event:
    agreement = lock(agreement)
    now = now_for(agreement)
    today = day_of(now, agreement)
    _require(agreement, to, today, actor)
    moved = Deed("move_practice_clock", actor, _morning(to, agreement), agreement)
    event = moved.note(
        "clock.moved",
        agreement,
        effective_on=to,
        before={"day": today.isoformat()},
        after={"day": to.isoformat()},
    )
    give_out_head(moved)
    return event


def _require(agreement: EscrowAgreement, to: date, today: date, actor: Actor) -> None:
    if not agreement.is_simulation:
        raise RuleViolation(
            "not_practice",
            f"{agreement.reference} is a real agreement: its days are those of the calendar. Nothing was changed.",
        )
    if not actor.has_role(Role.SUPERVISOR):
        raise RuleViolation(
            "not_permitted",
            f"A supervisor of the escrow agent moves the clock of a practice case, not {actor.name} ({actor.capacity}). "
            "Ask one of them to do it.",
        )
    closed = closed_sentence(agreement)
    if closed:
        raise RuleViolation("agreement_closed", f"{closed} Nothing was changed.")
    if to <= today:
        raise RuleViolation(
            "not_later",
            f"The case has reached {day_words(today)} already; its clock goes forward only. Choose a later day.",
            field="day",
        )
    farthest = farthest_day(agreement, today)
    if to > farthest:
        raise RuleViolation(
            "too_far",
            f"{day_words(to)} is far ahead, and the clock cannot be set back. Choose {day_words(farthest)} or an earlier day, "
            "then go on from there.",
            field="day",
        )


def farthest_day(agreement: EscrowAgreement, today: date) -> date:
    """How far one step may go: a year, or the next deadline where that lies farther."""
    coming = [clock.day for clock in docket_of(agreement, today) if clock.day > today]
    return max([today + timedelta(days=AT_ONCE), *coming[:1]])


def _morning(day: date, agreement: EscrowAgreement) -> datetime:
    return begins_at(day, terms_of(agreement).time_zone) + MORNING
