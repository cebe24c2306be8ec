"""The calls of an attempt to release: who may make them, and whether they let it go on."""

from datetime import date

from documents.days import day_words
from parties.selectors.numbers import NumberState, numbers_of
from tranches.models import Authorisation, CallBack, Instruction
from tranches.selectors.days import day_of
from tranches.selectors.terms import terms_of


def calls_of(instruction: Instruction) -> list[CallBack]:
    """Every call of the current attempt, in the order of their recording."""
    rows = CallBack.objects.filter(instruction=instruction, attempt=instruction.attempt).order_by("id")
    return list(rows.select_related("person", "number__end", "number__person", "hold__lift"))


def takers_in(instruction: Instruction) -> set[int]:
    """Who took the instruction in: prepared it, or filed a paper that it rests on."""
    found = {instruction.prepared_person_id} if instruction.prepared_person_id else set()
    found |= set(instruction.paper_signatures.values_list("filed_person_id", flat=True))
    if hasattr(instruction, "authority_paper"):
        found.add(instruction.authority_paper.filed_person_id)
    return found


def first_authoriser(instruction: Instruction) -> int | None:
    """The person who authorised the current attempt first, if anybody did."""
    given = Authorisation.objects.filter(instruction=instruction, attempt=instruction.attempt)
    return given.order_by("id").values_list("person_id", flat=True).first()


def callers_of(instruction: Instruction) -> set[int]:
    """Who called back about the current attempt, whatever came of it."""
    rows = CallBack.objects.filter(instruction=instruction, attempt=instruction.attempt)
    return set(rows.values_list("person_id", flat=True))


def numbers_for(instruction: Instruction, day: date) -> list[NumberState]:
    """The recipient's numbers on the register, those that may be dialled first."""
    agreement = instruction.agreement
    return numbers_of(
        instruction.recipient.party,
        day,
        cool_off_days=terms_of(agreement).signing.cool_off_days,
    )


def standing_call(calls: list[CallBack]) -> CallBack | None:
    """The newest call that reached somebody: it says whether the recipient expects the delivery."""
    reached = [call for call in calls if call.outcome != CallBack.Outcome.NO_ANSWER]
    return reached[-1] if reached else None


def called_on(instruction: Instruction, call: CallBack) -> date:
    """The day of the call in the agreement's time zone."""
    return day_of(call.called_at, instruction.agreement)


def call_gap(instruction: Instruction, calls: list[CallBack], day: date, max_age_days: int | None) -> str:
    """Why the calls of the attempt do not let it go on, as the end of a sentence; empty when they do.

    A denial blocks until somebody reached the recipient again and he confirmed, and the hold it proposed has ended.
    """
    denied = [call for call in calls if call.outcome == CallBack.Outcome.DENIED]
    if any(call.hold is not None and not hasattr(call.hold, "lift") for call in denied):
        return "the recipient denied it, and the hold proposed then is open."
    call = standing_call(calls)
    if call is None:
        return "nobody was reached yet." if calls else "no call is recorded."
    if call.outcome == CallBack.Outcome.DENIED:
        return f"the recipient denied it on {day_words(called_on(instruction, call))}."
    if hasattr(call.number, "end"):
        return "the number that was called has been taken off the register."
    if max_age_days is not None and (day - called_on(instruction, call)).days > max_age_days:
        return f"older than {max_age_days} days."
    return ""
