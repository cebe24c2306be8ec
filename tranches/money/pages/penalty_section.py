"""What the tranche's page shows of late release: the preview, whose step was missing, prices, decisions, statements."""

from typing import Any

from documents.actor import Actor
from tranches.admin.forms import FORMS
from tranches.admin.tranche_page import ShownAct, form_for
from tranches.money.selectors.penalty import newest_prices, penalty_view
from tranches.money.selectors.penalty_acts import acts_on_penalty
from tranches.selectors.desk.case import Scene
from tranches.selectors.dispute.pauses import pauses_within
from tranches.selectors.docket.delay import spells
from tranches.selectors.docket.docket import steps_in
from tranches.terms.currencies import MINOR_PLACES

NEWEST = 8  # the prices that the page shows


def penalty_context(scene: Scene, actor: Actor) -> dict[str, Any] | None:
    """The values of the section; None where the terms know no penalty."""
    terms, tranche = scene.terms, scene.tranche
    if terms.penalty is None:
        return None
    places = MINOR_PLACES[terms.penalty.currency]
    view = penalty_view(tranche, scene.now)
    if view is None:
        return None
    acts = [
        ShownAct(line, form_for(line.event, scene) if line.allowed else None)
        for line in acts_on_penalty(tranche, actor, view)
        if line.event in FORMS
    ]
    due_on = min(filter(None, (view.owed.release_due, view.owed.transfer_due)))
    steps = steps_in(scene.agreement)[tranche.number]
    settings = terms.settings
    return {
        "view": view,
        "terms": terms.penalty,
        "clause": terms.clause("penalty"),
        "start": settings.chosen("penalty_start").label,
        "value": settings.chosen("penalty_value").label,
        "cap": settings.chosen("penalty_cap").label,
        "per_day_minor": None if view.per_day is None else int(view.per_day * 10**places),
        "since": due_on,
        "spells": spells(steps.missing_at_end_of, due_on=due_on, until=scene.today)
        if scene.today > due_on
        else (),
        "pauses": pauses_within(steps.holds, due_on, scene.today),
        "prices": newest_prices(scene.agreement, NEWEST),
        "acts": sorted(acts, key=lambda act: not act.line.allowed),
    }
