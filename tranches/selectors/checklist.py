"""The release checklist of the deal: what is ticked for the current attempt, what is missing, what is too old."""

from dataclasses import dataclass
from datetime import date

from tranches.models import ChecklistTick, EscrowAgreement, Instruction
from tranches.selectors.positions import why_not_reconciled
from tranches.selectors.terms import terms_of
from tranches.terms.agreement_terms import ChecklistItem

POSITION = "position"  # the evidence of an item that a reconciled position satisfies


@dataclass(frozen=True)
class ItemState:
    """One item with its newest tick; `missing` is the sentence that says why it does not count yet, or empty."""

    item: ChecklistItem
    tick: ChecklistTick | None
    missing: str

    @property
    def done(self) -> bool:
        return not self.missing


def checklist_of(instruction: Instruction, day: date) -> list[ItemState]:
    """Every item of the terms' checklist with its state on the day. It is about the delivery, so a return has none."""
    if instruction.is_return:
        return []
    newest: dict[str, ChecklistTick] = {}
    ticks = ChecklistTick.objects.filter(instruction=instruction, attempt=instruction.attempt).order_by("id")
    for tick in ticks.select_related("person", "document"):
        newest[tick.item] = tick
    return [
        _position(instruction.agreement, item, newest.get(item.key), day)
        if item.evidence == POSITION
        else _state(item, newest.get(item.key), day)
        for item in terms_of(instruction.agreement).checklist
    ]


def checklist_gaps(instruction: Instruction, day: date) -> list[str]:
    """One sentence for each item that is missing or too old; empty when the checklist is complete."""
    return [state.missing for state in checklist_of(instruction, day) if not state.done]


def _position(
    agreement: EscrowAgreement, item: ChecklistItem, tick: ChecklistTick | None, day: date
) -> ItemState:
    """The item that a reconciled statement of the transfer agent satisfies, however young its tick is (EA 4.1)."""
    why = why_not_reconciled(agreement, day, item)
    if tick is None:
        return ItemState(item, None, f"{item.label}: not ticked. {why}".strip())
    return ItemState(item, tick, f"{item.label}: {why}" if why else "")


def _state(item: ChecklistItem, tick: ChecklistTick | None, day: date) -> ItemState:
    if tick is None:
        return ItemState(item, None, f"{item.label}: not ticked.")
    if item.max_age_days is not None and (day - tick.checked_on).days > item.max_age_days:
        return ItemState(item, tick, f"{item.label}: older than {item.max_age_days} days.")
    return ItemState(item, tick, "")
