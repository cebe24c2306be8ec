"""What several generators read of every agreement."""

from collections.abc import Mapping, Sequence

from tranches.models import AgreementParty, EscrowAgreement, Instruction, InstructionState, Tranche
from tranches.selectors.balances import Balances, balances_of_all
from tranches.selectors.clocks.deals import grouped
from tranches.selectors.delay import Steps, steps_of_all


def standings(agreements: Sequence[EscrowAgreement]) -> Mapping[int, Balances]:
    """Where the shares are."""
    return balances_of_all(agreements)


def tranches(agreements: Sequence[EscrowAgreement]) -> Mapping[int, list[Tranche]]:
    """The tranches in their order."""
    return grouped(agreements, Tranche.objects.order_by("agreement", "number"))


def steps(agreements: Sequence[EscrowAgreement]) -> Mapping[int, dict[int, Steps]]:
    """When the steps of each tranche were taken, by its number."""
    return steps_of_all(agreements)


def parties(agreements: Sequence[EscrowAgreement]) -> Mapping[int, list[AgreementParty]]:
    """The parties in the order of their letters."""
    return grouped(agreements, AgreementParty.objects.select_related("party").order_by("letter", "key"))


def approved(agreements: Sequence[EscrowAgreement]) -> Mapping[int, list[Instruction]]:
    """The instructions that stand and are not carried out."""
    return _instructions(agreements, InstructionState.APPROVED)


def executed(agreements: Sequence[EscrowAgreement]) -> Mapping[int, list[Instruction]]:
    """The instructions that are carried out."""
    return _instructions(agreements, InstructionState.EXECUTED)


def _instructions(
    agreements: Sequence[EscrowAgreement], state: InstructionState
) -> Mapping[int, list[Instruction]]:
    rows = Instruction.objects.filter(state=state).order_by("agreement", "number")
    return grouped(agreements, rows.prefetch_related("lines__tranche", "releases__answer"))
