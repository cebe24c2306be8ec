"""The party that suspended the release lifts its suspension (SPA 8.1); every other party reads of it on the tranche's page."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from documents.actor import Actor
from documents.errors import RuleViolation
from parties.proof import proof_required
from tranches.models import AgreementParty, Hold
from tranches.portal.forms import LiftSuspensionForm
from tranches.portal.frame import show
from tranches.portal.guard import portal_page
from tranches.selectors.access import hold_for, now_for
from tranches.selectors.suspensions import standing_suspensions, suspending_party
from tranches.selectors.terms import terms_of
from tranches.services.lifting import lift_own_suspension


@require_http_methods(["GET", "HEAD", "POST"])
@portal_page
def lift(request: HttpRequest, actor: Actor, public_id: UUID) -> HttpResponseBase:
    """Show the suspension and the form, or lift it; for every other party, and once it is lifted, there is no such page."""
    hold = hold_for(actor, public_id)
    party = suspending_party(hold.agreement)
    mine = ("officer", party.party_id) in {(str(role), of) for role, of in actor.roles}
    if not mine or hold.ground != Hold.Ground.SUSPENSION:
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
