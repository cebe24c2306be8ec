"""What the agreement page shows of fees and costs: the years, who pays, what is open, and the costs of releases."""

from typing import Any

from documents.actor import Actor
from tranches.admin.forms import FORMS
from tranches.admin.tranche_page import ShownAct, form_for
from tranches.money.selectors.fee_acts import acts_on_fees
from tranches.money.selectors.fees import costs_of, escrow_period, fee_rows, payer_of, years_missing
from tranches.selectors.desk.case import Scene


def fee_context(scene: Scene, actor: Actor) -> dict[str, Any]:
    """The values of the section."""
    agreement, settings = scene.agreement, scene.terms.settings
    lines = acts_on_fees(agreement, actor, scene.today)
    acts = [ShownAct(line, form_for(line.event, scene) if line.allowed else None) for line in lines]
    begins_on, ended_on = escrow_period(agreement)
    return {
        "terms": scene.terms.fee,
        "clause": scene.terms.clause("fee"),
        "costs_clause": scene.terms.clause("costs"),
        "broken": settings.chosen("fee_broken_year").label,
        "bearer": settings.chosen("release_costs").label,
        "begins_on": begins_on,
        "ended_on": ended_on,
        "payer": payer_of(agreement),
        "rows": fee_rows(agreement),
        "missing": years_missing(agreement, scene.today),
        "costs": costs_of(agreement),
        "acts": sorted((act for act in acts if act.event in FORMS), key=lambda act: not act.line.allowed),
    }
