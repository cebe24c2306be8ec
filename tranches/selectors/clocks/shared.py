"""What several generators read of every agreement."""

from collections.abc import Mapping
from itertools import chain

from tranches.models import AgreementParty, DeliveryStop, Hold, Instruction, InstructionState, Report, Tranche
from tranches.selectors.clocks.deals import Reading, having
from tranches.selectors.docket.delay import Steps, steps_of_all
from tranches.selectors.ledger.balances import Balances, balances, balances_of_all

STEPS = (having(Report, "tranche__agreement"), having(Instruction), having(Hold), having(DeliveryStop))


def standings(reading: Reading) -> Mapping[int, Balances]:
    """Where the shares are."""
    agreements = list(reading.agreements.values())
    if len(agreements) == 1:
        return {agreements[0].pk: balances(agreements[0])}  # its page asks for them too
    return balances_of_all(agreements)


def tranches(reading: Reading) -> Mapping[int, list[Tranche]]:
    """The tranches in their order."""
    return reading.rows(Tranche.objects.order_by("agreement", "number"))


def steps(reading: Reading) -> Mapping[int, dict[int, Steps]]:
    """When the steps of each tranche were taken, by its number."""
    return steps_of_all(
        list(reading.agreements.values()),
        parties=chain.from_iterable(reading.all(parties).values()),
        tranches=chain.from_iterable(reading.all(tranches).values()),
        none_of=[flag.model for flag in STEPS if not any(reading.all(flag).values())],
    )


def parties(reading: Reading) -> Mapping[int, list[AgreementParty]]:
    """The parties in the order of their letters."""
    return reading.rows(AgreementParty.objects.select_related("party").order_by("letter", "key"))


def approved(reading: Reading) -> Mapping[int, list[Instruction]]:
    """The instructions that stand and are not carried out."""
    return _instructions(reading, InstructionState.APPROVED)


def executed(reading: Reading) -> Mapping[int, list[Instruction]]:
    """The instructions that are carried out."""
    return _instructions(reading, InstructionState.EXECUTED)


def _instructions(reading: Reading, state: InstructionState) -> Mapping[int, list[Instruction]]:
    if not any(reading.all(STEPS[1]).values()):
        return {pk: [] for pk in reading.agreements}
    rows = Instruction.objects.filter(state=state).order_by("agreement", "number")
    return reading.rows(rows.prefetch_related("lines__tranche", "releases__answers"))
