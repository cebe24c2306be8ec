"""Damage to the moments of a record: an event dated years ahead, or before the one before it; chain and index agree."""

from __future__ import annotations

from random import Random

from tests.dossier.forging import MAIN, Members, events_of, forget_anchors, load, put_events, rechain, reindex


def record_in_the_future(members: Members, chance: Random) -> str:
    """An event of a party's register dated years after the dossier was made."""
    binder = chance.choice(
        [entry["reference"] for entry in load(members, "index.json")["binders"] if entry["reference"] != MAIN]
    )
    return _redate(members, binder, -1, "2049-01-29T01:07:00.000000Z")


def record_falling_back(members: Members, chance: Random) -> str:
    """An event dated before the one before it, as if it had been known earlier; nothing else follows from its day."""
    filed = [each["number"] - 1 for each in events_of(members) if each["kind"] == "document.filed"]
    return _redate(members, MAIN, chance.choice(filed), "2020-01-01T00:00:00.000000Z")


def _redate(members: Members, binder: str, at: int, moment: str) -> str:
    events = events_of(members, binder)
    events[at]["recorded_at"] = moment
    put_events(members, events, binder)
    rechain(members, binder)
    forget_anchors(members, binder)
    reindex(members)
    return f"dated event {events[at]['number']} of {binder} {moment}"
