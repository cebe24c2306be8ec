"""The call-back before a release: the recipient is asked on a number of the register, by somebody with no hand in it (EA 3.2)."""

from datetime import datetime

from documents.errors import RuleViolation
from documents.sentences import ended
from parties.models import ContactNumber
from parties.selectors.numbers import number_state
from tranches.models import CallBack, Hold, Instruction, InstructionState
from tranches.selectors.release.call_backs import first_authoriser, takers_in
from tranches.selectors.terms import terms_of
from tranches.services.act import act
from tranches.services.common import acting_person, local_day, needed
from tranches.services.deed import Deed
from tranches.services.dispute.holds import propose_hold


@act("record_call_back")
def record_call_back(
    deed: Deed,
    *,
    instruction: Instruction,
    number: ContactNumber,
    outcome: str,
    called_at: datetime,
    reached: str = "",
    note_text: str = "",
) -> CallBack:
    """Record a call to the recipient about one attempt to release, whatever came of it.

    Refuses a number that is not the recipient's, not confirmed, ended or changed lately; a caller who took the instruction in or
    authorised it first; and a call before the instruction was prepared or yet to come. A denial blocks the release and proposes
    a hold, in the same act.
    """
    _check_open(instruction)
    _check_moment(instruction, called_at, deed.now)
    person_id = acting_person(deed.actor)
    _check_caller(instruction, number, person_id)
    _check_number(instruction, number, called_at)
    if outcome not in CallBack.Outcome.values:
        raise RuleViolation("wrong_outcome", "Choose what came of the call.", field="outcome")
    hold = None
    if outcome != CallBack.Outcome.NO_ANSWER:
        reached = needed(reached, "Enter whom you reached.", "reached")
    if outcome == CallBack.Outcome.DENIED:
        note_text = needed(note_text, "Write down what was denied; a hold rests on it.", "note_text")
        hold = _propose_hold(deed, instruction, note_text)
    call = deed.create(
        CallBack(
            instruction=instruction,
            attempt=instruction.attempt,
            number=number,
            outcome=outcome,
            reached=reached.strip(),
            note=note_text.strip(),
            called_at=called_at,
            person_id=person_id,
            hold=hold,
            recorded_at=deed.now,
        ),
        why=outcome,
    )
    deed.note(
        "call_back.made",
        instruction,
        effective_on=local_day(instruction.agreement, called_at),
        after={"call_back": call.get_outcome_display()},
        facts={
            "attempt": instruction.attempt,
            "number": number.number,
            "reached": call.reached,
            "called_at": called_at,
            "note": call.note,
            "hold": hold.number if hold else None,
        },
    )
    return call


def _check_open(instruction: Instruction) -> None:
    if instruction.is_return:
        raise RuleViolation("is_return", f"{instruction} returns shares to the issuer; it has no call-back.")
    if instruction.state != InstructionState.APPROVED:
        raise RuleViolation(
            "not_instructed",
            f"{instruction} is {instruction.get_state_display().lower()}; the call-back is made when it stands.",
        )
    if instruction.releases.filter(attempt=instruction.attempt).exists():
        raise RuleViolation(
            "already_authorised", "This release is authorised already. Its letter is on file."
        )


def _check_moment(instruction: Instruction, called_at: datetime, now: datetime) -> None:
    if called_at > now:
        raise RuleViolation(
            "future_date", "This call is yet to come. Enter when it was made.", field="called_at"
        )
    # A call is noted to the minute.
    if called_at < instruction.prepared_at.replace(second=0, microsecond=0):
        raise RuleViolation(
            "called_too_early",
            f"{instruction} was prepared after this call, so the call cannot have been about it. Call again.",
            field="called_at",
        )


def _check_caller(instruction: Instruction, number: ContactNumber, person_id: int) -> None:
    if person_id in takers_in(instruction):
        raise RuleViolation(
            "caller_took_it_in",
            "You took the instruction in or prepared it. A person with no hand in it makes the call.",
        )
    if person_id == first_authoriser(instruction):
        raise RuleViolation(
            "caller_authorised_first",
            "You were the first to authorise this release. Another person makes the call.",
        )
    if person_id == number.person_id:
        raise RuleViolation("own_number", "This number is your own. Choose another one.", field="number")


def _check_number(instruction: Instruction, number: ContactNumber, called_at: datetime) -> None:
    agreement, recipient = instruction.agreement, instruction.recipient.party
    if number.party_id != recipient.pk:
        raise RuleViolation(
            "number_of_another",
            f"{ended(f'This number is not on the register of {recipient.name}')} Choose one that is.",
            field="number",
        )
    state = number_state(
        number,
        local_day(agreement, called_at),
        cool_off_days=terms_of(agreement).signing.cool_off_days,
    )
    if not state.usable:
        raise RuleViolation("number_not_usable", f"{state.why_not} Choose another number.", field="number")


def _propose_hold(deed: Deed, instruction: Instruction, said: str) -> Hold | None:
    """A hold on the first tranche of the instruction that can be held; where none can, the denial itself blocks."""
    for line in instruction.lines.select_related("tranche__agreement__binder"):
        try:
            hold: Hold = propose_hold(
                tranche=line.tranche,
                ground=Hold.Ground.CONFLICT,
                reason=f"The recipient denied on call-back: {said}",
                opened_on=deed.today,
                actor=deed.actor,
                now=deed.now,
            )
        except RuleViolation:
            continue  # released already, or a letter that returns shares is out
        return hold
    return None
