"""The release checklist of the deal: what is shown for the current attempt, what is missing, what holds no more."""

from dataclasses import dataclass
from datetime import date

from documents.days import day_words
from documents.sentences import small
from parties.selectors.accounts import account_gap
from tranches.models import Approval, CallBack, ChecklistTick, Instruction
from tranches.positions.selectors.positions import why_not_reconciled
from tranches.selectors.instruction.approvals import live_approvals, portal_signing_agreed
from tranches.selectors.release.call_backs import call_gap, called_on, calls_of, standing_call
from tranches.selectors.terms import terms_of
from tranches.terms.agreement_terms import ChecklistItem

# Items that nobody ticks: their evidence is recorded elsewhere, and read from there.
READ = frozenset({"call_back", "portal_consent"})
POSITION = "position"  # the evidence of an item that a reconciled position satisfies


@dataclass(frozen=True)
class ItemState:
    """One item with its newest tick; `missing` is the sentence that says why it does not count yet, or empty.

    `by`, `on` and `shown` say who saw what on which day, wherever the evidence is recorded.
    """

    item: ChecklistItem
    tick: ChecklistTick | None
    missing: str
    by: str = ""
    on: date | None = None
    shown: str = ""

    @property
    def done(self) -> bool:
        return not self.missing

    @property
    def why_not(self) -> str:
        """What is missing, without the item's own name."""
        return self.missing.removeprefix(f"{self.item.label}: ")


def checklist_of(instruction: Instruction, day: date) -> list[ItemState]:
    """Every item of the terms' checklist with its state on the day. It is about the delivery, so a return has none."""
    if instruction.is_return:
        return []
    newest: dict[str, ChecklistTick] = {}
    ticks = ChecklistTick.objects.filter(instruction=instruction, attempt=instruction.attempt).order_by("id")
    for tick in ticks.select_related("person", "document"):
        newest[tick.item] = tick
    items = terms_of(instruction.agreement).checklist
    return [_state(instruction, item, newest.get(item.key), day) for item in items]


def checklist_gaps(instruction: Instruction, day: date) -> list[str]:
    """One sentence for each item that is missing or holds no more; empty when the checklist is complete."""
    return [state.missing for state in checklist_of(instruction, day) if not state.done]


def named(gaps: list[str]) -> str:
    """The missing items by name, for the end of a sentence; its full stop is the sentence's."""
    return "; ".join(small(gap.rstrip(".")) for gap in gaps)


def delivery_gap(instruction: Instruction, day: date) -> str:
    """Why the instruction's account does not agree with the register on the day, as the end of a sentence, or empty."""
    agreement = instruction.agreement
    return account_gap(
        instruction.recipient.party,
        instruction.delivery_account_id,
        day,
        cool_off_days=terms_of(agreement).signing.cool_off_days,
    )


def _state(instruction: Instruction, item: ChecklistItem, tick: ChecklistTick | None, day: date) -> ItemState:
    if item.evidence == "call_back":
        return _called(instruction, item, day)
    if item.evidence == "portal_consent":
        return _consented(instruction, item)
    gap = ""
    if item.evidence == "delivery_account":
        gap = delivery_gap(instruction, day)
    if item.evidence == POSITION:
        # A reconciled statement of the transfer agent, however young its tick is (EA 4.1).
        why = why_not_reconciled(instruction.agreement, day, item)
        gap = f"not ticked. {why}".strip() if tick is None else why
    elif not gap:
        gap = _tick_gap(instruction, item, tick, day)
    shown = tick.note if tick else ""
    if tick and tick.valid_until:
        shown = f"Holds until {day_words(tick.valid_until)}. {shown}".strip()
    return ItemState(
        item,
        tick,
        f"{item.label}: {gap}" if gap else "",
        tick.person.name if tick else "",
        tick.checked_on if tick else None,
        shown,
    )


def _tick_gap(instruction: Instruction, item: ChecklistItem, tick: ChecklistTick | None, day: date) -> str:
    if tick is None:
        return "not ticked."
    if item.max_age_days is not None and (day - tick.checked_on).days > item.max_age_days:
        return f"older than {item.max_age_days} days."
    if item.expires and (tick.valid_until is None or tick.valid_until < day):
        return (
            f"held until {day_words(tick.valid_until)} only." if tick.valid_until else "no last day is named."
        )
    if item.evidence == "delivery_account" and tick.account_id != instruction.delivery_account_id:
        return "compared with another entry of the register."
    return ""


def _called(instruction: Instruction, item: ChecklistItem, day: date) -> ItemState:
    calls = calls_of(instruction)
    gap, call = call_gap(instruction, calls, day, item.max_age_days), standing_call(calls)
    if call is None:
        return ItemState(item, None, f"{item.label}: {gap}")
    return ItemState(
        item,
        None,
        f"{item.label}: {gap}" if gap else "",
        call.person.name,
        called_on(instruction, call),
        _said(call),
    )


def _said(call: CallBack) -> str:
    return f"{call.reached} reached on {call.number.number}. {call.note}".strip()


def _consented(instruction: Instruction, item: ChecklistItem) -> ItemState:
    """Consent is needed only where somebody signed in the portal (EA 3.1(b))."""
    if not live_approvals(instruction).filter(via=Approval.Via.PORTAL).exists():
        return ItemState(item, None, "", shown="Not needed: nothing was signed in the portal.")
    if portal_signing_agreed(instruction.agreement):
        return ItemState(item, None, "", shown="The consent of every party is on file.")
    return ItemState(item, None, f"{item.label}: not on file for every party.")
