"""Damage to a dossier, as somebody with the file and time would do it: from a flipped byte to a record written anew from end to end.

A damage takes the members (name → bytes) and a source of chance, changes the members, and says what it did. `forge` puts index and
chains in order again, as a careful forger does.
"""

from __future__ import annotations

import hashlib
import json
from random import Random

from tests.dossier.dating import record_falling_back, record_in_the_future
from tests.dossier.forging import (
    EVENTS,
    MAIN,
    Damage,
    Members,
    dump,
    events_of,
    forge,
    forget_anchors,
    load,
    put_events,
    rechain,
    reindex,
)

__all__ = ["EVENTS", "MAIN", "Damage", "Members", "events_of"]


# --- What a clumsy hand or a bad disk does ---


def flip_byte(members: Members, chance: Random) -> str:
    name = chance.choice(sorted(members))
    content = bytearray(members[name])
    at = chance.randrange(len(content))
    content[at] ^= 1 << chance.randrange(8)
    members[name] = bytes(content)
    return f"flipped a bit of byte {at} of {name}"


def remove_member(members: Members, chance: Random) -> str:
    name = chance.choice(sorted(set(members) - {"index.json"}))
    del members[name]
    return f"removed {name}"


def add_member(members: Members, chance: Random) -> str:
    members[f"documents/{chance.randbytes(32).hex()}.pdf"] = b"%PDF-1.7 planted"
    return "added a document"


def swap_members(members: Members, chance: Random) -> str:
    papers = sorted(
        {content: name for name, content in members.items() if name.startswith("documents/")}.values()
    )
    one, other = chance.sample(papers, 2)
    members[one], members[other] = members[other], members[one]
    return f"swapped {one} and {other}"


def cut_member(members: Members, chance: Random) -> str:
    name = chance.choice([name for name in sorted(members) if len(members[name]) > 2])
    members[name] = members[name][: chance.randrange(1, len(members[name]))]
    return f"cut {name}"


# --- What somebody does who makes the index agree ---


def edit_event(members: Members, chance: Random) -> str:
    events = events_of(members)
    event = chance.choice(events)
    column = chance.choice(
        ["reason", "actor_name", "actor_capacity", "effective_on", "recorded_at", "kind", "factor"]
    )
    event[column] = f"{event[column]}x"
    put_events(members, events)
    reindex(members)
    return f"edited {column} of event {event['number']}"


def drop_event(members: Members, chance: Random) -> str:
    events = events_of(members)
    gone = events.pop(chance.randrange(len(events)))
    put_events(members, events)
    reindex(members)
    return f"dropped event {gone['number']}"


def swap_events(members: Members, chance: Random) -> str:
    events = events_of(members)
    at = chance.randrange(len(events) - 1)
    events[at], events[at + 1] = events[at + 1], events[at]
    put_events(members, events)
    reindex(members)
    return f"swapped events {at + 1} and {at + 2}"


def cut_tail(members: Members, chance: Random) -> str:
    events = events_of(members)
    kept = chance.randrange(1, len(events) - 1)
    put_events(members, events[:kept])
    rechain(members)
    reindex(members)
    return f"cut the record after event {kept}"


def replace_document(members: Members, chance: Random) -> str:
    """Another paper under its own digest, in the index too; only the event says otherwise."""
    name = chance.choice([name for name in sorted(members) if name.startswith("documents/")])
    content = b"%PDF-1.7 another paper " + chance.randbytes(8)
    del members[name]
    members[f"documents/{hashlib.sha256(content).hexdigest()}.pdf"] = content
    reindex(members)
    return f"replaced {name}"


def move_shares(members: Members, chance: Random) -> str:
    name = "ledger/postings.jsonl"
    rows = [json.loads(line) for line in members[name].splitlines()]
    row = chance.choice(rows)
    row["shares"] += chance.choice([1, 1000])
    members[name] = "".join(f"{json.dumps(entry)}\n" for entry in rows).encode()
    reindex(members)
    return f"raised posting {row['number']}"


def plant_list(members: Members, chance: Random) -> str:
    """A list that nobody checks, in the index: what documents there are called, what the balances are."""
    name = chance.choice([f"binders/{MAIN}/documents.json", "ledger/balances.json", "parties.json"])
    dump(members, name, [{"title": "as it suits"}])
    reindex(members)
    return f"planted {name}"


def plant_outside(members: Members, chance: Random) -> str:
    """A member that would be unpacked somewhere else, properly listed in the index."""
    name = chance.choice(
        [
            "../../evil.txt",
            "/etc/evil.txt",
            "documents/../../evil.txt",
            "binders/../evil/events.jsonl",
            "C:\\evil.txt",
            "json.py",
        ]
    )
    members[name] = b"evil"
    reindex(members)
    return f"planted {name}"


def plant_document(members: Members, chance: Random) -> str:
    """A paper that no event tells of, under its right digest and listed in the index."""
    content = b"%PDF-1.7 planted " + chance.randbytes(8)
    members[f"documents/{hashlib.sha256(content).hexdigest()}.pdf"] = content
    reindex(members)
    return "planted a document"


def edit_content(members: Members, chance: Random) -> str:
    name = chance.choice([name for name in sorted(members) if name.startswith(("terms/", "instructions/"))])
    entry = load(members, name)
    entry["planted"] = True
    dump(members, name, entry)
    reindex(members)
    return f"edited the content of {name}"


def lower_the_bar(members: Members, chance: Random) -> str:
    """Claim that the parties' register lies in a binder that is not there."""
    index = load(members, "index.json")
    entry = chance.choice([entry for entry in index["binders"] if entry["reference"] != MAIN])
    was, entry["reference"] = entry["reference"], "P-000000000000"
    dump(members, "index.json", index)
    return f"pointed {was} at another binder"


def say_more(members: Members, chance: Random) -> str:
    """Let the index say what it once said, and nobody could check: how many persons authorise, how a party is called."""
    index = load(members, "index.json")
    key = chance.choice(["authorising_persons", "parties", "made_at"])
    index[key] = {
        "authorising_persons": 1,
        "parties": [{"letter": "A", "name": "Somebody Else Ltd."}],
        "made_at": "2020-01-01",
    }[key]
    dump(members, "index.json", index)
    return f"let the index say its {key}"


def leave_out_binder(members: Members, chance: Random) -> str:
    """Leave the whole register of a party out, index and all."""
    index = load(members, "index.json")
    gone = chance.choice([entry for entry in index["binders"] if entry["reference"] != MAIN])
    index["binders"].remove(gone)
    dump(members, "index.json", index)
    for name in [name for name in members if name.startswith(f"binders/{gone['reference']}/")]:
        del members[name]
    reindex(members)
    return f"left out {gone['reference']}"


# --- What somebody does who writes the record anew: chain, index and anchors agree with each other ---


def take_out_approval(members: Members, chance: Random) -> str:
    events = events_of(members)
    given = [event for event in events if event["kind"] == "instruction.approved"]
    gone = chance.choice(given)
    put_events(members, [event for event in events if event is not gone])
    forge(members)
    return f"took out the approval of {gone['facts']['person']} for Party {gone['facts']['party']}"


def move_approval(members: Members, chance: Random) -> str:
    events = events_of(members)
    event = chance.choice([event for event in events if event["kind"] == "instruction.approved"])
    event["facts"]["digest"] = hashlib.sha256(chance.randbytes(8)).hexdigest()
    put_events(members, events)
    forge(members)
    return f"moved the approval of {event['facts']['person']} to another content"


def approve_by_stranger(members: Members, chance: Random) -> str:
    events = events_of(members)
    event = chance.choice([event for event in events if event["kind"] == "instruction.approved"])
    event["facts"]["person"] = "Nobody At All"
    put_events(members, events)
    forge(members)
    return f"let a stranger approve for Party {event['facts']['party']}"


def signing_registers(members: Members) -> list[str]:
    """The binders of the companies whose officers signed."""
    given = [event for event in events_of(members) if event["kind"] == "instruction.approved"]
    signers = {event["facts"]["person"] for event in given}
    binders = [entry["reference"] for entry in load(members, "index.json")["binders"]]
    return [
        b
        for b in binders
        if any(event["after"].get("signatory") in signers for event in events_of(members, b))
    ]


def end_authority(members: Members, chance: Random) -> str:
    """In the binder of a company: who signed could not sign any more on that day."""
    binder = chance.choice(signing_registers(members))
    events = events_of(members, binder)
    for event in events:
        if "signatory" in event["after"] and event["kind"] in ("signatory.registered", "person.admitted"):
            event["after"]["until"] = "2025-12-31"
    put_events(members, events, binder)
    rechain(members, binder)
    forget_anchors(members, binder)
    reindex(members)
    return f"ended every authority in {binder}"


def rename_party(members: Members, chance: Random) -> str:
    """Write the register of a party anew, so that it is of somebody else; the terms know nobody of that name."""
    binder = chance.choice(
        [entry["reference"] for entry in load(members, "index.json")["binders"] if entry["reference"] != MAIN]
    )
    events = events_of(members, binder)
    for event in events:
        if "name" in event["after"]:
            event["after"]["name"] = "Somebody Else Ltd."
    put_events(members, events, binder)
    rechain(members, binder)
    forget_anchors(members, binder)
    reindex(members)
    return f"renamed the party of {binder}"


def take_out_tick(members: Members, chance: Random) -> str:
    """A release with one item of its checklist less."""
    events = events_of(members)
    gone = chance.choice(
        [event for event in events if event["kind"] in ("checklist.ticked", "call_back.made")]
    )
    put_events(members, [event for event in events if event is not gone])
    forge(members)
    return f"took out {gone['after']}"


def outdate_tick(members: Members, chance: Random) -> str:
    """What an item rested on had ended before the release."""
    events = events_of(members)
    event = chance.choice([event for event in events if event["facts"].get("valid_until")])
    event["facts"]["valid_until"] = "2026-01-01"
    put_events(members, events)
    forge(members)
    return f"ended what {event['after']} rests on"


def authorise_alone(members: Members, chance: Random) -> str:
    events = events_of(members)
    given = [event for event in events if event["kind"] == "release.authorised"]
    event = chance.choice(given)
    put_events(members, [entry for entry in events if entry is not event])
    forge(members)
    return f"took out the authorisation by {event['actor_name']}"


def double_release(members: Members, chance: Random) -> str:
    """Post a confirmed release once more, in journal and ledger alike."""
    events = events_of(members)
    event = next(event for event in events if event["kind"] == "release.confirmed")
    rows = [json.loads(line) for line in members["ledger/postings.jsonl"].splitlines()]
    told = event["facts"]["postings"]
    again = [entry | {"number": len(rows) + at} for at, entry in enumerate(told, 1)]
    by_number = {row["number"]: row for row in rows}
    rows += [
        by_number[entry["number"]] | {"number": extra["number"]}
        for entry, extra in zip(told, again, strict=True)
    ]
    told.extend(again)
    members["ledger/postings.jsonl"] = "".join(f"{json.dumps(entry)}\n" for entry in rows).encode()
    put_events(members, events)
    forge(members)
    return "released the same shares twice"


SEEN_INSIDE: tuple[Damage, ...] = (
    flip_byte,
    remove_member,
    add_member,
    swap_members,
    cut_member,
    edit_event,
    drop_event,
    swap_events,
    cut_tail,
    replace_document,
    move_shares,
    plant_list,
    plant_outside,
    plant_document,
    edit_content,
    lower_the_bar,
    say_more,
    leave_out_binder,
    take_out_approval,
    move_approval,
    approve_by_stranger,
    end_authority,
    rename_party,
    take_out_tick,
    outdate_tick,
    authorise_alone,
    double_release,
    record_in_the_future,
    record_falling_back,
)


# --- What agrees with itself entirely: only a head that left the house shows it ---


def rewrite_reason(members: Members, chance: Random) -> str:
    events = events_of(members)
    event = chance.choice(events)
    event["reason"] = "as it always was"
    put_events(members, events)
    forge(members)
    return f"wrote event {event['number']} anew, and all after it"


def forget_last(members: Members, chance: Random) -> str:
    """Cut off the acts at the end that moved no shares and filed no paper, heads given out included."""
    events = events_of(members)
    put_events(members, events[:-1])
    forge(members)
    return f"forgot event {len(events)}"


SEEN_BY_A_KEPT_HEAD: tuple[Damage, ...] = (rewrite_reason, forget_last)
