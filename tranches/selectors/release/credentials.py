"""Who of the house had a hand in the place of those on whose word a release rests (I10, I13)."""

from datetime import datetime

from parties.selectors.credentials import hands_since
from tranches.models import Authorisation, EscrowAgreement, Instruction
from tranches.selectors.instruction.approvals import live_approvals
from tranches.selectors.terms import terms_of


def hands_of(agreement: EscrowAgreement, person_ids: set[int], *, until: datetime) -> dict[int, int]:
    """Who (by person) had a hand in the place of one of these persons within the cool-off of the agreement's terms; and in whose."""
    days = terms_of(agreement).signing.cool_off_days
    return hands_since(person_ids, days=days, until=until, simulated=agreement.is_simulation) if days else {}


def relied_on(instruction: Instruction) -> set[int]:
    """The persons on whose word the release of this attempt rests: who approved, and who has authorised it already."""
    approved = set(live_approvals(instruction).values_list("person_id", flat=True))
    return approved | authorised(instruction)


def authorised(instruction: Instruction) -> set[int]:
    """The persons who have authorised the current attempt."""
    given = Authorisation.objects.filter(instruction=instruction, attempt=instruction.attempt)
    return set(given.values_list("person_id", flat=True))
