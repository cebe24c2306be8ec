"""What the case page of a tranche shows, as plain values for its template."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from documents.actor import Actor
from documents.days import day_words
from tranches import policy
from tranches.admin.forms import FORMS, ActForm
from tranches.models import InstructionState, Tranche, TrancheState
from tranches.selectors.clocks.clock import Clock
from tranches.selectors.desk.acts import ActLine, Case, acts_on_tranche, case_of
from tranches.selectors.desk.case import Scene
from tranches.selectors.desk.next_step import next_step
from tranches.selectors.desk.timeline import Moment, timeline_of
from tranches.selectors.docket.docket import OF_CASE, clocks_of, of_tranche
from tranches.selectors.instruction.signing import signing_parts
from tranches.selectors.ledger.standing import Standing, unit_words
from tranches.selectors.ledger.units import unit_of
from tranches.selectors.terms import calendar_of
from tranches.templatetags.desk import places, state_word
from tranches.terms.deadlines import Deadline, transfer_due
from tranches.terms.sums.figures import grouped_decimal

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
    """Computed, instructed and their difference for the tranche, by the shown instruction or the proposal where there is none.

    `lines` and `due` are all lines of it, other tranches' too; all in shares of security line `line`.
    """

    computed: int | None
    instructed: int | None
    difference: int | None
    lines: str
    due: tuple[tuple[int, int], ...] = ()
    line: int = 1

    @property
    def total(self) -> int:
        """What was computed for all lines together."""
        return sum(shares for _, shares in self.due)


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
        "steps": steps_of(tranche, happened, of_tranche_now(scene)),
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
        "shares": of_tranche_now(scene),
        "unit": unit_words(scene.balances),
        "hold_shares": scene.hold_shares,
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


def of_tranche_now(scene: Scene) -> Standing:
    """The shares of the page's tranche."""
    return next(each for each in scene.standings if each.number == scene.tranche.number)


def steps_of(tranche: Tranche, happened: list[Moment], shares: Standing) -> list[Step]:
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
        steps.append(
            Step(
                _now_css("is-now", tranche),
                stands,
                state_word(stands),
                ": ".join(filter(None, (_came_on(came, stands), _ended(shares)))),
            )
        )
    else:
        steps.append(Step("is-later", "", "Released or deducted", "transfer agent has confirmed"))
    return steps


def _ended(shares: Standing) -> str:
    """What became of the shares by now: a later year may have restored what was deducted."""
    of, released = grouped_decimal(shares.agreed), grouped_decimal(shares.released)
    kept = f", {shares.kept:,} kept" if shares.kept else ""
    return f"{released} of {of} released{kept}"


def _now_css(css: str, tranche: Tranche) -> str:
    return f"is-now is-now--{tranche.state}" if css == "is-now" else css


def _came_on(came: Mapping[str, Moment], state: str) -> str:
    moment = came.get(state)
    return f"{day_words(moment.effective_on)}" if moment else ""


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
    """Computed is what the assessment proposes for this tranche, instructed what the shown instruction says of it (EA 4.3)."""
    shown, tranche = scene.shown_instruction, scene.tranche
    closed = (InstructionState.WITHDRAWN, InstructionState.SUPERSEDED, InstructionState.REJECTED)
    if shown is None or shown.state in closed:
        lines = scene.proposal
        if not lines:
            return Figures(None, None, None, "")
        due = tuple((line.tranche.number, line.shares) for line in lines)
        own = [shares for number, shares in due if number == tranche.number]
        line = scene.balances.line.number if scene.balances.line is not None else 1
        return Figures(sum(own) if own else None, None, None, _named(due), due, line)
    rows = list(shown.lines.all())
    due = tuple((row.tranche.number, row.computed_shares) for row in rows if row.computed_shares is not None)
    own = [shares for number, shares in due if number == tranche.number]
    instructed = sum(row.shares for row in rows if row.tranche.number == tranche.number)
    computed = sum(own) if own else None
    difference = None if computed is None else instructed - computed
    named = _named([(row.tranche.number, row.shares) for row in rows])
    return Figures(computed, instructed, difference, named, due, unit_of(shown))


def _named(lines: Iterable[tuple[int, int]]) -> str:
    """The lines of an instruction: `3,000,000 for tranche 3, 348,048 for tranche 1`."""
    return ", ".join(f"{shares:,} for tranche {number}" for number, shares in lines)


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
