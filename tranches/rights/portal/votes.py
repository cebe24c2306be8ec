"""Dividends and votes as the parties see them; the recipient directs the votes here (SPA 3.2, EA 1.3).

How he directed is shown to him alone: the others learn it by the letter.
"""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from documents.actor import Actor
from documents.errors import RuleViolation
from parties.proof import proof_required
from tranches.models import AgreementParty
from tranches.portal.frame import show
from tranches.portal.guard import portal_page
from tranches.rights.models import Meeting
from tranches.rights.portal.direction_form import DirectionForm
from tranches.rights.selectors.dividends import dividend_rows
from tranches.rights.selectors.meetings import MeetingRow, meeting_row, meeting_rows
from tranches.rights.selectors.rights import READING, recipient_of, recipient_part, rights_on
from tranches.rights.services.voting import give_direction, meaning
from tranches.selectors.access import agreement_for, meeting_for, now_for
from tranches.selectors.days import day_of, local_time
from tranches.selectors.desk.outside import parts_of
from tranches.selectors.terms import terms_of

REFUSED = "Your direction was not recorded"


@require_safe
@portal_page
def rights(request: HttpRequest, actor: Actor, reference: str) -> HttpResponse:
    """Every dividend with what is due, received and passed on; every meeting with its cut-off."""
    agreement = agreement_for(actor, reference)
    now = now_for(agreement)
    today, terms = day_of(now, agreement), terms_of(agreement)
    context = {
        "title": f"Dividends and votes, {agreement.reference}",
        "is_recipient": _own_part(actor, agreement.pk) is not None,
        "recipient": recipient_of(agreement),
        "standing": rights_on(agreement, today),
        "dividends": list(reversed(dividend_rows(agreement, today))),
        "meetings": meeting_rows(agreement, today, now),
        "reading": terms.settings.chosen(READING),
        "clause": terms.clause("rights"),
        "tz": terms.time_zone,
        "portal": True,
    }
    return show(request, actor, "portal/rights.html", context, agreement=agreement)


@require_http_methods(["GET", "HEAD", "POST"])
@portal_page
def meeting(request: HttpRequest, actor: Actor, public_id: UUID) -> HttpResponseBase:
    """The agenda; for the recipient his direction and the form to give or replace it."""
    found = meeting_for(actor, public_id)
    part = _own_part(actor, found.agreement_id)
    row = _row(found)
    if request.method != "POST":
        return _show(request, actor, row, part)
    form = DirectionForm(request.POST, row=row, decides_on=row.meeting)
    if part is not None and not form.is_valid():
        return _show(request, actor, row, part, form=form, status=422)
    return _direct(request, actor=actor, row=row, form=form)


@proof_required
def _direct(request: HttpRequest, *, actor: Actor, row: MeetingRow, form: DirectionForm) -> HttpResponse:
    """Who is not the recipient is told so by the service, like everybody."""
    part = _own_part(actor, row.meeting.agreement_id)
    party = part or next(
        iter(parts_of(row.meeting.agreement, {party_id for _, party_id in actor.roles})), None
    )
    try:
        if party is None or not form.is_valid():
            raise RuleViolation("not_the_recipient", "Only the recipient of the shares directs their votes.")
        form.by(actor, now_for(row.meeting.agreement)).do(
            give_direction, meeting=row.meeting, party=party, votes=form.votes()
        )
    except RuleViolation as violation:
        return _show(
            request,
            actor,
            _row(meeting_for(actor, row.meeting.public_id)),
            part,
            form=form if part else None,
            refusal=violation,
            status=409,
        )
    messages.success(
        request,
        "Your direction is recorded with your name and the moment. You can replace it until the cut-off.",
    )
    return HttpResponseRedirect(reverse("portal:meeting", args=[row.meeting.public_id]))


def _row(found: Meeting) -> MeetingRow:
    now = now_for(found.agreement)
    return meeting_row(found, day_of(now, found.agreement), now)


def _own_part(actor: Actor, agreement_id: int) -> AgreementParty | None:
    """The recipient's part, where the reader acts for it in the seller's role."""
    mine = {party_id for role, party_id in actor.roles if role == "seller"}
    return recipient_part(agreement_id, mine)


def _show(
    request: HttpRequest,
    actor: Actor,
    row: MeetingRow,
    part: AgreementParty | None,
    *,
    form: DirectionForm | None = None,
    refusal: RuleViolation | None = None,
    status: int = 200,
) -> HttpResponse:
    agreement = row.meeting.agreement
    terms = terms_of(agreement)
    cut_off = local_time(row.meeting.cut_off_at, agreement)
    if form is None and part is not None and row.is_open:
        form = DirectionForm(row=row, decides_on=row.meeting)
    context = {
        "title": f"{row.meeting}, {agreement.reference}",
        "row": row,
        "meeting": row.meeting,
        "is_recipient": part is not None,
        "meaning": meaning(row.meeting, part) if part else "",
        "form": form,
        "agenda": [
            (resolution, form.fields_of(resolution) if form else None) for resolution in row.resolutions
        ],
        "refusal": refusal,
        "refused": REFUSED,
        "errors": bool(refusal or (form and form.errors)),
        "clause": terms.clause("rights"),
        "cut_off": day_of(cut_off, agreement),
        "cut_off_time": f"{cut_off:%H:%M}",
        "tz": terms.time_zone,
    }
    return show(request, actor, "portal/meeting.html", context, agreement=agreement, status=status)
