"""Read an instruction, answer it, take an approval back (EA 3.1(b))."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from documents.actor import Actor
from documents.errors import RuleViolation
from parties.proof import proof_required
from tranches.models import Approval, Instruction
from tranches.portal.forms import AnswerForm, RevokeForm
from tranches.portal.frame import show
from tranches.portal.guard import portal_page
from tranches.portal.signing_page import SigningPage, signing_page
from tranches.selectors.access import instruction_for, now_for
from tranches.selectors.seen import seen_of
from tranches.services.common import local_day
from tranches.services.instruction.approvals import approve_instruction, reject_instruction, revoke_approval

REFUSED = "Your answer was not recorded"


@require_safe
@portal_page
def page(request: HttpRequest, actor: Actor, public_id: UUID) -> HttpResponse:
    """What is asked, on what grounds, who has signed, and the form for whoever may answer."""
    return _show(request, actor, _page_for(actor, public_id))


@require_http_methods(["GET", "HEAD", "POST"])
@portal_page
def answer(request: HttpRequest, actor: Actor, public_id: UUID) -> HttpResponseBase:
    """Record an approval or a rejection; the person proves himself once more just before."""
    found = _page_for(actor, public_id)
    if request.method != "POST":
        return _back(found.instruction)
    form = _answer_form(found, request.POST)
    if not form.is_valid():
        return _show(request, actor, found, form=form, status=422)
    return _answer(request, actor=actor, found=found, form=form)


@proof_required
def _answer(request: HttpRequest, *, actor: Actor, found: SigningPage, form: AnswerForm) -> HttpResponse:
    values = form.cleaned_data
    part = next(part for part in found.parts if part.party.key == values["part"])
    common: dict[str, Any] = {
        "instruction": found.instruction,
        "party": part.party,
        "seen_digest": values["seen_digest"],
    }
    form.by(actor, now_for(found.instruction.agreement))
    try:
        if values["answer"] == "approve":
            form.do(
                approve_instruction,
                acknowledged_difference=values["difference"],
                acknowledged_opinion=values["opinion"],
                **common,
            )
            done = (
                f"You approved {found.instruction} for {part.party.party.name} (Party {part.party.letter})."
            )
            if found.awaited:
                done += " It stands when the accountant’s report gives this quantity."
        else:
            form.do(reject_instruction, reason=values["reason"], **common)
            done = (
                f"You rejected {found.instruction} for {part.party.party.name} (Party {part.party.letter})."
            )
    except RuleViolation as violation:
        return _show(
            request, actor, _page_for(actor, found.instruction.public_id), refusal=violation, status=409
        )
    messages.success(request, f"{done} It is recorded with your name, the moment and the digest.")
    return _back(found.instruction)


@require_http_methods(["GET", "HEAD", "POST"])
@portal_page
def revoke(request: HttpRequest, actor: Actor, public_id: UUID, part: str) -> HttpResponseBase:
    """Take back an approval of one part, until the agent has authorised the release."""
    found = _page_for(actor, public_id)
    if not any(entry.party.key == part for entry in found.parts):
        raise Http404
    if request.method != "POST":
        return _back(found.instruction)
    signing = next(entry for entry in found.parts if entry.party.key == part)
    # The approval as it is now; of one that was taken back meanwhile the service says so.
    standing = signing.own_approval(actor.person_id)
    form = _revoke_form(part, standing or found.instruction, request.POST)
    if not form.is_valid():
        return _show(request, actor, found, revoke_form=form, status=422)
    return _revoke(request, actor=actor, found=found, part=part, form=form)


@proof_required
def _revoke(
    request: HttpRequest, *, actor: Actor, found: SigningPage, part: str, form: RevokeForm
) -> HttpResponse:
    signing = next(entry for entry in found.parts if entry.party.key == part)
    try:
        approval = signing.own_approval(actor.person_id)
        if approval is None:
            raise RuleViolation(
                "no_approval",
                f"No approval of {signing.party.party.name} stands any more. Look at who has signed, below.",
            )
        form.by(actor, now_for(found.instruction.agreement)).do(
            revoke_approval, approval=approval, party=signing.party, reason=form.cleaned_data["reason"]
        )
    except RuleViolation as violation:
        fresh = _page_for(actor, found.instruction.public_id)
        return _show(
            request, actor, fresh, refusal=violation, refused="The approval was not taken back", status=409
        )
    messages.success(
        request, f"The approval of {found.instruction} for {signing.party.party.name} is taken back."
    )
    return _back(found.instruction)


def _page_for(actor: Actor, public_id: UUID) -> SigningPage:
    """The doorway, and what lies behind it on the agreement's own clock."""
    instruction = instruction_for(actor, public_id)
    agreement = instruction.agreement
    return signing_page(instruction, actor, local_day(agreement, now_for(agreement)))


def _answer_form(found: SigningPage, posted: Any = None) -> AnswerForm:
    # A repeat of an answer that was already recorded must reach the service, which answers with the first result.
    signable = found.open_parts if posted is None else found.parts
    return AnswerForm(
        posted,
        parts=[(part.party.key, f"{part.party.party.name} (Party {part.party.letter})") for part in signable],
        digest=found.instruction.digest,
        decides_on=found.instruction,
        difference=found.difference,
        opinion=found.opinion,
    )


def _revoke_form(part: str, about: Approval | Instruction, posted: Any = None) -> RevokeForm:
    return RevokeForm(posted, auto_id=f"id_{part}_%s", decides_on=about)


def _revocable(found: SigningPage, refused: RevokeForm | None) -> list[tuple[Approval, RevokeForm]]:
    """The approvals the reader may take back, each with its form; the one that was refused keeps what was typed."""
    forms = [(approval, _revoke_form(approval.party.key, approval)) for approval in found.own_approvals]
    return [
        (approval, refused if refused is not None and refused.auto_id == form.auto_id else form)
        for approval, form in forms
    ]


def _back(instruction: Instruction) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("portal:instruction", args=[instruction.public_id]))


def _show(
    request: HttpRequest,
    actor: Actor,
    found: SigningPage,
    *,
    form: AnswerForm | None = None,
    revoke_form: RevokeForm | None = None,
    refusal: RuleViolation | None = None,
    refused: str = REFUSED,
    status: int = 200,
) -> HttpResponse:
    context = {
        "page": found,
        "seen": seen_of(found.instruction),
        "instruction": found.instruction,
        "title": f"{found.instruction}, {found.instruction.agreement.reference}",
        "form": form or (_answer_form(found) if found.may_answer else None),
        "revoke_form": revoke_form,
        "revocable": _revocable(found, revoke_form),
        "refusal": refusal,
        "refused": refused,
        "errors": bool(refusal or (form and form.errors) or (revoke_form and revoke_form.errors)),
        "is_officer": actor.has_role("officer"),
    }
    return show(
        request,
        actor,
        "portal/instruction.html",
        context,
        agreement=found.instruction.agreement,
        status=status,
    )
