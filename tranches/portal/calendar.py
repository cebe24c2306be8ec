"""The calendar feed: its secret address is made and revoked here, and whoever has it reads the deadlines of one account.

The feed says what falls due and when, without figures; it opens nothing else. A wrong, replaced or revoked address is not found.
"""

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from documents.calendar_feed import CalendarEntry, calendar_file
from documents.database.reader import HOUSE, reading_as
from documents.errors import RuleViolation
from documents.models import ReadEntry
from documents.services.reading import Handed, digest_of, hand_out
from parties.authority import actor_of
from parties.models import User
from parties.services.calendar_tokens import live_token, make_token, owner_of, revoke_token
from tranches.selectors.access import actor_for, agreements_of, is_agent, reader_for, today_of_all
from tranches.selectors.clocks.clock import Clock
from tranches.selectors.docket.docket import clocks_of_all, dated, for_parties


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def address(request: HttpRequest) -> HttpResponse:
    """Show whether the account has an address; make one, which is shown this once, or revoke it."""
    user, actor = cast(User, request.user), actor_for(request)
    shown = ""
    if request.method == "POST":
        try:
            if request.POST.get("do") == "make":
                _, secret = make_token(user=user, actor=actor, now=timezone.now())
                shown = settings.SITE_ADDRESS + reverse("calendar_feed", args=[secret])
            elif request.POST.get("do") == "revoke":
                revoke_token(user=user, actor=actor, now=timezone.now())
                messages.success(
                    request, "The calendar address is revoked; calendars that used it find nothing."
                )
                return HttpResponseRedirect(reverse("calendar_address"))
            else:
                raise RuleViolation("no_such_act", "Choose to make an address or to revoke it.")
        except RuleViolation as refusal:
            messages.error(request, refusal.sentence)
            return HttpResponseRedirect(reverse("calendar_address"))
    context = {
        "title": "Calendar feed",
        "token": live_token(user),
        "shown": shown,
        "is_agent": is_agent(actor),
    }
    return render(request, "site/calendar.html", context)


@require_safe
def feed(_request: HttpRequest, secret: str) -> HttpResponse:
    """The deadlines of the account's agreements as an iCalendar file."""
    user = owner_of(secret)
    if user is None:
        raise Http404
    now = timezone.now()
    entries: list[CalendarEntry] = []
    with reading_as(HOUSE):  # the address is what says who asks
        actor = actor_of(user, now=now, factor="calendar address")
        reader = reader_for(actor)
    with reading_as(reader):
        days = today_of_all(agreements_of(actor))
        for clocks in clocks_of_all(days).values():
            shown = dated(clocks if is_agent(actor) else for_parties(clocks))
            entries += [_event(clock, is_agent(actor)) for clock in shown]
    content = calendar_file(
        "Escrow Desk: deadlines", entries, made_at=now, confidential=settings.CALENDAR_CONFIDENTIAL
    )
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="deadlines.ics"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    binders = tuple(agreement.binder for agreement in days)
    title = "Calendar feed of the deadlines"
    handed = Handed(ReadEntry.What.CALENDAR, title, binders, None, digest_of(content), len(content), actor)
    hand_out(response, handed)
    return response


def _event(entry: Clock, agent: bool) -> CalendarEntry:
    agreement = entry.agreement
    page = (
        reverse("admin:tranches_escrowagreement_docket", args=[agreement.pk])
        if agent
        else reverse("portal:docket", args=[agreement.reference])
    )
    marks = [entry.clause, "simulated" * agreement.is_simulation, "provisional" * entry.provisional]
    return CalendarEntry(
        uid=f"{entry.key.replace(' ', '-').replace(',', '')}@{agreement.public_id}",
        on=entry.day,
        summary=f"{agreement.reference}, {entry.about}: {entry.label}",
        description="\n".join([", ".join(filter(None, marks)), entry.move]).strip(),
        url=settings.SITE_ADDRESS + page,
    )
