"""Who of the house had a hand in the power to sign of those who approved an instruction (I10)."""

from datetime import datetime

from parties.selectors.credentials import hands_since
from tranches.models import Instruction
from tranches.selectors.approvals import live_approvals


def hands_on_approvers(instruction: Instruction, *, since: datetime, until: datetime) -> dict[int, int]:
    """Who (by person) opened, changed or granted something to a person who approved, and to whom."""
    approvers = list(live_approvals(instruction).values_list("person_id", flat=True))
    return hands_since(approvers, since, until) if approvers else {}
