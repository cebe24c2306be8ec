"""I10, I13: who authorised for the agent had no hand in the place of an approver, or of another authoriser, shortly before."""

from collections.abc import Iterator

from parties.selectors.credentials import hands_since
from tranches.models import Approval, Authorisation, EscrowAgreement
from tranches.selectors.terms import terms_of
from tranches.verification.known import per_agreement


@per_agreement("I10 nobody releases on credentials he has just made")
def hands_in_credentials(agreement: EscrowAgreement) -> Iterator[str]:
    """A sentence for each authorisation by a person who let in, within the cool-off, somebody on whose word the release rests."""
    days = terms_of(agreement).signing.cool_off_days
    relied_on: dict[int, set[int]] = {}
    approvals = Approval.objects.filter(
        instruction__agreement=agreement, answer=Approval.Answer.APPROVE, revocation__isnull=True
    )
    for instruction_id, person_id in approvals.values_list("instruction_id", "person_id"):
        relied_on.setdefault(instruction_id, set()).add(person_id)
    given = list(
        Authorisation.objects.filter(instruction__agreement=agreement)
        .select_related("instruction", "person")
        .order_by("id")
    )
    for row in given:
        beside = {
            other.person_id
            for other in given
            if (other.instruction_id, other.attempt) == (row.instruction_id, row.attempt)
            and other.pk != row.pk
        }
        people = relied_on.get(row.instruction_id, set()) | beside
        hands = hands_since(
            people - {row.person_id}, days=days, until=row.recorded_at, simulated=agreement.is_simulation
        )
        if row.person_id in hands:
            yield (
                f"{row.instruction}: {row.person} authorised within {days} days of having a hand in the place of a person "
                "on whose word it rests."
            )
