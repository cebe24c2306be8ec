"""I10: who authorised for the agent had no hand in an approver's credentials shortly before."""

from collections.abc import Iterator
from datetime import timedelta

from parties.selectors.credentials import hands_since
from tranches.models import Approval, Authorisation, EscrowAgreement
from tranches.selectors.terms import terms_of


def hands_in_credentials(agreement: EscrowAgreement) -> Iterator[str]:
    """A sentence for each authorisation by a person who opened or changed an approver's credentials within the cool-off."""
    days = terms_of(agreement).signing.cool_off_days
    approvers: dict[int, set[int]] = {}
    approvals = Approval.objects.filter(
        instruction__agreement=agreement, answer=Approval.Answer.APPROVE, revocation__isnull=True
    )
    for instruction_id, person_id in approvals.values_list("instruction_id", "person_id"):
        approvers.setdefault(instruction_id, set()).add(person_id)
    given = Authorisation.objects.filter(instruction__agreement=agreement).select_related(
        "instruction", "person"
    )
    for row in given.order_by("id"):
        people = approvers.get(row.instruction_id, set())
        if people and row.person_id in hands_since(
            people, row.recorded_at - timedelta(days=days), row.recorded_at
        ):
            yield (
                f"{row.instruction}: {row.person} authorised within {days} days of changing the credentials of a person "
                "who approved it."
            )
