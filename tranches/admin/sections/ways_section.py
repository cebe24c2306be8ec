"""What the agreement page shows of the other ways out: dispositions and hand-over, and what stops delivery to the recipient."""

from dataclasses import dataclass
from typing import Any

from documents.actor import Actor
from tranches.admin.forms import FORMS
from tranches.admin.tranche_page import ShownAct, form_for
from tranches.models import Account, Disposition, HandOverPack
from tranches.selectors.delivery.delivery import attached_shares, why_no_delivery
from tranches.selectors.delivery.dispositions import is_open, pack_of, total_of, word_of
from tranches.selectors.delivery.ways_acts import ON_DELIVERY, acts_on_ways, ways_of
from tranches.selectors.desk.case import Scene

# Of these the page offers only those that fit what stands there; the first two of each kind always.
ALWAYS = ("record_disposition", "record_handover", "record_delivery_stop")


@dataclass(frozen=True)
class DispositionRow:
    """A disposition with where it stands, its places in words, and the persons who authorised it."""

    disposition: Disposition
    word: str
    is_open: bool
    total: int
    places: list[tuple[str, int]]
    persons: list[str]
    pack: HandOverPack | None


def row_of(disposition: Disposition) -> DispositionRow:
    """The disposition as a page shows it."""
    places = [
        (
            f"{Account(line.account).label}, tranche {line.tranche.number}"
            if line.tranche
            else Account(line.account).label,
            line.shares,
        )
        for line in disposition.lines.all()
    ]
    return DispositionRow(
        disposition,
        word_of(disposition),
        is_open(disposition),
        total_of(disposition),
        places,
        [entry.person.name for entry in disposition.authorisations.all()],
        pack_of(disposition),
    )


def ways_context(scene: Scene, actor: Actor) -> dict[str, Any]:
    """The values of the section; an act that nothing waits for is left out, except those that begin something."""
    facts = ways_of(scene.agreement, actor)
    lines = [line for line in acts_on_ways(scene.agreement, actor, facts) if line.event in FORMS]
    shown = [
        line
        for line in lines
        if line.allowed
        or line.event in ALWAYS
        or (facts.standing if line.event in ON_DELIVERY else facts.open)
    ]
    acts = [ShownAct(line, form_for(line.event, scene) if line.allowed else None) for line in shown]
    return {
        "clause": scene.terms.clause("disposition"),
        "dispositions": [row_of(row) for row in facts.dispositions],
        "stops": facts.stops,
        "stopped": why_no_delivery(scene.agreement),
        "attached": attached_shares(scene.agreement),
        "acts": sorted(acts, key=lambda act: not act.line.allowed),
    }
