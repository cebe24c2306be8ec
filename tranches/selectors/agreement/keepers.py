"""Which houses keep a party's register: those that are escrow agent in an agreement to which it is a party."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from parties.models import Membership, Party
from parties.policy import HOUSE_ROLES
from parties.scope import keepers
from tranches.models import AgreementParty


@keepers
def houses_of(party: Party) -> set[int]:
    """The agents of the party's agreements, by their keys."""
    agreements = AgreementParty.objects.filter(party=party).values("agreement_id")
    agents = AgreementParty.objects.filter(agreement_id__in=agreements, part="escrow_agent")
    return set(agents.values_list("party_id", flat=True))


def parties_kept_by(houses: Iterable[int]) -> QuerySet[Party]:
    """The parties whose register these houses keep: the same answer as `check_scope`, for all parties at once."""
    own = set(houses)
    with_agent = AgreementParty.objects.filter(part="escrow_agent", party__in=own).values("agreement_id")
    of_ours = AgreementParty.objects.filter(agreement_id__in=with_agent).values("party_id")
    with_any = AgreementParty.objects.filter(part="escrow_agent").values("agreement_id")
    of_any = AgreementParty.objects.filter(agreement_id__in=with_any).values("party_id")
    a_house = Membership.objects.filter(role__in=HOUSE_ROLES).values("party_id")
    kept = (Q(pk__in=of_ours) | ~Q(pk__in=of_any)) & ~Q(pk__in=a_house)
    return Party.objects.filter(Q(pk__in=own) | kept)
