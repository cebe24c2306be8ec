"""Read an amendment term by term, sign or reject it for one's own party; and the versions of the terms (SPA 5.3, 11.2)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from documents.actor import Actor
from documents.errors import RuleViolation
from parties.proof import proof_required
from tranches.models import Amendment, AmendmentState
from tranches.portal.forms import AnswerForm
from tranches.portal.frame import show
from tranches.portal.guard import portal_page
from tranches.selectors.access import agreement_for, amendment_for, now_for
from tranches.selectors.amendment.amendments import Signer, amendments_of, signers_of, versions_of
from tranches.selectors.amendment.versions import chosen_versions
from tranches.selectors.instruction.approvals import portal_signing_agreed
from tranches.selectors.seen import seen_of
from tranches.selectors.terms import terms_of
from tranches.services.amendment.amendment_signatures import meaning, reject_amendment, sign_amendment
from tranches.services.common import local_day

REFUSED = "Your answer was not recorded"


@require_safe
@portal_page
def page(request: HttpRequest, actor: Actor, public_id: UUID) -> HttpResponse:
    """What changes, who has signed, and the form for whoever may answer."""
    return _show(request, actor, amendment_for(actor, public_id))


@require_safe
@portal_page
def versions(request: HttpRequest, actor: Actor, reference: str) -> HttpResponse:
    """Every version of the terms, what differs between two of them, and the amendments they came by."""
    agreement = agreement_for(actor, reference)
    seen = [row for row in amendments_of(agreement) if row.state != AmendmentState.DRAFT]
    context = {
        "title": f"Versions of the terms of {agreement.reference}",
        "amendments": seen,
        "amendment_clause": terms_of(agreement).clause("amendment"),
    }
    context |= chosen_versions(versions_of(agreement), request.GET.get("from", ""), request.GET.get("to", ""))
    return show(request, actor, "portal/versions.html", context, agreement=agreement)


@require_http_methods(["GET", "HEAD", "POST"])
@portal_page
def answer(request: HttpRequest, actor: Actor, public_id: UUID) -> HttpResponseBase:
    """Record a signature or a rejection; the person proves himself once more just before."""
    found = amendment_for(actor, public_id)
    if request.method != "POST":
        return _back(found)
    form = _form(found, _mine(found, actor), request.POST)
    if not form.is_valid():
        return _show(request, actor, found, form=form, status=422)
    return _answer(request, actor=actor, found=found, form=form)


@proof_required
def _answer(request: HttpRequest, *, actor: Actor, found: Amendment, form: AnswerForm) -> HttpResponse:
    values = form.cleaned_data
    party = next(signer.party for signer in _mine(found, actor) if signer.party.key == values["part"])
    common: dict[str, Any] = {
        "amendment": found,
        "party": party,
        "seen_digest": values["seen_digest"],
    }
    form.by(actor, now_for(found.agreement))
    try:
        if values["answer"] == "approve":
            form.do(sign_amendment, **common)
        else:
            form.do(reject_amendment, reason=values["reason"], **common)
    except RuleViolation as violation:
        fresh = amendment_for(actor, found.public_id)
        return _show(request, actor, fresh, refusal=violation, status=409)
    done = "signed" if values["answer"] == "approve" else "rejected"
    messages.success(
        request,
        f"You {done} {found.called} for {party.party.name} (Party {party.letter}). It is recorded with your name, the moment and the "
        "digest.",
    )
    return _back(found)


def _mine(found: Amendment, actor: Actor) -> list[Signer]:
    """The parties the person acts for in this door and could bind today."""
    day = local_day(found.agreement, now_for(found.agreement))
    own = {party_id for _, party_id in actor.roles}
    return [
        signer
        for signer in signers_of(found, day)
        if signer.party.party_id in own and signer.may_be_signed_by(actor.person_id)
    ]


def _form(found: Amendment, signers: list[Signer], posted: Any = None) -> AnswerForm:
    labels = [(row.party.key, f"{row.party.party.name} (Party {row.party.letter})") for row in signers]
    return AnswerForm(posted, parts=labels, digest=found.digest, decides_on=found)


def _back(found: Amendment) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("portal:amendment", args=[found.public_id]))


def _show(
    request: HttpRequest,
    actor: Actor,
    found: Amendment,
    *,
    form: AnswerForm | None = None,
    refusal: RuleViolation | None = None,
    status: int = 200,
) -> HttpResponse:
    agreement = found.agreement
    signers = signers_of(found, local_day(agreement, now_for(agreement)))
    mine = [signer for signer in _mine(found, actor) if not signer.has_signed]
    waits, agreed = found.state == AmendmentState.SUBMITTED, portal_signing_agreed(agreement)
    context = {
        "title": f"{found}, {agreement.reference}",
        "amendment": found,
        "seen": seen_of(found),
        "changes": found.content["changes"],
        "lines": found.content.get("lines", []),
        "signers": signers,
        "mine": mine,
        "waits": waits,
        "portal_open": agreed,
        "form": form or (_form(found, mine) if waits and agreed and mine else None),
        "sentences": [meaning(found, signer.party) for signer in mine],
        "terms": terms_of(agreement),
        "amendment_clause": terms_of(agreement).clause("amendment"),
        "refusal": refusal,
        "refused": REFUSED,
        "errors": bool(refusal or (form and form.errors)),
    }
    return show(request, actor, "portal/amendment.html", context, agreement=agreement, status=status)
