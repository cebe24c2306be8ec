"""Which houses keep a party's register: those that are escrow agent in an agreement to which it is a party."""

from parties.models import Party
from parties.scope import keepers
from tranches.models import AgreementParty


@keepers
def houses_of(party: Party) -> set[int]:
    """The agents of the party's agreements, by their keys."""
    agreements = AgreementParty.objects.filter(party=party).values("agreement_id")
    agents = AgreementParty.objects.filter(agreement_id__in=agreements, part="escrow_agent")
    return set(agents.values_list("party_id", flat=True))
