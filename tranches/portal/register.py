"""What changed on the register about the party one acts for, and the button that says “that was not me” (I13)."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from documents.actor import Actor
from documents.errors import RuleViolation
from tranches.portal.forms import EntryObjectionForm
from tranches.portal.frame import show
from tranches.portal.guard import portal_page
from tranches.selectors.access import now_for, parts_concerned, register_change_for
from tranches.selectors.register_changes import RegisterChange
from tranches.services.agreement.register_objections import object_to_entry


@require_http_methods(["GET", "HEAD", "POST"])
@portal_page
def entry(request: HttpRequest, actor: Actor, public_id: UUID) -> HttpResponse:
    """Show one entry about the party; a POST objects to it in every agreement of the party, and delivery stops there."""
    change = register_change_for(actor, public_id)
    form = EntryObjectionForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                stopped = _object(actor, change, form)
            except RuleViolation as violation:
                form.refuse(violation)
                status = 409
            else:
                messages.success(
                    request,
                    gettext("Your objection is recorded, and delivery is stopped in %(agreements)s.")
                    % {"agreements": ", ".join(stopped)},
                )
                return HttpResponseRedirect(reverse("portal:register_entry", args=[public_id]))
    context = {
        "title": gettext("Was this you?"),
        "change": change,
        "form": form,
        "errors": bool(form.errors),
        "may_object": not change.objected and not change.is_refused,
    }
    return show(request, actor, "portal/register_entry.html", context, status=status)


def _object(actor: Actor, change: RegisterChange, form: EntryObjectionForm) -> list[str]:
    """One act in each agreement to which the entry's party is a party; the references of those that now stand still."""
    stopped = []
    for number, part in enumerate(parts_concerned(actor, change)):
        form.by(actor, now_for(part.agreement)).do(
            object_to_entry,
            agreement=part.agreement,
            party=part,
            entry=change.entry,
            text=form.cleaned_data["text"],
            key=f"{form.cleaned_data['key']}-{number}",
        )
        stopped.append(part.agreement.reference)
    if not stopped:
        raise Http404
    return stopped
