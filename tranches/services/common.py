"""Small checks and steps that several services share."""

from datetime import date, datetime

from django.db.models import Max, Model

from documents.actor import Actor
from documents.days import day_words
from documents.errors import RuleViolation
from tranches.models import EscrowAgreement, Instruction, Tranche
from tranches.selectors.days import day_of
from tranches.services.deed import Deed


def local_day(agreement: EscrowAgreement, now: datetime) -> date:
    """Today in the agreement's time zone: the day an act takes effect when nothing else is said."""
    return day_of(now, agreement)


def not_in_future(agreement: EscrowAgreement, day: date, now: datetime, field: str) -> None:
    """Refuse a day that has not begun in the agreement's time zone."""
    if day > local_day(agreement, now):
        raise RuleViolation(
            "future_date", f"{day_words(day)} is in the future. Enter the day it happened.", field=field
        )


def needed(text: str, sentence: str, field: str) -> str:
    """The text without outer white space; refuses an empty one with the sentence."""
    if not text.strip():
        raise RuleViolation("missing", sentence, field=field)
    return text.strip()


def next_number(model: type[Model], **within: object) -> int:
    """The next number of a row within its parent. The agreement's lock makes it gapless."""
    return (model._default_manager.filter(**within).aggregate(top=Max("number"))["top"] or 0) + 1


def acting_person(actor: Actor) -> int:
    """The natural person behind the actor; a rule about two persons cannot work without one."""
    if actor.person_id is None:
        raise RuleViolation(
            "no_person", "This account belongs to no person on the register. Ask the supervisor to link it."
        )
    return actor.person_id


def acting_user(actor: Actor) -> int:
    """The account that acts; a signature without one would bind nobody."""
    if actor.user_id is None:
        raise RuleViolation(
            "no_account", "This act is signed with an account of the desk. Sign in and do it there."
        )
    return actor.user_id


def move_tranche(deed: Deed, tranche: Tranche, edge: str, *, effective_on: date, reason: str) -> None:
    """Walk an edge of the tranche and record it."""
    before, after = deed.move(tranche, edge, why=reason)
    deed.note(
        "tranche.moved",
        tranche,
        effective_on=effective_on,
        before={"state": before},
        after={"state": after},
        reason=reason,
    )


def move_instruction(
    deed: Deed,
    instruction: Instruction,
    edge: str,
    kind: str,
    *,
    effective_on: date,
    reason: str = "",
    next_attempt: bool = False,
) -> None:
    """Walk an edge of the instruction and record it; `next_attempt` makes earlier authorisations and ticks count no more."""
    ended = instruction.attempt
    if next_attempt:
        instruction.attempt += 1
    before, after = deed.move(
        instruction, edge, why=reason or kind, also=("attempt",) if next_attempt else ()
    )
    deed.note(
        kind,
        instruction,
        effective_on=effective_on,
        before={"state": before} | ({"attempt": ended} if next_attempt else {}),
        after={"state": after} | ({"attempt": instruction.attempt} if next_attempt else {}),
        reason=reason,
    )
