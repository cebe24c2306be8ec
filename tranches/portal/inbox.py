"""The inbox: what waits for me, what waits for others, my agreements, the newest papers; and what I answered."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from documents.actor import Actor
from documents.models import Document
from tranches.models import Amendment, EscrowAgreement
from tranches.portal.frame import show
from tranches.portal.guard import portal_page
from tranches.selectors.access import agreements_of, now_for
from tranches.selectors.amendments import Signer, signers_of, waiting_amendments
from tranches.selectors.balances import Balances, balances
from tranches.selectors.meetings import MeetingRow, waiting_meetings
from tranches.selectors.outside import newest_papers
from tranches.selectors.register_changes import changes_about
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
    to_sign, with_others = _amendments(actor, agreements)
    context = {
        "title": "Inbox",
        "to_sign": to_sign,
        "amendments_of_others": with_others,
        "mine": mine,
        "others": others,
        "meetings": meetings,
        "notices": notices,
        "glances": [Glance(agreement, balances(agreement)) for agreement in agreements],
        "is_officer": actor.has_role("officer"),
        "changes": changes_about({party_id for _, party_id in actor.roles}, timezone.now()),
    }
    return show(request, actor, "portal/home.html", context, here="home")


def _amendments(
    actor: Actor, agreements: list[EscrowAgreement]
) -> tuple[list[tuple[Amendment, Signer]], list[tuple[Amendment, Signer]]]:
    """The missing signatures under amendments: those the person may give, and those of others. The seller signs, too."""
    own = {party_id for _, party_id in actor.roles}
    mine: list[tuple[Amendment, Signer]] = []
    others: list[tuple[Amendment, Signer]] = []
    for amendment in waiting_amendments(agreements):
        day = local_day(amendment.agreement, now_for(amendment.agreement))
        for signer in signers_of(amendment, day):
            if not signer.has_signed:
                his = signer.party.party_id in own and signer.may_be_signed_by(actor.person_id)
                (mine if his else others).append((amendment, signer))
    return mine, others


@require_safe
@portal_page
def answers(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What the person answered, with digest and proof, newest first."""
    context = {"title": "Your answers", "answers": answers_of(actor, agreements_of(actor))[:200]}
    return show(request, actor, "portal/answers.html", context, here="answers")
