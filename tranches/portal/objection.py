"""A party's objection against a tranche's figures (EA 3.3): received and shown to all; suspending is the agent's own act."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from documents.actor import Actor
from documents.errors import RuleViolation
from tranches.portal.forms import ObjectionForm
from tranches.portal.frame import show
from tranches.portal.guard import portal_page
from tranches.selectors.access import now_for, tranche_for
from tranches.selectors.desk.outside import parts_of
from tranches.selectors.terms import terms_of
from tranches.services.common import local_day
from tranches.services.dispute.holds import receive_dispute_notice


@require_http_methods(["GET", "HEAD", "POST"])
@portal_page
def page(request: HttpRequest, actor: Actor, reference: str, number: int) -> HttpResponse:
    """Show the form, or record the objection; what was typed stays when it is refused."""
    tranche = tranche_for(actor, reference, number)
    agreement = tranche.agreement
    parts = parts_of(agreement, {party_id for _, party_id in actor.roles})
    if not parts:
        raise PermissionDenied("Only a party to the agreement may object. Ask the party you act for.")
    labels = [(part.key, f"{part.party.name} (Party {part.letter})") for part in parts]
    form = ObjectionForm(request.POST or None, request.FILES or None, parts=labels)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            values = form.cleaned_data
            now = now_for(agreement)
            try:
                notice = form.by(actor, now).do(
                    receive_dispute_notice,
                    tranche=tranche,
                    party=next(part for part in parts if part.key == values["part"]),
                    text=values["text"],
                    contested_shares=values["contested_shares"],
                    paper=values["file"],
                    received_on=local_day(agreement, now),
                )
            except RuleViolation as violation:
                form.refuse(violation)
                status = 409
            else:
                messages.success(
                    request,
                    f"Your objection is recorded as number {notice.number}. The other parties and the escrow agent see it.",
                )
                return HttpResponseRedirect(
                    reverse("portal:tranche", args=[agreement.reference, tranche.number])
                )
    context = {
        "title": f"Objection, tranche {number} of {agreement.reference}",
        "tranche": tranche,
        "form": form,
        "dispute_clause": terms_of(agreement).clause("dispute"),
        "errors": bool(form.errors),
    }
    return show(request, actor, "portal/objection.html", context, agreement=agreement, status=status)
