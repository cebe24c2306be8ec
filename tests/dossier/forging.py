"""The members of a dossier in a forger's hands: read, changed, and put in order again, index and chains alike."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from random import Random
from typing import Any

Members = dict[str, bytes]
Damage = Callable[[Members, Random], str]
MAIN = "KX-2025"
EVENTS = f"binders/{MAIN}/events.jsonl"


def load(members: Members, name: str) -> Any:
    return json.loads(members[name])


def dump(members: Members, name: str, value: Any) -> None:
    members[name] = json.dumps(value).encode()


def events_of(members: Members, binder: str = MAIN) -> list[dict[str, Any]]:
    return [json.loads(line) for line in members[f"binders/{binder}/events.jsonl"].splitlines()]


def put_events(members: Members, events: list[dict[str, Any]], binder: str = MAIN) -> None:
    lines = [json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=False) for event in events]
    members[f"binders/{binder}/events.jsonl"] = "".join(f"{line}\n" for line in lines).encode()


def reindex(members: Members) -> None:
    """Make the index list the members as they are now."""
    index = load(members, "index.json")
    index["members"] = [
        {"name": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in sorted(members.items())
        if name not in ("index.json", "index.json.p7s")
    ]
    dump(members, "index.json", index)


def rechain(members: Members, binder: str = MAIN) -> None:
    """Number and chain the events anew, and make the index's head agree."""
    events, previous = events_of(members, binder), "0" * 64
    for number, event in enumerate(events, 1):
        event["number"], event["previous_digest"] = number, previous
        columns = {name: value for name, value in event.items() if name != "digest"}
        text = json.dumps(columns, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        event["digest"] = previous = hashlib.sha256(f"escrow-desk/event/1\n{text}".encode()).hexdigest()
    put_events(members, events, binder)
    index = load(members, "index.json")
    for entry in index["binders"]:
        if entry["reference"] == binder:
            entry["count"], entry["digest"] = len(events), previous
    dump(members, "index.json", index)


def forget_anchors(members: Members, binder: str = MAIN) -> None:
    """Take out every head that was given out."""
    dump(members, f"binders/{binder}/anchors.json", {"anchors": [], "checkpoints": []})


def forge(members: Members) -> None:
    """Everything a forger can put in order without the heads that others keep."""
    rechain(members)
    forget_anchors(members)
    reindex(members)
