"""Saved suppositions: each party sees its own. What a company expects of the years to come is not the others' to read."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from documents.actor import Actor
from tranches.models import AgreementParty, EscrowAgreement
from tranches.policy import AGENT_ROLES
from tranches.supposing.models import SavedScenario


def own_part(actor: Actor, agreement: EscrowAgreement) -> AgreementParty | None:
    """The part in which the actor stands in the agreement: the escrow agent's for its people, else the first he acts for."""
    agent_parties = {party_id for role, party_id in actor.roles if role in AGENT_ROLES}
    others = {party_id for role, party_id in actor.roles if role not in AGENT_ROLES}
    parts = (
        AgreementParty.objects.filter(agreement=agreement).select_related("party").order_by("letter", "key")
    )
    for part in parts:
        if part.part == "escrow_agent" and part.party_id in agent_parties:
            return part
    return next((part for part in parts if part.letter and part.party_id in others), None)


def scenarios_of(actor: Actor, agreement: EscrowAgreement) -> QuerySet[SavedScenario]:
    """What the actor's own party saved about the agreement and has not set aside, newest first."""
    parties = {party_id for _, party_id in actor.roles}
    rows = SavedScenario.objects.filter(agreement=agreement, party__in=parties, set_aside__isnull=True)
    return rows.select_related("agreement__binder", "party", "person", "terms_version").order_by("-number")


def scenario_for(actor: Actor, agreement: EscrowAgreement, public_id: UUID) -> SavedScenario:
    """The doorway to one of them; another party's is as one that does not exist."""
    found = scenarios_of(actor, agreement).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found
