"""How both pages answer a request: look, compute, and only if asked make the paper or save. The doors render what comes out."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from documents.actor import Actor
from documents.errors import RuleViolation
from tranches.models import EscrowAgreement
from tranches.supposing.forms import FiguresForm
from tranches.supposing.models import SavedScenario
from tranches.supposing.pages.readings_page import (
    filled,
    opened_form,
    readings_context,
    unlocked,
    what_if_context,
)
from tranches.supposing.selectors import own_part
from tranches.supposing.services.comparing import basis_of, make_readings_paper
from tranches.supposing.services.scenarios import save_scenario, set_aside_scenario

REFUSED = 422  # the form was understood, and a rule or a typo stands against it


@dataclass
class Answer:
    """What the door renders; with `done` it redirects instead and says that sentence."""

    context: dict[str, Any] = field(default_factory=dict)
    status: int = 200
    done: str = ""
    saved: SavedScenario | None = None


def answer_readings(request: HttpRequest, actor: Actor, agreement: EscrowAgreement, now: datetime) -> Answer:
    """GET: the readings for what is on record. POST: for figures typed in; `do=paper` files them as a paper."""
    basis = basis_of(agreement)
    if request.method != "POST":
        return Answer(readings_context(agreement, actor, FiguresForm(basis=basis)))
    form = FiguresForm(request.POST, basis=basis)
    do = request.POST.get("do")
    if form.is_valid() and do == "unlock":
        return Answer(readings_context(agreement, actor, unlocked(form, with_file=False)))
    if form.is_valid() and do == "paper":
        try:
            made = form.by(actor, now).do(
                make_readings_paper,
                agreement=agreement,
                supposed=form.decimals() or None,
                replace_recorded=form.replaces,
                party=own_part(actor, agreement),
            )
        except RuleViolation as refusal:
            form.refuse(refusal)
        else:
            return Answer(done=f"The comparison {made.reference} is made; it stands first among the papers.")
    return _shown(form, readings_context(agreement, actor, form))


def answer_what_if(
    request: HttpRequest,
    actor: Actor,
    agreement: EscrowAgreement,
    now: datetime,
    opened: SavedScenario | None = None,
) -> Answer:
    """GET: what is on record, or a saved supposition. POST: figures typed in or a file; `do=save` saves them under a name."""
    if request.method != "POST":
        return Answer(what_if_context(agreement, actor, opened_form(agreement, opened), opened=opened))
    form = FiguresForm(request.POST, request.FILES, basis=basis_of(agreement), with_file=True)
    do = request.POST.get("do")
    if form.is_valid() and do == "unlock":
        return Answer(what_if_context(agreement, actor, unlocked(form, with_file=True)))
    if form.is_valid() and do == "save":
        saved = _save(form, actor, agreement, now)
        if saved is not None:
            return Answer(
                done=f"“{saved.name}” is saved. Nobody outside {saved.party.name} sees it.", saved=saved
            )
    elif form.is_valid() and len(form.scenarios) == 1:
        form = filled(form.basis, form.supposed, replaces=form.replaces)
    return _shown(form, what_if_context(agreement, actor, form))


def answer_set_aside(actor: Actor, scenario: SavedScenario, now: datetime) -> str:
    """Set a saved supposition aside; the sentence says what was done. Raises RuleViolation."""
    part = own_part(actor, scenario.agreement)
    if part is None:
        raise RuleViolation("not_permitted", "Only the party that saved it sets it aside.")
    set_aside_scenario(scenario=scenario, party=part, actor=actor, now=now)
    return f"“{scenario.name}” is set aside; it is no longer listed."


def _save(form: FiguresForm, actor: Actor, agreement: EscrowAgreement, now: datetime) -> SavedScenario | None:
    if len(form.scenarios) > 1:
        form.add_error(
            "file",
            f"The file has {len(form.scenarios)} scenarios. To save one, leave its row alone in the file.",
        )
        return None
    try:
        return form.by(actor, now).do(
            save_scenario,
            agreement=agreement,
            party=own_part(actor, agreement),
            name=form.cleaned_data["name"],
            actuals=form.decimals(),
            replaces_recorded=form.replaces,
        )
    except RuleViolation as refusal:
        form.refuse(refusal)
        return None


def _shown(form: FiguresForm, context: dict[str, Any]) -> Answer:
    if form.is_bound:
        form.described()
    return Answer(context, REFUSED if form.is_bound and form.errors else 200)
