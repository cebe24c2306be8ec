"""Which acts on corporate actions the agreement's page offers, and why not the others."""

from collections.abc import Iterator

from documents.actor import Actor
from documents.days import day_words
from tranches.models import CorporateAction, EscrowAgreement
from tranches.policy import permitted
from tranches.selectors.conversion.corporate import pending_action, unsigned_instructions
from tranches.selectors.desk.acts import ActLine, agent_id_of, line_of
from tranches.selectors.desk.todo import Todo
from tranches.selectors.ending.closing import closed_sentence

ON_CORPORATE = ("prepare_corporate_action", "authorise_corporate_action", "withdraw_corporate_action")


def acts_on_corporate(agreement: EscrowAgreement, actor: Actor) -> list[ActLine]:
    """The acts in the order of their life; empty for who may not act here at all."""
    agent_id = agent_id_of(agreement)
    mine = [event for event in ON_CORPORATE if permitted(event, actor, agent_id=agent_id)]
    if not mine:
        return []
    closed, waiting = closed_sentence(agreement), pending_action(agreement)
    unsigned = unsigned_instructions(agreement)
    blocked = f"{unsigned[0]} speaks of the shares of before; withdraw it first." if unsigned else ""
    return [line_of(event, closed or _why_not(event, waiting, blocked, actor.person_id)) for event in mine]


def _why_not(event: str, waiting: CorporateAction | None, blocked: str, person_id: int | None) -> str:
    if event == "prepare_corporate_action":
        return f"{waiting} waits for its second person." if waiting else blocked
    if waiting is None:
        return "no corporate action waits."
    if event == "withdraw_corporate_action":
        return ""
    own = "you prepared it; another person authorises it." if waiting.prepared_person_id == person_id else ""
    return own or blocked


def corporate_todos(agreement: EscrowAgreement, person_id: int | None) -> Iterator[tuple[Todo, bool]]:
    """A corporate action that is prepared waits for its second person; until then the ledger counts in the old unit."""
    action = pending_action(agreement)
    if action is None:
        return
    day = action.effective_on
    note = f"{action.get_kind_display().lower()}, {action.ratio_text}, effective {day_words(day)}"
    title = f"Authorise {action} as the second person"
    todo = Todo(title, note, agreement, None, "authorise_corporate_action", day, None)
    yield todo, action.prepared_person_id != person_id
