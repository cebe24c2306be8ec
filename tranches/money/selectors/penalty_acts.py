"""Which acts about the penalty the tranche's page offers, and why not the others."""

from documents.actor import Actor
from documents.days import day_words
from tranches.models import Tranche
from tranches.money.selectors.penalty import PenaltyView
from tranches.policy import permitted
from tranches.selectors.desk.acts import ActLine, agent_id_of, line_of
from tranches.selectors.ending.closing import AFTER_CLOSING, closed_sentence

ON_PENALTY = ("record_closing_price", "load_closing_prices", "decide_delay_reason", "make_penalty_statement")


def acts_on_penalty(tranche: Tranche, actor: Actor, view: PenaltyView | None) -> list[ActLine]:
    """The acts in their order; none where the terms know no penalty or the actor may not act here."""
    if view is None:
        return []
    agent_id = agent_id_of(tranche.agreement)
    mine = [event for event in ON_PENALTY if permitted(event, actor, agent_id=agent_id)]
    if not mine:
        return []
    closed = closed_sentence(tranche.agreement)
    return [
        line_of(event, "" if event in AFTER_CLOSING else closed)
        for event in mine
        if not _why_not(event, view)
    ] + [line_of(event, _why_not(event, view)) for event in mine if _why_not(event, view)]


def _why_not(event: str, view: PenaltyView) -> str:
    if event in ("record_closing_price", "load_closing_prices"):
        return ""
    if view.today <= view.owed.due_on:
        return f"nothing is late: the shares are due on {day_words(view.owed.due_on)}."
    if event == "decide_delay_reason":
        return ""
    if view.owed.shares is None:
        return "no report is on file, so it is not known what is due."
    if not view.is_late:
        return "nothing was released late."
    return "" if any(row.penalty for row in view.debtors) else view.debtors[0].why_not
