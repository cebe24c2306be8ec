"""The inbox: what waits for me, what waits for others, my agreements, the newest papers; and what I answered."""

from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from documents.actor import Actor
from documents.models import Document
from tranches.models import Amendment, EscrowAgreement, Hold
from tranches.portal.frame import show
from tranches.portal.guard import portal_page
from tranches.rights.clocks import ANY_MEETING
from tranches.rights.selectors.meetings import MeetingRow, waiting_meetings
from tranches.selectors.access import agreements_of, now_of_all, today_of_all
from tranches.selectors.amendment.amendments import Signer, signers_of, waiting_amendments
from tranches.selectors.clocks.clock import Clock
from tranches.selectors.clocks.deals import Reading
from tranches.selectors.clocks.shared import parties, standings
from tranches.selectors.desk.outside import newest_papers
from tranches.selectors.dispute.suspensions import suspending_party
from tranches.selectors.docket.docket import about, clocks_of_all, for_parties, governing
from tranches.selectors.docket.practice import ASKED, shown_of
from tranches.selectors.instruction.changed import changed_for
from tranches.selectors.instruction.signing import Ask, answers_of, waiting
from tranches.selectors.ledger.balances import Balances
from tranches.selectors.register_changes import changes_about
from tranches.templatetags.desk import Place, places

T = TypeVar("T")
Missing = tuple[Amendment, Signer]


@dataclass(frozen=True)
class Waits(Generic[T]):
    """Something that waits for an answer, and the clock that says by when."""

    what: T
    due: Clock | None


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
    days = today_of_all(agreements_of(actor))
    agreements = list(days)
    reading = Reading(agreements)
    clocks = {pk: for_parties(found) for pk, found in clocks_of_all(days, reading=reading).items()}
    mine: list[Waits[Ask]] = []
    others: list[Waits[Ask]] = []
    if actor.has_role("officer"):
        place = {agreement.pk: number for number, agreement in enumerate(agreements)}
        for ask in sorted(waiting(days), key=lambda ask: place[ask.instruction.agreement_id]):
            numbers = {line.tranche.number for line in ask.instruction.lines.all()}
            waits = Waits(ask, governing(clocks[ask.instruction.agreement_id], numbers))
            (mine if ask.part.waits_for(actor.person_id) else others).append(waits)
    shown = shown_of(agreements, request.GET.get(ASKED, ""))
    notices: list[Document] = newest_papers(actor, shown)
    meetings: list[Waits[MeetingRow]] = []
    moments = now_of_all(agreements)
    if actor.has_role("seller"):
        own = {party_id for role, party_id in actor.roles if role == "seller"}
        for agreement, day in days.items():
            called = reading.of(ANY_MEETING, agreement)
            if called and any(
                part.is_recipient and part.party_id in own for part in reading.of(parties, agreement)
            ):
                meetings += [
                    Waits(row, about(clocks[agreement.pk], row.meeting))
                    for row in waiting_meetings(agreement, day, moments[agreement])
                ]
    to_sign, with_others = _amendments(actor, days, clocks)
    context = {
        "title": "Inbox",
        "to_sign": to_sign,
        "amendments_of_others": with_others,
        "mine": mine,
        "others": others,
        "meetings": meetings,
        "suspensions": _suspensions(actor, reading, clocks),
        "notices": notices,
        "glances": [Glance(agreement, reading.of(standings, agreement)) for agreement in shown.agreements],
        "practice": shown,
        "is_officer": actor.has_role("officer"),
        "changed": changed_for(actor, agreements, max(moments.values(), default=timezone.now())),
        "changes": changes_about({party_id for _, party_id in actor.roles}, timezone.now()),
    }
    return show(request, actor, "portal/home.html", context, here="home")


def _amendments(
    actor: Actor, days: dict[EscrowAgreement, date], clocks: dict[int, list[Clock]]
) -> tuple[list[Waits[Missing]], list[Waits[Missing]]]:
    """The missing signatures under amendments: those the person may give, and those of others. The seller signs, too."""
    own = {party_id for _, party_id in actor.roles}
    mine: list[Waits[Missing]] = []
    others: list[Waits[Missing]] = []
    for amendment in waiting_amendments(days):
        due = about(clocks[amendment.agreement_id], amendment)
        for signer in signers_of(amendment, days[amendment.agreement]):
            if not signer.has_signed:
                his = signer.party.party_id in own and signer.may_be_signed_by(actor.person_id)
                (mine if his else others).append(Waits((amendment, signer), due))
    return mine, others


def _suspensions(actor: Actor, reading: Reading, clocks: dict[int, list[Clock]]) -> list[Clock]:
    """The suspensions that stand and that the reader's own party ends by lifting them (SPA 8.1)."""
    officer_of = {party_id for role, party_id in actor.roles if role == "officer"}
    return [
        clock
        for agreement in reading.agreements.values()
        for clock in clocks[agreement.pk]
        if isinstance(clock.subject, Hold)
        and clock.subject.ground == Hold.Ground.SUSPENSION
        and suspending_party(agreement, reading.of(parties, agreement)).party_id in officer_of
    ]


@require_safe
@portal_page
def answers(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What the person answered, with digest and proof, newest first."""
    context = {"title": "Your answers", "answers": answers_of(actor, agreements_of(actor))[:200]}
    return show(request, actor, "portal/answers.html", context, here="answers")
