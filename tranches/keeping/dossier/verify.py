#!/usr/bin/env python3
"""Check a dossier of an escrow, with nothing but Python 3.9 or later: no network, no other file, none of the agent's software.

    python3 -I verify.py DOSSIER.zip [--against REFERENCE:COUNT:DIGEST ...]

DOSSIER is the archive or its folder. --against takes a head you kept from a paper or mail: only one that left the agent's house shows
a record cut short or written anew. Prints what was checked and what cannot be, or the first fault; exit 0: none; 1: a fault; 2: could
not be checked. README.txt in the archive says how to do the same by hand.
"""

import argparse
import base64
import hashlib
import json
import re
import sys
import zipfile
from collections import defaultdict
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

FORM, INDEX, SIGNATURE = "escrow-desk/dossier/2", "index.json", "index.json.p7s"
# No event tells of these: only the signature of the index, and this file's own reader, vouch for them.
UNTOLD = {INDEX, SIGNATURE, "README.txt", "verify.py", "database/walls.json", "database/migrations.json"}
NAMES = re.compile(
    r"index\.json(\.p7s)?|README\.txt|verify\.py|database/(walls|migrations)\.json|ledger/postings\.jsonl"
    r"|(terms|instructions)/[A-Za-z0-9-]{1,40}\.json|documents/[0-9a-f]{64}(\.[a-z]{3})?"
    r"|binders/(?!\.)[^/\\:\0-\x1f]{1,64}/(events\.jsonl|anchors\.json)"
)
EVENT_COLUMNS = {
    "binder", "number", "version", "kind", "subject_type", "subject_reference", "actor_id_text", "actor_name", "actor_capacity",
    "factor", "effective_on", "recorded_at", "before", "after", "facts", "documents", "reason", "previous_digest",
}  # fmt: skip
LEAF, NODE = b"\x00", b"\x01"  # so that no node of a Merkle tree can pass for a leaf (RFC 6962)


class Fault(Exception):  # the first thing that is wrong
    word, code = "FAULT", 1


class CannotCheck(Exception):  # there is no dossier here, or no such head
    word, code = "NOT CHECKED", 2


def need(condition, sentence):
    if not condition:
        raise Fault(sentence)


def once(pairs):
    """A JSON object whose names are all different: a second one could hide the first."""
    found = dict(pairs)
    need(len(found) == len(pairs), "a JSON object names something twice")
    return found


def parsed(content, where):
    try:
        return json.loads(content.decode("utf-8"), object_pairs_hook=once, parse_float=str)
    except (ValueError, RecursionError) as trouble:
        raise Fault(f"{where} is not the JSON it should be: {trouble}") from trouble


def digest_of(value, form, prefix=b""):
    """The SHA-256 of a value's canonical form under the name of the form."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(prefix + f"escrow-desk/{form}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()


class Dossier:
    """The members of the archive or folder by name, the index, and what the checks have found out so far."""

    def __init__(self, path):
        self.archive, self.folder = None, path
        if path.is_dir():
            found = [entry for entry in path.rglob("*") if entry.is_symlink() or not entry.is_dir()]
            need(not any(entry.is_symlink() for entry in found), "the folder has a link in it, which leads elsewhere")
            found = [entry.relative_to(path).as_posix() for entry in found]
        elif not path.is_file():
            raise CannotCheck(f"There is no file {path}.")
        else:
            try:
                self.archive = zipfile.ZipFile(path)
                found = self.archive.namelist()
            except Exception as trouble:  # a damaged archive fails in many ways; each of them is a fault of the archive
                raise Fault(f"the archive is damaged: {trouble}") from trouble
        self.names, self.told = set(found), set(UNTOLD)
        need(len(self.names) == len(found), "the archive has two members of one name")
        for name in found:  # no path leads out of the archive, and nothing lies beside what a dossier holds
            need(NAMES.fullmatch(name), f"no member of a dossier is called {name!r}")
        if INDEX not in self.names:
            raise CannotCheck("This is no dossier: it has no index.json.")
        self.index = self.json(INDEX)
        need(self.index.get("form") == FORM, f"index.json is not of the form {FORM}")
        need(set(self.index) == {"form", "agreement", "binders", "members"}, "the index says what nobody checks")
        self.main, self.counted = self.index["agreement"], defaultdict(int)
        self.events, self.terms, self.registers, self.documents = {}, {}, {}, {}  # filled by the checks

    def read(self, name, *, told=False):
        need(name in self.names, f"{name} is missing")
        self.told |= {name} if told else set()
        try:
            return self.archive.read(name) if self.archive else (self.folder / name).read_bytes()
        except Exception as trouble:
            raise Fault(f"{name} cannot be read: {trouble}") from trouble

    def json(self, name):
        return parsed(self.read(name, told=True), name)

    def lines(self, name):
        lines = self.read(name, told=True).split(b"\n")
        need(not lines.pop(), f"{name} does not end with its last line")
        return [parsed(line, f"{name}, line {at}") for at, line in enumerate(lines, 1)]


def check_members(dossier):
    """Every member is the one the index lists, byte for byte; nothing is missing and nothing was added."""
    names, listed = dossier.names - {INDEX, SIGNATURE}, {entry["name"]: entry for entry in dossier.index["members"]}
    need(len(listed) == len(dossier.index["members"]), "the index lists a member twice")
    for name in sorted(set(listed) | names):
        need(name in names, f"{name} is listed in the index but missing")
        need(name in listed, f"{name} is in the archive but not in the index")
        content = dossier.read(name)
        digest = hashlib.sha256(content).hexdigest()
        need(listed[name] == {"name": name, "size": len(content), "sha256": digest}, f"{name} is not the file that the index lists")
        if name.startswith("documents/"):
            need(name[10:74] == digest, f"{name} is not the file that its name says")
            dossier.documents[digest] = name, len(content)
        dossier.counted["members"] += 1
    digest = hashlib.sha256(dossier.read(INDEX)).digest()  # whose signature it is, openssl says (README.txt, 8)
    need(SIGNATURE not in dossier.names or digest in dossier.read(SIGNATURE), f"{SIGNATURE} is not over this index")


def check_chain(dossier, binder):
    """Each event gives its digest, names the one before it, and has the next number; the last is the head of the index."""
    reference, previous, events = binder["reference"], "0" * 64, []
    for event in dossier.lines(f"binders/{reference}/events.jsonl"):
        number, where = len(events) + 1, f"binder {reference}, event {len(events) + 1}"
        need(isinstance(event, dict) and set(event) == EVENT_COLUMNS | {"digest"}, f"{where}: it has not the columns of an event")
        digest = event.pop("digest")
        need(event["number"] == number, f"{where}: number {event['number']} stands in its place")
        need(event["binder"] == reference, f"{where}: it belongs to the binder {event['binder']}")
        need(event["previous_digest"] == previous, f"{where}: it does not name the digest of event {number - 1}")
        need(digest_of(event, "event/1") == digest, f"{where}: its content does not give its digest")
        event["digest"] = previous = digest
        events.append(event)
    head = {"reference": reference, "count": len(events), "digest": previous}
    need(binder == head, f"binder {reference}: its event {len(events)} is not the head of the index")
    dossier.events[reference] = events
    dossier.counted["events"] += len(events)


def check_moments(dossier):
    """No event was recorded before the one before it nor, in a real deal, ahead of the dossier; but for a clock confirmed since."""
    main, hour = dossier.events[dossier.main], timedelta(hours=1)  # the most by which a house may let two of its clocks differ
    simulated = any(event["facts"].get("simulation") for event in main if event["kind"] == "agreement.loaded")
    latest = "9" if simulated else (datetime.fromisoformat(main[-1]["recorded_at"][:-1]) + hour).isoformat()
    for reference, events in dossier.events.items():
        confirmed = [event["number"] for event in events if event["kind"] == "clock.confirmed"] or [0]
        for event, moment, before in ((event, event["recorded_at"], events[max(at - 1, 0)]) for at, event in enumerate(events)):
            where = f"binder {reference}, event {event['number']}, recorded {moment}"
            need(moment >= before["recorded_at"] or event["number"] in confirmed, f"{where}: before the event before it")
            need(moment <= latest or event["number"] < confirmed[-1], f"{where}: ahead of the dossier")


def check_anchors(dossier, binder):
    """The heads that were given out stand in this record, and lie under the roots that were given out."""
    reference, events = binder["reference"], dossier.events[binder["reference"]]
    roots = log_roots(events)
    given = dossier.json(f"binders/{reference}/anchors.json")
    for anchor in sorted(given["anchors"], key=lambda entry: entry["count"]):
        where = f"binder {reference}, head {anchor['count']} given out on {anchor['made_at'][:10]}"
        need_head(events, anchor, where)
        need(roots[anchor["count"] - 1] == anchor["log_root"], f"{where}: the events up to it have another root")
        dossier.counted["heads"] += 1
    for entry in given["checkpoints"]:
        where = f"binder {reference}, checkpoint of {entry['made_on']}"
        need_head(events, entry, where)
        named = {"binder": reference, "count": entry["count"], "digest": entry["digest"], "log_root": entry["log_root"]}
        need(roots[entry["count"] - 1] == entry["log_root"], f"{where}: the events up to it have another root")
        root = reached(bytes.fromhex(digest_of(named, "house/1", LEAF)), **entry["proof"]).hex()
        need(root == entry["root"], f"{where}: the proof does not lead to the root of the house")
        for stamp in entry["time_stamps"]:
            imprint = hashlib.sha256(bytes.fromhex(entry["root"])).digest()  # the signature is for openssl, README.txt 7
            need(imprint in base64.b64decode(stamp["token"]), f"{where}: the time stamp {stamp['serial']} is not over its root")
        dossier.counted["checkpoints"] += 1


def need_head(events, head, where):
    need(head["count"] <= len(events), f"{where}: the record ends at event {len(events)}; it was cut short")
    need(events[head["count"] - 1]["digest"] == head["digest"], f"{where}: the record has another event of that number")


def log_roots(events):
    """The root over the events up to each of them (RFC 6962)."""
    leaves = [hashlib.sha256(LEAF + bytes.fromhex(event["digest"])).digest() for event in events]

    @cache
    def root(start, size):
        half = 1 << (size - 1).bit_length() - 1 if size > 1 else 0
        return hashlib.sha256(NODE + root(start, half) + root(start + half, size - half)).digest() if half else leaves[start]

    return [root(0, size).hex() for size in range(1, len(events) + 1)]


def reached(leaf, index, size, path):
    """The root that the neighbours lead to from the leaf (RFC 6962, 2.1.1)."""
    need(0 <= index < size and bool(path) == (size > 1), "a proof has too few or too many steps")
    if size == 1:
        return leaf
    half, last = 1 << (size - 1).bit_length() - 1, bytes.fromhex(path[-1])
    if index < half:
        return hashlib.sha256(NODE + reached(leaf, index, half, path[:-1]) + last).digest()
    return hashlib.sha256(NODE + last + reached(leaf, index - half, size - half, path[:-1])).digest()


def check_documents(dossier, binder):
    """Each document that an event names is there, and of the size that the event of its filing says."""
    for event in dossier.events[binder["reference"]]:
        where, after = f"binder {binder['reference']}, event {event['number']}", event["after"]
        filed = event["subject_type"] == "document" and event["kind"] in ("document.filed", "paper.made")
        for paper in [*event["documents"], *([after] if filed else [])]:
            need(paper["sha256"] in dossier.documents, f"{where}: the document “{paper['title']}” is missing")
            name, size = dossier.documents[paper["sha256"]]
            need(size == paper.get("size_bytes", size), f"{where}: “{paper['title']}” has another size")
            dossier.told.add(name)
        dossier.counted["documents"] += filed


def check_ledger(dossier):
    """The postings are those the journal tells of; no account is ever below zero; what came in stands in the accounts."""
    told = {}
    for event in dossier.events[dossier.main]:
        for posting in event["facts"].get("postings", ()):
            need(posting["number"] not in told, f"event {event['number']}: posting {posting['number']} is told twice")
            told[posting["number"]] = {"line": 1, **posting, "recorded_at": event["recorded_at"]}
    stored = {row["number"]: row for row in dossier.lines("ledger/postings.jsonl")}
    balances = defaultdict(int)
    for number in range(1, max([*told, *stored], default=0) + 1):
        need(number in told and number in stored, f"posting {number}: it is not in both, journal and ledger")
        row = told[number]
        need(stored[number] == row, f"posting {number}: the ledger has it otherwise than its event")
        line, source, target, shares = row["line"], row["from"], row["to"], row["shares"]
        need(isinstance(shares, int) and shares > 0, f"posting {number}: it moves {shares} shares")
        balances[line, source], balances[line, target] = balances[line, source] - shares, balances[line, target] + shares
        need(source in ("issuer", "converted") or balances[line, source] >= 0, f"posting {number}: {source} falls below zero")
        dossier.counted["postings"] += 1


def check_contents(dossier):
    """Terms and instructions are those whose digests the journal has."""
    for event in dossier.events[dossier.main]:
        after, name, form = event["after"], event["subject_reference"].rpartition("/")[2], "instruction"
        if event["kind"] == "terms.recorded":
            name, form = after["version"], "terms"
        elif event["subject_type"] != "instruction" or "digest" not in after:
            continue
        content = dossier.json(f"{form.rstrip('s')}s/{name}.json")
        need(digest_of(content, f"{form}/1") == after["digest"], f"{form} {name}: another content than was recorded")
        dossier.terms.update({name: content} if form == "terms" else {})
        dossier.counted["contents"] += 1


def check_parties(dossier):
    """Each party of the terms has its binder, which tells of it by this name; no binder is nobody's."""
    names = defaultdict(set)
    for event in (event for events in dossier.events.values() for event in events if event["subject_type"] == "party"):
        names[event["after"].get("name")].add(event["binder"])
    for party in (party for terms in dossier.terms.values() for party in terms["parties"]):
        need(party["name"] in names, f"no binder tells of {party['name']}")
        dossier.registers.setdefault(party["letter"], set()).update(names[party["name"]])
    known = {dossier.main}.union(*dossier.registers.values())
    need(set(dossier.events) == known, f"whose binder is it: {', '.join(sorted(set(dossier.events) ^ known))}?")


def could_sign(dossier, letter, person, day):
    """Whether the binder of the party has the person among those who could sign on that day."""
    spans = defaultdict(list)
    for event in (event for binder in dossier.registers[letter] for event in dossier.events[binder]):
        name, until = event["after"].get("signatory"), event["after"].get("until") or "9999-12-31"
        if name and event["kind"] in ("signatory.registered", "person.admitted"):
            spans[name].append((event["effective_on"], until))
        elif event["kind"] == "signatory.ended":
            spans[name].append((spans[name].pop()[0], until))
    return any(start <= day <= until for start, until in spans[person])


def check_authority(dossier):
    """Each release had its authority by the terms then in force: approvals or a checked paper, checklist, and enough persons."""
    cases, terms, consent = {}, None, False
    for event in dossier.events[dossier.main]:
        name, where = event["subject_reference"].rpartition("/")[2], f"event {event['number']}"
        consent = consent or event["kind"] == "consent.recorded"
        if event["kind"] == "terms.recorded":
            terms = dossier.terms[event["after"]["version"]]
        elif event["subject_type"] == "instruction":
            empty = {"approvals": {}, "authorised": set(), "signed_on": {}, "filed": "", "checked": "", "ticks": {}, "attempt": 1}
            follow(dossier, cases.setdefault(name, {**empty, "portal": False}), event, f"{where}, {name}", terms)
        elif event["kind"] == "release.created":
            case = cases.get(event["facts"]["instruction"])
            check_release(case, terms, consent, event["effective_on"], f"{where}: the release {name}")
            dossier.counted["releases"] += 1


def follow(dossier, case, event, where, terms):
    """Go on by one event of an instruction: who approved and authorised what. Each signature is over the digest of the content."""
    kind, facts, after = event["kind"], event["facts"], event["after"]
    if "digest" in after:
        case["digest"], case["basis"] = after["digest"], facts.get("basis", "joint")
    if kind in ("instruction.approved", "release.authorised", "return.authorised"):
        need(facts["digest"] == case.get("digest"), f"{where}: it was signed over another digest than that of its content")
    if kind == "signature.filed":
        case["signed_on"][facts["party"]] = facts["signed_on"]
    elif kind == "instruction.approved":
        letter, person, day, via = facts["party"], facts["person"], event["effective_on"], facts["via"]
        day = case["signed_on"].get(letter, day) if via == "paper" else day
        need(could_sign(dossier, letter, person, day), f"{where}: {person} could not sign for Party {letter} on {day}")
        case["approvals"].setdefault(letter, set()).add(person)
        case["portal"] |= via != "paper"
        dossier.counted["approvals"] += 1
    elif kind == "approval.revoked":
        case["approvals"].pop(facts.get("party", ""), None)
    elif kind in ("authority.filed", "authority.checked"):
        case[kind.partition(".")[2]] = event["actor_name"]
    elif kind in ("release.authorised", "return.authorised"):
        case["authorised"].add(event["actor_name"])
        case["attempt"] = facts["attempt"]
    elif kind in ("checklist.ticked", "call_back.made"):
        keys = {item["label"]: item["key"] for item in terms["checklist"]}  # the words are of the terms of that day
        key = keys.get(after.get("item"), after.get("call_back"))
        case["ticks"].setdefault(facts["attempt"], {})[key] = facts.get("valid_until")
    if "attempt" in after:
        case["authorised"] = set()


def check_release(case, terms, consent, day, where):
    need(case is not None, f"{where} carries out no instruction")
    if case["basis"] in ("joint", "return"):
        needed = [party["letter"] for party in terms["parties"] if party["part"] in terms["signing"]["joint_instruction"]]
        missing = [letter for letter in needed if not case["approvals"].get(letter)]
        need(not missing, f"{where} had no approval of Party {', '.join(missing)}")
    else:
        need(case["filed"] and case["checked"] not in ("", case["filed"]), f"{where}: no second person checked its paper")
    few = len(case["authorised"]) < terms["authorising_persons"]
    need(not few, f"{where} was authorised by {', '.join(sorted(case['authorised']))} alone")
    ticks = case["ticks"].get(case["attempt"], {})
    for item in terms["checklist"] if case["basis"] != "return" else ():  # it is about the delivery
        seen = item["key"] in ticks and (not item["expires"] or (ticks[item["key"]] or "") >= day)
        if item["evidence"] == "portal_consent":
            seen = consent or not case["portal"] or terms["signing"]["portal_consent"]
        elif item["evidence"] == "call_back":
            seen = "Reached, and confirmed" in ticks
        need(seen, f"{where}: “{item['label']}” was not ticked")


def verify(path, heads=()):  # every check in order; the first Fault ends it
    dossier = Dossier(path)
    check_members(dossier)
    for check in (check_chain, check_anchors, check_documents):
        for binder in dossier.index["binders"]:
            check(dossier, binder)
    for check in (check_moments, check_ledger, check_contents, check_parties, check_authority):
        check(dossier)
    need(not (left := sorted(dossier.names - dossier.told)), f"{', '.join(left)}: no event tells of it")
    for text in heads:  # kept elsewhere: nothing was cut off or written anew since
        found = re.fullmatch(r"(\S.{0,63}):([1-9][0-9]{0,8}):([0-9a-f]{64})", text)
        if not found or found[1] not in dossier.events:
            raise CannotCheck(f"“{text}” is no head of a binder in here: write REFERENCE:COUNT:DIGEST.")
        need_head(dossier.events[found[1]], {"count": int(found[2]), "digest": found[3]}, f"your head {found[2]} of {found[1]}")
        dossier.counted["kept heads"] += 1
    return dossier


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dossier", nargs="?", type=Path, default=Path(__file__).resolve().parent)
    parser.add_argument("--against", action="append", default=[], metavar="HEAD")
    given = parser.parse_args()
    try:
        dossier = verify(given.dossier, given.against)
    except (Fault, CannotCheck) as trouble:
        print(f"{trouble.word}: {str(trouble).rstrip('.')}.")
        return trouble.code
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as trouble:
        print(f"FAULT: something is not built as it should be ({type(trouble).__name__}: {trouble}).")
        return 1
    print(f"No fault in the dossier of {dossier.main}, made {dossier.events[dossier.main][-1]['recorded_at']}.")
    print("Checked: " + ", ".join(f"{count:,} {what}" for what, count in dossier.counted.items()) + ".")
    for binder in dossier.index["binders"]:
        print(f"Head {binder['reference']}:{binder['count']}:{binder['digest']}")
    signed = f"{SIGNATURE} is over it" if SIGNATURE in dossier.names else "it is NOT SIGNED"
    print(f"SHA-256 of the index: {hashlib.sha256(dossier.read(INDEX)).hexdigest()} ({signed}).")
    print("Not checked here (README.txt, 7 and 8): whose signatures and time stamps these are; README.txt, verify.py, database/.")
    print("Compare these heads with those on your papers and mails (--against): only they show a record cut or rewritten.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
