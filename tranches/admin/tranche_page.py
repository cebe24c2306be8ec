"""What the case page of a tranche shows, as plain values for its template."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from documents.actor import Actor
from tranches import policy
from tranches.admin.forms import FORMS, ActForm
from tranches.models import InstructionState, Tranche, TrancheState
from tranches.selectors.acts import ActLine, Case, acts_on_tranche, case_of
from tranches.selectors.approvals import difference_of
from tranches.selectors.case import Scene
from tranches.selectors.clocks.clock import Clock
from tranches.selectors.docket import OF_CASE, clocks_of, of_tranche
from tranches.selectors.next_step import next_step
from tranches.selectors.signing import signing_parts
from tranches.selectors.terms import calendar_of
from tranches.selectors.timeline import Moment, timeline_of
from tranches.templatetags.desk import places, state_word
from tranches.terms.deadlines import Deadline, transfer_due

WALK = (TrancheState.PENDING, TrancheState.REPORT_RECEIVED, TrancheState.INSTRUCTED)
ENDS = (TrancheState.RELEASED, TrancheState.DEDUCTED)
# Acts that a party does in the portal, never a clerk at the desk.
PORTAL_ACTS = frozenset({"approve_instruction", "reject_instruction", "revoke_approval"})


@dataclass(frozen=True)
class Step:
    """One state on the way: where the tranche is now, was, or may come to."""

    css: str
    state: str
    label: str
    note: str

    @property
    def is_now(self) -> bool:
        return self.css.startswith("is-now")


@dataclass(frozen=True)
class ShownAct:
    """An act with its form, or with the reason why it is not possible yet."""

    line: ActLine
    form: ActForm | None

    @property
    def event(self) -> str:
        return self.line.event

    @property
    def who(self) -> str:
        """Who may do it, as a note and not as the beginning of a sentence."""
        return self.line.who.rstrip(",")

    @property
    def beside(self) -> str:
        """The step it makes, or who may do it."""
        return self.line.edge or self.who


@dataclass(frozen=True)
class Figures:
    """Computed, instructed and their difference, for the shown instruction or the proposal where there is none."""

    computed: int | None
    instructed: int | None
    difference: int | None
    lines: str
    due: tuple[tuple[int, int], ...] = ()


def tranche_context(scene: Scene, actor: Actor) -> dict[str, Any]:
    """Everything the template names; each part is read once."""
    tranche = scene.tranche
    happened = timeline_of(scene.agreement.binder, scene.subjects)
    shown = scene.shown_instruction
    facts = case_of(tranche, actor, scene.now)
    clocks = clocks_of(scene.agreement, scene.today, OF_CASE)
    return {
        "scene": scene,
        "tranche": tranche,
        "agreement": scene.agreement,
        "terms": scene.tranche_terms,
        "tz": scene.time_zone,
        "steps": steps_of(tranche, happened),
        "next": next_step(tranche, actor, scene.now, facts, clocks),
        "clocks": of_tranche(clocks, tranche.number),
        "if_today": transfer_if_today(scene, clocks),
        "transfer_days": scene.terms.deadlines.transfer_business_days,
        "acts": acts_of(scene, actor, facts),
        "instruction": shown,
        "is_open": shown is not None and shown == scene.instruction,
        "signing": signing_parts(shown, scene.today) if shown is not None and shown.basis == "joint" else [],
        "calls": scene.calls,
        "transfer_clause": scene.terms.clause("transfer"),
        "figures": figures_of(scene),
        "derivation": derivation_of(scene),
        "result": result_of(scene),
        "timeline": happened,
        "title": f"Tranche {tranche.number}",
        "simulation": simulation_note(scene),
        "standing": [part for part in places(scene.balances, tranche.number) if part.shares],
        "documents_govern": scene.terms.clause("documents_govern"),
    }


def transfer_if_today(scene: Scene, clocks: list[Clock]) -> Deadline | None:
    """By when the transfer would be due if the last document came in today; None once its own clock runs, or none is to come."""
    found = of_tranche(clocks, scene.tranche.number)
    if not found or any(clock.name == "transfer" for clock in found):
        return None
    return transfer_due(scene.terms, scene.today, calendar=calendar_of(scene.agreement))


def simulation_note(scene: Scene) -> str:
    """The sentence of the banner; nothing for a real agreement."""
    if not scene.agreement.is_simulation:
        return ""
    return "Figures, dates and acts of this agreement are invented to show the desk at work. No share exists or moves."


def steps_of(tranche: Tranche, happened: list[Moment]) -> list[Step]:
    """pending → report received → instructed → released or deducted; a dispute is shown at the state it came from."""
    came = {
        moment.state: moment
        for moment in reversed(happened)
        if moment.is_state and moment.about.endswith(f"/{tranche.number}")
    }
    stands = tranche.state_before_dispute or tranche.state
    reached = len(WALK) if stands in ENDS else [str(state) for state in WALK].index(stands)
    steps = []
    for at, state in enumerate(WALK):
        css = "is-done" if at < reached else "is-now" if at == reached else "is-later"
        steps.append(Step(_now_css(css, tranche), state, state_word(state), _came_on(came, state)))
    if stands in ENDS:
        steps.append(Step(_now_css("is-now", tranche), stands, state_word(stands), _came_on(came, stands)))
    else:
        steps.append(Step("is-later", "", "Released or deducted", "transfer agent has confirmed"))
    return steps


def _now_css(css: str, tranche: Tranche) -> str:
    return f"is-now is-now--{tranche.state}" if css == "is-now" else css


def _came_on(came: Mapping[str, Moment], state: str) -> str:
    moment = came.get(state)
    return f"{moment.effective_on.day} {moment.effective_on:%B %Y}" if moment else ""


def acts_of(scene: Scene, actor: Actor, facts: Case) -> list[ShownAct]:
    """The acts in the policy's order: those that are possible with their forms, then those that are not, with the reason."""
    found = [
        ShownAct(line, form_for(line.event, scene) if line.allowed else None)
        for line in acts_on_tranche(scene.tranche, actor, scene.now, facts)
        if line.event in FORMS
    ]
    return sorted(found, key=lambda act: not act.line.allowed)


def form_for(event: str, scene: Scene) -> ActForm | None:
    """The empty form of an act; one that needs a proof of identity opens on a page of its own."""
    form = FORMS[event]
    return None if policy.POLICY[form.event].signs else form(scene=scene)


def figures_of(scene: Scene) -> Figures:
    """Computed is what the assessment proposes, instructed what the shown instruction says (EA 4.3)."""
    shown = scene.shown_instruction
    closed = (InstructionState.WITHDRAWN, InstructionState.SUPERSEDED, InstructionState.REJECTED)
    if shown is None or shown.state in closed:
        lines = scene.proposal
        if not lines:
            return Figures(None, None, None, "")
        named = ", ".join(f"{line.shares:,} for tranche {line.tranche.number}" for line in lines)
        due = tuple((line.tranche.number, line.shares) for line in lines)
        return Figures(sum(line.shares for line in lines), None, None, named, due)
    rows = list(shown.lines.all())
    named = ", ".join(f"{row.shares:,} for tranche {row.tranche.number}" for row in rows)
    due = tuple((row.tranche.number, row.computed_shares) for row in rows if row.computed_shares is not None)
    computed = sum(shares for _, shares in due) if due else None
    difference = difference_of(shown) if due else None
    return Figures(computed, sum(row.shares for row in rows), difference, named, due)


def derivation_of(scene: Scene) -> list[Mapping[str, Any]]:
    """The steps of the newest assessment that this year's report caused, or that restored shares to this tranche."""
    if scene.assessment is None:
        return []
    number = scene.tranche.number
    return [
        step
        for step in scene.assessment.result.get("derivation", ())
        if number in (step.get("tranche"), step.get("by"))
    ]


def result_of(scene: Scene) -> Mapping[str, Any] | None:
    """The tranche's row of the newest assessment; nothing while its year is unknown."""
    if scene.assessment is None:
        return None
    rows = scene.assessment.result.get("tranches", ())
    return next((row for row in rows if row["number"] == scene.tranche.number), None)
