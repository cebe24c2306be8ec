"""The inbox: what waits for me, what waits for others, my agreements, the newest papers; and what I answered."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from documents.actor import Actor
from documents.models import Document
from tranches.models import EscrowAgreement
from tranches.portal.frame import show
from tranches.portal.guard import portal_page
from tranches.selectors.access import agreements_of, now_for
from tranches.selectors.balances import Balances, balances
from tranches.selectors.meetings import MeetingRow, waiting_meetings
from tranches.selectors.outside import newest_papers
from tranches.selectors.rights import recipient_part
from tranches.selectors.signing import Ask, answers_of, waiting
from tranches.services.common import local_day
from tranches.templatetags.desk import Place, places


@dataclass(frozen=True)
class Glance:
    """An agreement in the list: where its shares are now."""

    agreement: EscrowAgreement
    standing: Balances

    @property
    def places(self) -> list[Place]:
        return places(self.standing)


@require_safe
@portal_page
def home(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show what waits for the person first; a recipient, who signs nothing, sees where his shares are."""
    agreements = list(agreements_of(actor))
    mine: list[Ask] = []
    others: list[Ask] = []
    if actor.has_role("officer"):
        for agreement in agreements:
            day = local_day(agreement, now_for(agreement))
            for ask in waiting([agreement], day):
                (mine if ask.part.waits_for(actor.person_id) else others).append(ask)
    notices: list[Document] = newest_papers(actor)
    meetings: list[MeetingRow] = []
    if actor.has_role("seller"):
        for agreement in agreements:
            now = now_for(agreement)
            if recipient_part(agreement.pk, {party_id for role, party_id in actor.roles if role == "seller"}):
                meetings += waiting_meetings(agreement, local_day(agreement, now), now)
    context = {
        "title": "Inbox",
        "mine": mine,
        "others": others,
        "meetings": meetings,
        "notices": notices,
        "glances": [Glance(agreement, balances(agreement)) for agreement in agreements],
        "is_officer": actor.has_role("officer"),
    }
    return show(request, actor, "portal/home.html", context, here="home")


@require_safe
@portal_page
def answers(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What the person answered, with digest and proof, newest first."""
    context = {"title": "Your answers", "answers": answers_of(actor, agreements_of(actor))[:200]}
    return show(request, actor, "portal/answers.html", context, here="answers")
