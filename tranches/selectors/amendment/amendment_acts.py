"""Which acts about the terms the agreement's pages offer, and why not the others."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from documents.actor import Actor
from documents.days import day_words
from tranches.models import Amendment, AmendmentPaperSignature, AmendmentState, EscrowAgreement
from tranches.policy import permitted
from tranches.selectors.amendment.amendments import missing_signatures, open_amendment
from tranches.selectors.amendment.terminations import ended_sentence
from tranches.selectors.desk.acts import ActLine, agent_id_of, line_of
from tranches.selectors.ending.closing import closed_sentence

ON_TERMS = (
    "prepare_amendment",
    "prepare_termination",
    "submit_amendment",
    "sign_amendment_for_agent",
    "file_amendment_signature",
    "check_amendment_signature",
    "bring_amendment_into_force",
    "withdraw_amendment",
)


@dataclass(frozen=True)
class Facts:
    """What decides about these acts, read once."""

    amendment: Amendment | None
    unchecked: list[AmendmentPaperSignature]
    agent_signs: bool
    person_id: int | None
    today: date


def acts_on_terms(agreement: EscrowAgreement, actor: Actor, today: date) -> list[ActLine]:
    """The acts in the order of an amendment's life; empty for who may not act here at all."""
    agent_id = agent_id_of(agreement)
    mine = [event for event in ON_TERMS if permitted(event, actor, agent_id=agent_id)]
    if not mine:
        return []
    closed, facts = closed_sentence(agreement), _facts(agreement, actor, today)
    lines = [
        line_of(event, closed or ended_sentence(event, agreement) or _WHY_NOT[event](facts)) for event in mine
    ]
    return [_in_its_word(line, facts.amendment) for line in lines]


def _in_its_word(line: ActLine, open_now: Amendment | None) -> ActLine:
    """What is done with the open one is called by what it is; what would be prepared is called by what that would be."""
    if open_now is None or line.event.startswith("prepare_"):
        return line
    return replace(line, label=open_now.worded(line.label), why_not=open_now.worded(line.why_not))


def unchecked_signatures(amendment: Amendment) -> list[AmendmentPaperSignature]:
    """The signatures on paper that wait for their check."""
    rows = AmendmentPaperSignature.objects.filter(amendment=amendment, accepted__isnull=True)
    return list(rows.select_related("party__party", "person").order_by("id"))


def _facts(agreement: EscrowAgreement, actor: Actor, today: date) -> Facts:
    found = open_amendment(agreement)
    submitted = found is not None and found.state == AmendmentState.SUBMITTED
    missing = (
        {party.part for party in missing_signatures(found)} if found is not None and submitted else set()
    )
    return Facts(
        found,
        unchecked_signatures(found) if found is not None and submitted else [],
        "escrow_agent" in missing,
        actor.person_id,
        today,
    )


def _prepare(facts: Facts) -> str:
    found = facts.amendment
    return f"{found} is {found.get_state_display().lower()}." if found else ""


def _submit(facts: Facts) -> str:
    if facts.amendment is None:
        return "no amendment is drafted."
    drafted = facts.amendment.state == AmendmentState.DRAFT
    return "" if drafted else f"{facts.amendment} is before the parties already."


def _before_parties(facts: Facts) -> str:
    waits = facts.amendment is not None and facts.amendment.state == AmendmentState.SUBMITTED
    return "" if waits else "no amendment is before the parties."


def _sign(facts: Facts) -> str:
    why = _before_parties(facts)
    if why or facts.amendment is None:
        return why
    if not facts.agent_signs:
        return "the escrow agent has signed."
    own = facts.amendment.prepared_person_id == facts.person_id
    return "you prepared it yourself; another person signs." if own else ""


def _check(facts: Facts) -> str:
    if not facts.unchecked:
        return "no signature on paper waits for its check."
    own = all(row.filed_person_id == facts.person_id for row in facts.unchecked)
    return "you recorded the paper yourself; a second person checks it." if own else ""


def _bring(facts: Facts) -> str:
    found = facts.amendment
    if found is None or found.state != AmendmentState.SIGNED:
        return "no amendment is signed by all parties."
    day = found.effective_on
    return f"{found} takes effect on {day_words(day)}." if facts.today < day else ""


_WHY_NOT: dict[str, Callable[[Facts], str]] = {
    "prepare_amendment": _prepare,
    "prepare_termination": _prepare,
    "submit_amendment": _submit,
    "sign_amendment_for_agent": _sign,
    "file_amendment_signature": _before_parties,
    "check_amendment_signature": _check,
    "bring_amendment_into_force": _bring,
    "withdraw_amendment": lambda facts: "" if facts.amendment else "no amendment is open.",
}
