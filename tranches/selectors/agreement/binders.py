"""The binders a reader of the agent's house may look into, and the time zone a page about them speaks."""

from django.db.models import Q, QuerySet

from documents.actor import Actor
from documents.models import Binder, ReadEntry
from parties.models import SignIn, User
from parties.selectors.sign_ins import sign_ins_of_people
from tranches.models import AgreementParty
from tranches.selectors.access import agreements_of, is_agent
from tranches.selectors.agreement.keepers import parties_kept_by
from tranches.selectors.terms import terms_of


def binders_of(actor: Actor) -> QuerySet[Binder]:
    """Those of the actor's agreements, and those of the parties whose register his house keeps; none for outsiders."""
    if not is_agent(actor):
        return Binder.objects.none()
    houses = [party_id for _, party_id in actor.roles]
    mine = Q(agreement__in=agreements_of(actor)) | Q(party__in=parties_kept_by(houses))
    return Binder.objects.filter(mine).order_by("agreement", "reference")


def reads_of(actor: Actor) -> QuerySet[ReadEntry]:
    """The reads in the reader's binders, and those in no binder by people of his own house."""
    if not is_agent(actor):
        return ReadEntry.objects.none()
    houses = [party_id for _, party_id in actor.roles]
    colleagues = User.objects.filter(person__memberships__party__in=houses).values("pk")
    of_none = Q(binder__isnull=True, user__in=colleagues)
    return ReadEntry.objects.filter(Q(binder__in=binders_of(actor).order_by().values("pk")) | of_none)


def sign_ins_of(actor: Actor) -> QuerySet[SignIn]:
    """The sign-ins of the reader's house and of the parties of its agreements, and those over names that nobody has."""
    if not is_agent(actor):
        return SignIn.objects.none()
    parts = AgreementParty.objects.filter(agreement__in=agreements_of(actor))
    return sign_ins_of_people(
        [party_id for _, party_id in actor.roles] + list(parts.values_list("party_id", flat=True))
    )


def time_zone_of(actor: Actor, binder: Binder | None = None) -> str:
    """That of the binder's agreement; of the only agreement there is; else UTC."""
    agreements = agreements_of(actor)
    if binder is not None and hasattr(binder, "agreement"):
        agreements = agreements.filter(binder=binder)
    found = list(agreements[:2])
    return terms_of(found[0]).time_zone if len(found) == 1 else "UTC"
