"""An event of the journal in words: from what to what, and what else was recorded. No reader should have to read JSON."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from documents.journal.rows import without_rows
from documents.models import Event
from documents.subjects import kind_words
from parties.models import Role
from tranches.models import (
    Account,
    AmendmentAnswer,
    AmendmentState,
    Approval,
    CorporateAction,
    DeliveryStop,
    Disposition,
    Hold,
    HoldLift,
    Instruction,
    InstructionLine,
    InstructionState,
    Posting,
    ReleaseState,
    Report,
    TrancheState,
)

NOTHING = "–"
NONE = (None, "")
# Only where the recorded name, read as words, is not what a reader would say.
LABELS = {
    "approval": "Answer",
    "changes_version": "Changes version",
    "joint_instruction_by": "Joint instruction by",
    "case": "Case reference",
    "contested_shares": "Contested",
    "dated_on": "Dated",
    "due_on": "Due",
    "lot": "Deposit no.",
    "offset_by": "Offset by year",
    "portal_signing": "Signing in the portal",
    "received_on": "Received",
    "happened_on": "Happened",
    "head_count": "Events in the pack",
    "sha256": "SHA-256",
    "size_bytes": "Size",
    "signed_at_local": "On the clocks of the deal",
    "terms_version": "Version of the terms",
    "total_shares": "Shares in all",
    "via": "Given by",
}
SHARES = frozenset(
    {
        "shares",
        "entitled",
        "kept",
        "deposited",
        "held_back",
        "total_shares",
        "contested_shares",
        "computed",
        "in_escrow",
    }
)
# A change that says itself what it is about needs no label in front.
SELF_EVIDENT = frozenset({"state", "shares", "title", "approval"})
UNSAID = frozenset({"digest", "sha256", "size_bytes", "currency"})
# Whose values are codes of ours; all other text was typed by somebody and stands as it is.
CODES: dict[str, Any] = {
    "state": (TrancheState, InstructionState, ReleaseState, AmendmentState),
    "from": (Account,),
    "to": (Account,),
    "kind": (Posting.Kind, CorporateAction.Kind),
    "opinion": (Report.Opinion,),
    "origin": (InstructionLine.Origin,),
    "basis": (Instruction.Basis,),
    "via": (Approval.Via, AmendmentAnswer.Via),
    "ground": (Hold.Ground, Disposition.Ground, DeliveryStop.Ground),
    "exit": (HoldLift.Exit, Instruction.Basis),
    "role": (Role,),
}
WORDS = {
    (name, str(value)): str(label).lower()
    for name, kinds in CODES.items()
    for kind in kinds
    for value, label in kind.choices
}
_DIGEST = re.compile(r"[0-9a-f]{64}\Z")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
_PLACE = re.compile(r"(\w+)(\(\d+\))?\Z")


@dataclass(frozen=True)
class Change:
    """One thing that changed. `label` is empty where the values say themselves what they are."""

    label: str
    was: str
    now: str

    def __str__(self) -> str:
        return f"{self.label}: {self.was} → {self.now}" if self.label else f"{self.was} → {self.now}"


def changes_of(event: Event, *, whole: bool = False) -> list[Change]:
    """What the act changed; digests and sizes only in the `whole` account."""
    before, after = _mapping(event.before), _mapping(event.after)
    names = (*after, *(name for name in before if name not in after))
    if event.subject_type == "document" and not whole:
        return [Change("", "no paper", _paper(event))]
    found = []
    for name in names:
        was, now = before.get(name), after.get(name)
        if was == now or (name in UNSAID and not whole) or (was in NONE and now in NONE):
            continue
        label = "" if name in SELF_EVIDENT and not whole else label_of(name)
        found.append(Change(label, words_of(name, was, before), words_of(name, now, after)))
    return found


def facts_of(event: Event) -> list[tuple[str, list[str]]]:
    """What else was recorded: label and lines, but the rows told to `verify`; what stayed as it was says so."""
    before, after = _mapping(event.before), _mapping(event.after)
    kept = [
        (label_of(name), [f"{words_of(name, value, after)}, unchanged"])
        for name, value in after.items()
        if name in before and before[name] == value
    ]
    facts = _mapping(without_rows(event.facts))
    return [*((label_of(name), list(_lines(name, value))) for name, value in facts.items()), *kept]


def _mapping(value: Any) -> dict[str, Any]:
    """What was recorded by name. A damaged event may hold anything: it is shown as it is, and the chain says that it is wrong."""
    return value if isinstance(value, dict) else {"recorded": value}


def _paper(event: Event) -> str:
    """What was filed, and how large it is."""
    after = _mapping(event.after)
    kind = kind_words(str(after.get("kind", "document")))
    octets = after.get("size_bytes")
    return f"{kind}, {max(octets // 1000, 1):,} kB" if isinstance(octets, int) else kind


def changes_in_words(event: Event) -> str:
    """All of it in one line, for a table that leaves the house."""
    return "; ".join(str(change) for change in changes_of(event)) or "nothing changed"


def label_of(name: str) -> str:
    return LABELS.get(name, name.replace("_", " ").capitalize())


def words_of(name: str, value: Any, beside: Mapping[str, Any] | None = None) -> str:
    """A recorded value as a reader knows it: shares with commas and unit, states and accounts by their names, days as days."""
    if value is None or value == "" or value == [] or value == {}:
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return _counted(name, value)
    if isinstance(value, dict):
        return ", ".join(
            f"{label_of(str(key)).lower()} {words_of(str(key), entry)}" for key, entry in value.items()
        )
    if isinstance(value, list):
        return "; ".join(words_of(name, entry) for entry in value)
    text = str(value)
    if _DAY.match(text):
        return _day(text)
    if name == "actual":
        return f"{(beside or {}).get('currency', '')} {_figure(text)}".strip()
    if _DIGEST.match(text):
        return f"{text[:4]} {text[4:8]} … {text[-4:]}"
    return _named(name, text)


def _counted(name: str, value: int) -> str:
    if name in SHARES:
        return f"{value:,} share" if value == 1 else f"{value:,} shares"
    if name == "acknowledged_difference":
        return f"+{value:,} shares" if value > 0 else f"{value:,} shares".replace("-", "−")
    return f"{value:,} bytes" if name == "size_bytes" else f"{value:,}"


def _day(text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{day.day} {day:%b %Y}"


def _figure(text: str) -> str:
    """An amount with commas; what is no plain number stays as it was recorded."""
    try:
        return f"{Decimal(text):,f}".replace("-", "−")
    except InvalidOperation:
        return text


def _named(name: str, text: str) -> str:
    """A code by its word (`report_received`, `held(3)`); all other text as it is."""
    place = _PLACE.match(text)
    word = WORDS.get((name, place.group(1))) if place else None
    if place is None or word is None:
        return text
    return f"{word}, tranche {place.group(2)[1:-1]}" if place.group(2) else word


def _lines(name: str, value: Any) -> Iterator[str]:
    """One line for each posting, line of an instruction or signer; one for anything else."""
    if name == "postings" and _are_mappings(value):
        for entry in value:
            where = f"{words_of('from', entry.get('from'))} → {words_of('to', entry.get('to'))}"
            yield f"{words_of('shares', entry.get('shares'))}: {where} (posting {entry.get('number')})"
    elif isinstance(value, list) and value:
        yield from (words_of(name, entry) for entry in value)
    else:
        yield words_of(name, value)


def _are_mappings(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(entry, dict) for entry in value)
