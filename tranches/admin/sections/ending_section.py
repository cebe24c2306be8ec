"""What the agreement page shows of its end: expired or why not, the return and its letters, the cancellation, the closing."""

from typing import Any

from documents.actor import Actor
from tranches.admin.forms import FORMS
from tranches.admin.tranche_page import ShownAct, form_for
from tranches.selectors.desk.case import Scene
from tranches.selectors.ending.closing import closing_of, kept_shares
from tranches.selectors.ending.ending_acts import ON_RETURN, acts_on_ending, ending_of
from tranches.selectors.ending.expiry import day_of_expiry
from tranches.selectors.instruction.signing import signing_parts


def ending_context(scene: Scene, actor: Actor) -> dict[str, Any]:
    """The values of the section; the acts on a return are left out while there is none."""
    agreement = scene.agreement
    facts = ending_of(agreement, actor, scene.now)
    lines = acts_on_ending(agreement, actor, scene.now, facts)
    shown = [line for line in lines if facts.instruction is not None or line.event not in ON_RETURN]
    acts = [ShownAct(line, form_for(line.event, scene) if line.allowed else None) for line in shown]
    returning = None if facts.not_expired and facts.instruction is None else scene.shown_instruction
    return {
        "reading": scene.terms.settings.chosen("expiry").label,
        "clause": scene.terms.clause("return"),
        "expired_on": None if facts.not_expired else day_of_expiry(agreement),
        "why_not": facts.not_expired,
        "kept": [] if facts.not_expired else kept_shares(agreement),
        "instruction": returning,
        "is_open": returning is not None and returning == scene.instruction,
        "signing": signing_parts(returning, scene.today) if returning is not None else [],
        "uncancelled": facts.uncancelled,
        "closing": closing_of(agreement) if facts.closed else None,
        "acts": sorted((act for act in acts if act.event in FORMS), key=lambda act: not act.line.allowed),
    }
