"""Which acts the end of an agreement offers: the return of what is kept, its cancellation, the closing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from documents.actor import Actor
from documents.sentences import small
from tranches.models import EscrowAgreement, Instruction, InstructionState, Release, ReleaseState
from tranches.policy import permitted
from tranches.selectors.delivery.dispositions import handed_over
from tranches.selectors.desk.acts import ActLine, agent_id_of, line_of
from tranches.selectors.ending.closing import (
    closed_sentence,
    open_return,
    overtaken_return,
    uncancelled,
    why_no_return,
    why_not_closed,
)
from tranches.selectors.ending.expiry import why_not_expired
from tranches.selectors.instruction.approvals import instructing_parties, missing_approvals

ON_RETURN = (
    "submit_instruction",
    "notify_return",
    "file_paper_signature",
    "check_paper_signature",
    "withdraw_instruction",
    "authorise_return",
    "send_release",
    "record_confirmation",
    "record_refusal",
    "request_recall",
    "record_recall",
)
ON_ENDING = ("prepare_return", *ON_RETURN, "record_cancellation", "close_agreement")


@dataclass(frozen=True)
class Ending:
    """The facts that decide about these acts, read once."""

    instruction: Instruction | None
    release: Release | None
    uncancelled: list[Release]
    closed: str
    not_expired: list[str]
    no_return: list[str]
    not_closed: list[str]
    overtaken: list[str]
    person_id: int | None


def ending_of(agreement: EscrowAgreement, actor: Actor, now: datetime) -> Ending:
    """Read where the end of the agreement stands."""
    instruction = open_return(agreement)
    release = None
    if instruction is not None:
        instruction.agreement = agreement
        under_way = (ReleaseState.AUTHORISED, ReleaseState.SENT)
        release = instruction.releases.filter(state__in=under_way).first()
    expiry = why_not_expired(agreement, now)
    return Ending(
        instruction=instruction,
        release=release,
        uncancelled=[] if expiry else uncancelled(agreement),
        closed=closed_sentence(agreement),
        not_expired=expiry,
        no_return=expiry or why_no_return(agreement, now, expiry=expiry),
        not_closed=why_not_closed(agreement, now, expiry=expiry)
        if not expiry or handed_over(agreement)
        else expiry,
        overtaken=overtaken_return(instruction, now) if instruction is not None else [],
        person_id=actor.person_id,
    )


def acts_on_ending(
    agreement: EscrowAgreement, actor: Actor, now: datetime, facts: Ending | None = None
) -> list[ActLine]:
    """Every act of the end in the order of its life; empty for who may not act here at all."""
    agent_id = agent_id_of(agreement)
    facts = facts or ending_of(agreement, actor, now)
    return [
        line_of(event, small(facts.closed) if facts.closed else _FACTS[event](facts))
        for event in ON_ENDING
        if permitted(event, actor, agent_id=agent_id)
    ]


def _first(reasons: list[str]) -> str:
    """The first reason, and how many more there are."""
    if len(reasons) < 2:
        return reasons[0] if reasons else ""
    return f"{reasons[0]} And {len(reasons) - 1} more."


def _submit(facts: Ending) -> str:
    if facts.instruction is None:
        return "no return is prepared."
    if facts.instruction.state != InstructionState.DRAFT:
        return f"{facts.instruction} is before the signers already."
    return _first(facts.overtaken)


def _notify(facts: Ending) -> str:
    if facts.instruction is None or facts.instruction.state == InstructionState.DRAFT:
        return "no return is before the signers."
    return (
        f"the {facts.instruction.return_notice} is on record."
        if hasattr(facts.instruction, "return_notice")
        else ""
    )


def _signature(facts: Ending) -> str:
    waits = facts.instruction is not None and facts.instruction.state == InstructionState.SUBMITTED
    return "" if waits else "no return is before the signers."


def _check_signature(facts: Ending) -> str:
    waiting = (
        list(facts.instruction.paper_signatures.filter(approval__isnull=True)) if facts.instruction else []
    )
    if not waiting:
        return "no signature on paper waits for its check."
    own = all(signature.filed_person_id == facts.person_id for signature in waiting)
    return "you recorded the paper yourself; a second person checks it." if own else ""


def _withdraw(facts: Ending) -> str:
    if facts.instruction is None:
        return "no return is open."
    return f"{facts.release} is with the transfer agent." if facts.release else ""


def _authorise(facts: Ending) -> str:
    instruction = facts.instruction
    if instruction is None:
        return "no return stands."
    if instruction.state != InstructionState.APPROVED:
        needed = len(instructing_parties(instruction))
        given = needed - len(missing_approvals(instruction))
        return f"{instruction} has {given} of {needed} approvals."
    if facts.release is not None:
        return f"{facts.release} is authorised already."
    if not hasattr(instruction, "return_notice"):
        return "the recipient has not been told: make the notice first."
    if facts.overtaken:
        return _first(facts.overtaken)
    mine = instruction.authorisations.filter(attempt=instruction.attempt, person_id=facts.person_id or 0)
    return "you have authorised it; another person must be the second." if mine.exists() else ""


def _send(facts: Ending) -> str:
    if facts.release is None:
        return "nothing is authorised."
    return "" if facts.release.state == ReleaseState.AUTHORISED else "the letter is sent."


def _answer(facts: Ending) -> str:
    if facts.release is None:
        return "nothing is reserved."
    return "" if facts.release.state == ReleaseState.SENT else "the letter is not sent yet."


def _recall(facts: Ending) -> str:
    return "" if facts.release else "no letter is out."


_FACTS: dict[str, Callable[[Ending], str]] = {
    "prepare_return": lambda facts: _first(facts.no_return),
    "submit_instruction": _submit,
    "notify_return": _notify,
    "file_paper_signature": _signature,
    "check_paper_signature": _check_signature,
    "withdraw_instruction": _withdraw,
    "authorise_return": _authorise,
    "send_release": _send,
    "record_confirmation": _answer,
    "record_refusal": _answer,
    "request_recall": _recall,
    "record_recall": _recall,
    "record_cancellation": lambda facts: "" if facts.uncancelled else "no return waits for its cancellation.",
    "close_agreement": lambda facts: _first(facts.not_closed),
}
