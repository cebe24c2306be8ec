"""The doorways: every view gets its objects here, or a 404 that looks like that of a missing one."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone

from documents.actor import Actor
from documents.database.reader import HOUSE, Reader
from documents.journal.clock import newest_moments
from documents.models import Binder, Document
from parties.authority import actor_of
from parties.models import Role
from parties.proof import proof_of
from tranches.models import (
    AgreementParty,
    Amendment,
    AmendmentState,
    Disposition,
    EscrowAgreement,
    Hold,
    Instruction,
    InstructionState,
    Release,
    Report,
    Tranche,
)
from tranches.policy import AGENT_ROLES
from tranches.rights.models import Meeting
from tranches.selectors.days import day_of
from tranches.selectors.register_changes import RegisterChange, changes_about
from tranches.selectors.terms import read_ahead
from tranches.statements.models import DatedStatement

M = TypeVar("M", bound=Model)

# What stays inside the agent's house: evidence about persons, its own checks, the recipient's bank, how he means to vote.
INTERNAL_KINDS = frozenset(
    {
        "checklist_evidence",
        "position_statement",
        "transfer_list",
        "break_explanation",
        "recovery_proof",
        "dividend_payment",
        "voting_direction",
        "successor_identity",
        "handover_pack",
        "legal_hold",
        "legal_hold_lift",
    }
)
ALL_AGENT = frozenset(AGENT_ROLES)


def actor_for(request: HttpRequest) -> Actor:
    """The actor behind a request, with what he last proved himself by, and when. An anonymous visitor acts in no role."""
    user = request.user
    if not user.is_authenticated:
        return Actor(name="visitor", capacity="not signed in")
    return actor_of(user, now=timezone.now(), factor=str(proof_of(request)))


def is_agent(actor: Actor) -> bool:
    """Whether the actor is one of the escrow agent's own people."""
    return bool(actor.role_names & ALL_AGENT)


def agreements_of(actor: Actor) -> QuerySet[EscrowAgreement]:
    """The agreements an actor may see: the agent's people those their house is agent of, others those they are party to."""
    parts = Q(pk__in=())
    for role, party_id in actor.roles:
        part = Q(party_id=party_id)
        if role in ALL_AGENT:
            part &= Q(part="escrow_agent")
        elif role == Role.OFFICER:
            part &= ~Q(letter="")
        else:
            part &= Q(is_recipient=True) | Q(part="seller")  # the seller stays a party when another receives
        parts |= part
    own = AgreementParty.objects.filter(parts).values("agreement_id")
    return EscrowAgreement.objects.filter(pk__in=own).select_related("binder")


def reader_for(actor: Actor) -> Reader:
    """What the database may show the actor: the agent's people all rows, others those of the agreements they are party to."""
    if is_agent(actor):
        return HOUSE
    mine = dict(agreements_of(actor).values_list("pk", "binder_id"))
    own = {party_id for _, party_id in actor.roles}
    parties = own.union(AgreementParty.objects.filter(agreement__in=mine).values_list("party_id", flat=True))
    binders = Binder.objects.filter(party__in=own).values_list("pk", flat=True)
    return Reader(
        "person", tuple(mine), (*mine.values(), *binders), tuple(parties), actor.user_id, actor.person_id
    )


def agreement_for(actor: Actor, reference: str) -> EscrowAgreement:
    return _one(agreements_of(actor).filter(reference=reference))


def tranche_for(actor: Actor, reference: str, number: int) -> Tranche:
    return _one(
        Tranche.objects.filter(
            agreement__in=agreements_of(actor), agreement__reference=reference, number=number
        ).select_related("agreement__binder")
    )


def tranches_of(actor: Actor) -> QuerySet[Tranche]:
    """The tranches of the actor's agreements, in order."""
    mine = Tranche.objects.filter(agreement__in=agreements_of(actor))
    return mine.select_related("agreement__binder").order_by("agreement__reference", "number")


def tranche_by_pk(actor: Actor, pk: int) -> Tranche:
    return _one(
        Tranche.objects.filter(agreement__in=agreements_of(actor), pk=pk).select_related("agreement__binder")
    )


def instruction_for(actor: Actor, public_id: UUID) -> Instruction:
    """An instruction; a draft is the agent's own until it is put before the signers."""
    instructions = Instruction.objects.filter(agreement__in=agreements_of(actor), public_id=public_id)
    if not is_agent(actor):
        instructions = instructions.exclude(state=InstructionState.DRAFT)
    return _one(
        instructions.select_related("agreement__binder", "assessment", "recipient__party", "proposal")
    )


def amendment_for(actor: Actor, public_id: UUID) -> Amendment:
    """An amendment; a draft is the agent's own until it is put before the parties."""
    amendments = Amendment.objects.filter(agreement__in=agreements_of(actor), public_id=public_id)
    if not is_agent(actor):
        amendments = amendments.exclude(state=AmendmentState.DRAFT)
    return _one(
        amendments.select_related("agreement__binder", "based_on", "version", "proposal", "executed_paper")
    )


def release_for(actor: Actor, public_id: UUID) -> Release:
    return _one(
        Release.objects.filter(agreement__in=agreements_of(actor), public_id=public_id).select_related(
            "agreement__binder"
        )
    )


def report_for(actor: Actor, public_id: UUID) -> Report:
    return _one(
        Report.objects.filter(
            tranche__agreement__in=agreements_of(actor), public_id=public_id
        ).select_related("tranche")
    )


def hold_for(actor: Actor, public_id: UUID) -> Hold:
    return _one(
        Hold.objects.filter(agreement__in=agreements_of(actor), public_id=public_id).select_related(
            "tranche__agreement"
        )
    )


def meeting_for(actor: Actor, public_id: UUID) -> Meeting:
    return _one(
        Meeting.objects.filter(agreement__in=agreements_of(actor), public_id=public_id).select_related(
            "agreement__binder"
        )
    )


def documents_of(actor: Actor) -> QuerySet[Document]:
    """The documents an actor may read: all of his agreements' binders, without what stays inside the agent's house."""
    documents = Document.objects.filter(binder__agreement__in=agreements_of(actor))
    if is_agent(actor):
        parties = AgreementParty.objects.filter(agreement__in=agreements_of(actor)).values("party_id")
        return documents | Document.objects.filter(binder__party__in=parties)
    drafts = Instruction.objects.filter(state=InstructionState.DRAFT).values("proposal_id")
    unchecked = Disposition.objects.exclude(legal_check__is_effective=True).values("document_id")
    unsent = Amendment.objects.filter(state=AmendmentState.DRAFT)
    return (
        documents.exclude(kind__in=INTERNAL_KINDS)
        .exclude(pk__in=drafts.filter(proposal_id__isnull=False))
        .exclude(pk__in=unsent.filter(proposal_id__isnull=False).values("proposal_id"))
        .exclude(pk__in=unsent.filter(source_id__isnull=False).values("source_id"))
        .exclude(pk__in=unchecked)
    )


def document_for(actor: Actor, public_id: UUID) -> Document:
    return _one(documents_of(actor).filter(public_id=public_id).select_related("binder"))


def register_change_for(actor: Actor, public_id: UUID) -> RegisterChange:
    """An entry of the register about a party that the actor is officer of, or is himself."""
    own = {party_id for role, party_id in actor.roles if role not in ALL_AGENT}
    for change in changes_about(own, timezone.now()):
        if change.entry.public_id == public_id:
            return change
    raise Http404


def parts_concerned(actor: Actor, change: RegisterChange) -> QuerySet[AgreementParty]:
    """The parts that the entry's party has in the actor's agreements."""
    parts = AgreementParty.objects.filter(
        agreement__in=agreements_of(actor), party__binder=change.entry.binder_id
    )
    return parts.select_related("agreement__binder", "party").order_by("agreement__reference")


def dated_statements_of(actor: Actor) -> QuerySet[DatedStatement]:
    """The statements made for two dates of the actor's agreements, the newest first."""
    rows = DatedStatement.objects.filter(agreement__in=agreements_of(actor))
    return rows.select_related("agreement", "document").order_by("-pk")


def now_for(agreement: EscrowAgreement) -> datetime:
    """The clock of an agreement, read once by a view. A simulation goes on from where its journal stands."""
    return now_of_all([agreement])[agreement]


def now_of_all(agreements: Iterable[EscrowAgreement]) -> dict[EscrowAgreement, datetime]:
    """The clocks of many agreements; one query where simulations are among them."""
    found, now = list(agreements), timezone.now()
    simulated = [agreement.binder_id for agreement in found if agreement.is_simulation]
    newest = newest_moments(simulated) if simulated else {}
    return {agreement: max(now, newest.get(agreement.binder_id) or now) for agreement in found}


def today_of_all(agreements: Iterable[EscrowAgreement]) -> dict[EscrowAgreement, date]:
    """The day it is for each agreement; the terms, which say in which time zone, are read together."""
    found = list(agreements)
    read_ahead(found)
    return {agreement: day_of(now, agreement) for agreement, now in now_of_all(found).items()}


def _one(rows: QuerySet[M]) -> M:
    found = rows.first()
    if found is None:
        raise Http404
    return found
