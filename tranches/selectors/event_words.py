"""An event of the journal in words: from what to what, and what else was recorded. No reader should have to read JSON."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from documents.models import Event
from parties.models import Role
from tranches.models import (
    Account,
    Approval,
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
LABELS = {
    "about": "About", "account": "Account", "acknowledged_difference": "Acknowledged difference", "actual": "Actual",
    "after": "After", "approval": "Answer", "approvals": "Approvals", "assumed": "Assumed", "attempt": "Attempt",
    "audited": "Audited", "authorised_by": "Authorised by", "case": "Case", "computed": "Computed",
    "consolidated": "Consolidated",
    "contested_shares": "Contested", "dated_on": "Dated", "deposited": "Deposited", "due_on": "Due", "entitled": "Entitled",
    "held_back": "Held back", "kept": "Kept", "lot": "Deposit no.", "offset_by": "Offset by year",
    "portal_signing": "Signing in the portal",
    "received_on": "Received", "sha256": "SHA-256", "signed_by": "Signed by", "signed_on": "Signed on", "size_bytes": "Size",
    "terms_version": "Version of the terms", "total_shares": "Shares in all", "until": "Until", "verified_how": "Verified how",
    "verified_on": "Verified on", "via": "Given by",
}  # fmt: skip
SHARES = frozenset(
    {"shares", "entitled", "kept", "deposited", "held_back", "total_shares", "contested_shares", "computed"}
)
# A change that says itself what it is about needs no label in front.
SELF_EVIDENT = frozenset({"state", "shares", "title", "approval"})
UNSAID = frozenset({"digest", "sha256", "size_bytes", "currency"})
# Whose values are codes of ours; all other text was typed by somebody and stands as it is.
CODES: dict[str, Any] = {
    "state": (TrancheState, InstructionState, ReleaseState),
    "from": (Account,),
    "to": (Account,),
    "kind": (Posting.Kind,),
    "opinion": (Report.Opinion,),
    "origin": (InstructionLine.Origin,),
    "basis": (Instruction.Basis,),
    "via": (Approval.Via,),
    "ground": (Hold.Ground,),
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
    names = (*event.after, *(name for name in event.before if name not in event.after))
    if event.subject_type == "document" and not whole:
        return [Change("", "no paper", _paper(event))]
    found = []
    for name in names:
        was, now = event.before.get(name), event.after.get(name)
        if (was or None) == (now or None) or (name in UNSAID and not whole):
            continue
        label = "" if name in SELF_EVIDENT and not whole else label_of(name)
        found.append(Change(label, words_of(name, was, event.before), words_of(name, now, event.after)))
    return found


def facts_of(event: Event) -> list[tuple[str, list[str]]]:
    """What else was recorded: label and lines; what stayed as it was says so."""
    kept = [
        (label_of(name), [f"{words_of(name, value, event.after)}, unchanged"])
        for name, value in event.after.items()
        if name in event.before and event.before[name] == value
    ]
    return [*((label_of(name), list(_lines(name, value))) for name, value in event.facts.items()), *kept]


def _paper(event: Event) -> str:
    """What was filed, and how large it is."""
    kind = str(event.after.get("kind", "")).replace("_", " ").replace(".", " ")
    octets = event.after.get("size_bytes", 0)
    return f"{kind}, {max(octets // 1000, 1):,} kB".removeprefix(", ")


def changes_in_words(event: Event) -> str:
    """All of it in one line, for a table that leaves the house."""
    return "; ".join(str(change) for change in changes_of(event)) or "nothing changed"


def subject_of_event(event: Event) -> str:
    """What the event is about: the title of a document, the name of a party, else the reference as recorded."""
    if event.subject_type == "document":
        return str(event.after.get("title") or event.facts.get("about") or event.subject_reference)
    return event.binder.title if event.subject_type == "party" else event.subject_reference


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
        return ", ".join(f"{label_of(key).lower()} {words_of(key, entry)}" for key, entry in value.items())
    if isinstance(value, list):
        return "; ".join(words_of(name, entry) for entry in value)
    text = str(value)
    if _DAY.match(text):
        day = date.fromisoformat(text)
        return f"{day.day} {day:%b %Y}"
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
    if name == "postings" and isinstance(value, list):
        for entry in value:
            where = f"{words_of('from', entry.get('from'))} → {words_of('to', entry.get('to'))}"
            yield f"{words_of('shares', entry.get('shares'))}: {where} (posting {entry.get('number')})"
    elif name == "lines" and isinstance(value, list):
        for entry in value:
            yield words_of("line", entry)
    elif isinstance(value, list) and value:
        yield from (words_of(name, entry) for entry in value)
    else:
        yield words_of(name, value)
