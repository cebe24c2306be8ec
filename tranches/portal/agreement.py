"""The agreement as its parties see it, its tranches one by one, and the statement of the escrow account."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from documents.actor import Actor
from documents.errors import RuleViolation
from documents.journal.record import head_of
from documents.selectors.anchors import given_out, in_checkpoint
from tranches.models import EscrowAgreement, Hold, InstructionState
from tranches.money.selectors.own_money import fees_paid_by, late_release
from tranches.portal.forms import StatementForm
from tranches.portal.frame import show
from tranches.portal.guard import portal_page
from tranches.selectors.access import agreement_for, now_for, tranche_for
from tranches.selectors.days import day_of
from tranches.selectors.delivery.delivery import stops_standing
from tranches.selectors.delivery.dispositions import outside_dispositions
from tranches.selectors.desk.outside import (
    Signed,
    all_holds,
    instructions_seen,
    instrument_name,
    movements,
    objections,
    papers_of,
    parts_of,
    tranche_rows,
)
from tranches.selectors.dispute.disputes import damages_of, stages_of
from tranches.selectors.dispute.holds import shares_now
from tranches.selectors.dispute.pauses import days_paused, holds_of, pauses_within
from tranches.selectors.dispute.suspensions import may_suspend, why_not_suspended
from tranches.selectors.docket.docket import OF_CASE, clocks_of, for_parties, missing_report, of_tranche
from tranches.selectors.ending.closing import closing_of, returns_of
from tranches.selectors.ledger.balances import balances
from tranches.selectors.ledger.line_history import line_histories
from tranches.selectors.ledger.standing import unit_words
from tranches.selectors.read_once import reading_once
from tranches.selectors.release.claims import claims_of
from tranches.selectors.terms import terms_of
from tranches.statements.services import make_statement
from tranches.templatetags.desk import places

# Returns a party need not read about any more, or not yet.
HIDDEN_RETURNS = (
    InstructionState.DRAFT,
    InstructionState.REJECTED,
    InstructionState.WITHDRAWN,
    InstructionState.SUPERSEDED,
)


@require_safe
@portal_page
@reading_once()
def page(request: HttpRequest, actor: Actor, reference: str) -> HttpResponse:
    """Where the shares are and on what grounds; for the recipient this is his statement."""
    return _show(request, actor, agreement_for(actor, reference))


@require_safe
@portal_page
@reading_once()
def tranche(request: HttpRequest, actor: Actor, reference: str, number: int) -> HttpResponse:
    """One tranche: state, figures with their derivation and clauses, holds, objections, approvals, papers."""
    found = tranche_for(actor, reference, number)
    agreement = found.agreement
    standing = balances(agreement)
    row = next((row for row in tranche_rows(agreement, standing) if row.tranche.pk == found.pk), None)
    if row is None:
        raise Http404
    signed = [
        entry
        for entry in instructions_seen(agreement)
        if any(line.tranche_id == found.pk for line in entry.instruction.lines.all())
    ]
    about = _references(agreement, number, signed)
    holds = [hold for hold in all_holds(agreement) if hold.tranche_id == found.pk]
    now = now_for(agreement)
    today = day_of(now, agreement)
    clocks = clocks_of(agreement, today, OF_CASE)
    pauses = pauses_within(holds_of(found), agreement.effective_on, today)
    context = {
        "title": f"Tranche {number}, {agreement.reference}",
        "row": row,
        "terms": terms_of(agreement),
        "places": places(standing, number),
        "unit": unit_words(standing),
        "holds": holds,
        "hold_shares": shares_now(agreement, holds),
        "objections": [entry for entry in objections(agreement) if entry.tranche_id == found.pk],
        "claims": claims_of(agreement, found),
        "stages": [stage for stage in stages_of(agreement) if stage.tranche_id == found.pk],
        "damages": [claim for claim in damages_of(agreement) if claim.hold.tranche_id == found.pk],
        "liftable": _liftable(actor, agreement),
        "may_suspend": may_suspend(actor, agreement),
        "why_not_suspended": why_not_suspended(found),
        "pauses": pauses,
        "days_paused": days_paused(pauses),
        "missing_report": missing_report(clocks, found, today),
        "report_clause": terms_of(agreement).clause("report"),
        "clocks": for_parties(of_tranche(clocks, number)),
        "late": late_release(found, {part.pk for part in _own_parts(actor, agreement)}, now),
        "signed": signed,
        "papers": [paper for paper in papers_of(actor, agreement) if paper.subject_reference in about],
    }
    return show(request, actor, "portal/tranche.html", context, agreement=agreement)


@require_POST
@portal_page
def statement(request: HttpRequest, actor: Actor, reference: str) -> HttpResponse:
    """Have the agent's statement made as of now, and hand it out."""
    agreement = agreement_for(actor, reference)
    form = StatementForm(request.POST)
    if not form.is_valid():
        return _show(request, actor, agreement, form=form, status=422)
    part = next(iter(_own_parts(actor, agreement)), None)
    if part is None:
        raise Http404
    try:
        made = form.by(actor, now_for(agreement)).do(
            make_statement, agreement=agreement, party=part, **form.cleaned_data
        )
    except RuleViolation as violation:
        form.refuse(violation)
        return _show(request, actor, agreement, form=form, refusal=violation, status=409)
    messages.success(request, f"“{made.title}” is among the papers as {made.reference}.")
    return HttpResponseRedirect(reverse("portal:agreement", args=[agreement.reference]))


def _show(
    request: HttpRequest,
    actor: Actor,
    agreement: EscrowAgreement,
    *,
    form: StatementForm | None = None,
    refusal: RuleViolation | None = None,
    status: int = 200,
) -> HttpResponse:
    terms = terms_of(agreement)
    standing = balances(agreement)
    instrument, instrument_zh = instrument_name(agreement)
    holds = all_holds(agreement)
    recipients = [party for party in _own_parts(actor, agreement) if party.is_recipient]
    context: dict[str, Any] = {
        "title": f"{'Statement' if recipients else 'Agreement'} {agreement.reference}",
        "terms": terms,
        "own_parts": _own_parts(actor, agreement),
        "is_recipient": bool(recipients),
        "is_officer": actor.has_role("officer"),
        "instrument": instrument,
        "instrument_zh": instrument_zh,
        "standing": standing,
        "places": places(standing),
        "lines": line_histories(agreement),
        "rows": tranche_rows(agreement, standing),
        "movements": movements(agreement),
        "unit": unit_words(standing),
        "holds": holds,
        "hold_shares": shares_now(agreement, holds),
        "objections": objections(agreement),
        "claims": claims_of(agreement),
        "stages": stages_of(agreement),
        "damages": damages_of(agreement),
        "liftable": _liftable(actor, agreement),
        "may_suspend": may_suspend(actor, agreement),
        "fees": fees_paid_by(agreement, {part.pk for part in _own_parts(actor, agreement)}),
        "signed": instructions_seen(agreement),
        "papers": papers_of(actor, agreement),
        "head": head_of(agreement.binder),
        "given_out": given_out(agreement.binder),
        "checkpoint": in_checkpoint(agreement.binder),
        "tz": terms.time_zone,
        "closing": closing_of(agreement),
        "returns": [row for row in returns_of(agreement) if row.state not in HIDDEN_RETURNS],
        "return_clause": terms.clause("return"),
        "stops": stops_standing(agreement),
        "dispositions": outside_dispositions(agreement),
        "disposition_clause": terms.clause("disposition"),
        "form": form or StatementForm(),
        "refusal": refusal,
        "errors": form is not None,
        "now": now_for(agreement),
    }
    return show(request, actor, "portal/agreement.html", context, agreement=agreement, status=status)


def _own_parts(actor: Actor, agreement: EscrowAgreement) -> list[Any]:
    return parts_of(agreement, {party_id for _, party_id in actor.roles})


def _liftable(actor: Actor, agreement: EscrowAgreement) -> set[int]:
    """The standing suspensions that the reader's own party may lift."""
    if not may_suspend(actor, agreement):
        return set()
    standing = (hold for hold in all_holds(agreement) if not hasattr(hold, "lift"))
    return {hold.pk for hold in standing if hold.ground == Hold.Ground.SUSPENSION}


def _references(agreement: EscrowAgreement, number: int, signed: list[Signed]) -> set[str]:
    """How the journal names the tranche, its instructions and their releases: what its papers are about."""
    about = {str(number)}
    for entry in signed:
        about |= {str(entry.instruction)} | {str(release) for release in entry.instruction.releases.all()}
    return {f"{agreement.reference}/{name}" for name in about}
