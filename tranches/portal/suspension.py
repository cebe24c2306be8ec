"""The issuer suspends the release, and lifts its suspension (SPA 8.1); every other party reads of it on the tranche's page."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from documents.actor import Actor
from documents.errors import RuleViolation
from parties.proof import proof_required
from tranches.models import AgreementParty, Hold, Tranche
from tranches.portal.forms import LiftSuspensionForm, SuspendForm
from tranches.portal.frame import show
from tranches.portal.guard import portal_page
from tranches.selectors.access import hold_for, now_for, tranche_for
from tranches.selectors.dispute.suspensions import (
    may_suspend,
    standing_suspensions,
    suspending_party,
    why_not_suspended,
)
from tranches.selectors.terms import terms_of
from tranches.services.dispute.lifting import lift_own_suspension
from tranches.services.suspending import open_suspension


@require_http_methods(["GET", "HEAD", "POST"])
@portal_page
def suspend(request: HttpRequest, actor: Actor, reference: str, number: int) -> HttpResponseBase:
    """Show what a suspension does and the form, or the sentence why there is none now; for every other party there is no such page."""
    tranche = tranche_for(actor, reference, number)
    party = suspending_party(tranche.agreement)
    if not may_suspend(actor, tranche.agreement):
        raise Http404
    parts = [(party.key, party.party.name)]
    if request.method != "POST":
        return _ask(request, actor, tranche, party, SuspendForm(parts=parts, decides_on=tranche))
    form = SuspendForm(request.POST, request.FILES, parts=parts, decides_on=tranche)
    if not form.is_valid():
        return _ask(request, actor, tranche, party, form, status=422)
    return _suspend(request, actor, tranche, party, form)


@proof_required
def _suspend(
    request: HttpRequest, actor: Actor, tranche: Tranche, party: AgreementParty, form: SuspendForm
) -> HttpResponse:
    given = form.cleaned_data
    try:
        hold = form.by(actor, now_for(tranche.agreement)).do(
            open_suspension,
            tranche=tranche,
            party=party,
            shares=given["contested_shares"],
            reason=given["text"],
            paper=given["file"],
        )
    except RuleViolation as violation:
        form.refuse(violation)
        return _ask(request, actor, tranche, party, form, status=409)
    messages.success(
        request,
        f"Your suspension of tranche {tranche.number} is recorded as {hold}. The escrow agent confirms it; from then on it stands.",
    )
    return HttpResponseRedirect(reverse("portal:tranche", args=[tranche.agreement.reference, tranche.number]))


def _ask(
    request: HttpRequest,
    actor: Actor,
    tranche: Tranche,
    party: AgreementParty,
    form: SuspendForm,
    *,
    status: int = 200,
) -> HttpResponse:
    agreement = tranche.agreement
    context = {
        "title": f"Suspend the release, tranche {tranche.number} of {agreement.reference}",
        "tranche": tranche,
        "party": party,
        "form": form,
        "why_not": why_not_suspended(tranche),
        "suspension_clause": terms_of(agreement).clause("suspension"),
        "errors": bool(form.errors),
    }
    return show(request, actor, "portal/suspend.html", context, agreement=agreement, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@portal_page
def lift(request: HttpRequest, actor: Actor, public_id: UUID) -> HttpResponseBase:
    """Show the suspension and the form, or lift it; for every other party, and once it is lifted, there is no such page."""
    hold = hold_for(actor, public_id)
    party = suspending_party(hold.agreement)
    if not may_suspend(actor, hold.agreement) or hold.ground != Hold.Ground.SUSPENSION:
        raise Http404
    if request.method != "POST":
        if not standing_suspensions(hold.agreement).filter(pk=hold.pk).exists():
            raise Http404
        return _show(request, actor, hold, party, LiftSuspensionForm(decides_on=hold))
    form = LiftSuspensionForm(request.POST, decides_on=hold)
    if not form.is_valid():
        return _show(request, actor, hold, party, form, status=422)
    return _lift(request, actor=actor, hold=hold, party=party, form=form)


@proof_required
def _lift(
    request: HttpRequest, *, actor: Actor, hold: Hold, party: AgreementParty, form: LiftSuspensionForm
) -> HttpResponse:
    try:
        form.by(actor, now_for(hold.agreement)).do(
            lift_own_suspension, hold=hold, party=party, reason=form.cleaned_data["reason"]
        )
    except RuleViolation as violation:
        form.refuse(violation)
        return _show(request, actor, hold, party, form, status=409)
    messages.success(request, f"The suspension is lifted: {hold} on tranche {hold.tranche.number}.")
    return HttpResponseRedirect(
        reverse("portal:tranche", args=[hold.agreement.reference, hold.tranche.number])
    )


def _show(
    request: HttpRequest,
    actor: Actor,
    hold: Hold,
    party: AgreementParty,
    form: LiftSuspensionForm,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "title": f"Lift the suspension, tranche {hold.tranche.number} of {hold.agreement.reference}",
        "hold": hold,
        "tranche": hold.tranche,
        "party": party,
        "form": form,
        "suspension_clause": terms_of(hold.agreement).clause("suspension"),
        "errors": bool(form.errors),
    }
    return show(
        request, actor, "portal/lift_suspension.html", context, agreement=hold.agreement, status=status
    )
