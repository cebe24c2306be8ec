"""An entry as its second person reads it: what it says, what stands now, which papers, and whether he may confirm it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from documents.actor import Actor
from documents.models import Document
from documents.rows_shown import line_of
from parties import policy
from parties.models import Entry, Party
from parties.selectors.entries import party_of, refusal_to_confirm
from parties.services.entry_kinds import given_of, kind_of


@dataclass(frozen=True)
class EntryShown:
    """`lines` are (what, as it stands, as it would be); `why_not` says why the reader may not confirm, or is empty."""

    party: Party
    label: str
    standing: policy.Standing | None
    lines: list[tuple[str, str, str]]
    papers: tuple[Document, ...]
    why_not: str
    may_withdraw: bool

    @property
    def calls(self) -> bool:
        return self.standing is not None and self.standing.calls


def shown_entry(entry: Entry, actor: Actor, now: datetime) -> EntryShown:
    """The entry for this reader. An opening has nothing to confirm."""
    standing = policy.STANDING.get(entry.act)
    if standing is None:
        return EntryShown(party_of(entry), entry.title, None, [], (), "", False)
    kind, given = kind_of(entry.act), given_of(entry)
    before, after = kind.words(given) if entry.is_open else ({}, _plain(entry.content))
    refusal = refusal_to_confirm(entry, actor, now) if entry.is_open else None
    return EntryShown(
        party_of(entry),
        standing.label,
        standing,
        [
            (name.replace("_", " "), line_of(before.get(name)), line_of(after.get(name)))
            for name in dict.fromkeys((*after, *before))
        ],
        kind.documents(given),
        refusal.sentence if refusal else "",
        entry.is_open and actor.person_id is not None and actor.person_id == entry.person_id,
    )


def _plain(content: dict[str, Any]) -> dict[str, Any]:
    """What a decided entry said, without the names of rows that only the machine reads."""
    rows = {
        name
        for name, kind in content.items()
        if isinstance(kind, str) and len(kind) == 36 and kind.count("-") == 4
    }
    return {name: value for name, value in content.items() if name not in rows and value not in (None, "")}
