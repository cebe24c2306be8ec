#!/usr/bin/env python3
"""Check a dossier of an escrow, with nothing but Python 3.9 or later: no network, no other file, none of the agent's software.

    python3 verify.py DOSSIER.zip [--against REFERENCE:COUNT:DIGEST ...]

DOSSIER is the archive or the folder it was unpacked to. --against takes a head you kept from a paper or a mail: only a head that left
the agent's house shows a record that was cut short or written anew. Prints what was checked, or the first fault. Exit 0: no fault;
1: a fault; 2: could not be checked. README.txt in the archive says how to do the same by hand.
"""

import argparse
import base64
import hashlib
import json
import re
import sys
import zipfile
from collections import defaultdict
from pathlib import Path

FORM = "escrow-desk/dossier/1"
EVENT_COLUMNS = {
    "binder", "number", "version", "kind", "subject_type", "subject_reference", "actor_id_text", "actor_name", "actor_capacity",
    "factor", "effective_on", "recorded_at", "before", "after", "facts", "documents", "reason", "previous_digest",
}  # fmt: skip
LEAF, NODE = b"\x00", b"\x01"  # so that no node of a Merkle tree can pass for a leaf (RFC 6962)
OUTSIDE = ("issuer", "converted")  # where shares come from without having stood there


class Fault(Exception):
    """The first thing that is wrong."""

    word, code = "FAULT", 1


class CannotCheck(Exception):
    """There is no dossier here, or no such head."""

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


def formed(value, form):
    """A value in its canonical form, under the name of the form: the bytes that are hashed."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return f"escrow-desk/{form}\n{text}".encode("utf-8", "surrogatepass")


def digest_of(value, form):
    return hashlib.sha256(formed(value, form)).hexdigest()


def hashed(prefix, content):
    return hashlib.sha256(prefix + content).digest()


class Members:
    """The files of the archive or folder by name, read one at a time. Names are plain, and none comes twice."""

    def __init__(self, path):
        self.archive, self.folder = None, path
        if path.is_dir():
            files = (entry.relative_to(path).as_posix() for entry in path.rglob("*") if entry.is_file())
            self.names = {name for name in files if "__pycache__" not in name}
            return
        if not path.is_file():
            raise CannotCheck(f"There is no file {path}.")
        try:
            self.archive = zipfile.ZipFile(path)
            self.names = set(self.archive.namelist())
        except Exception as trouble:  # a damaged archive fails in many ways; each of them is a fault of the archive
            raise Fault(f"the archive is damaged: {trouble}") from trouble
        need(len(self.names) == len(self.archive.namelist()), "the archive has two members of one name")

    def read(self, name):
        need(name in self.names, f"{name} is missing")
        try:
            return self.archive.read(name) if self.archive else (self.folder / name).read_bytes()
        except Exception as trouble:
            raise Fault(f"{name} cannot be read: {trouble}") from trouble


class Dossier:
    """The members, the index, and what the checks have found out so far."""

    def __init__(self, path):
        self.members = Members(path)
        if "index.json" not in self.members.names:
            raise CannotCheck("This is no dossier: it has no index.json.")
        self.index = self.json("index.json")
        need(self.index.get("form") == FORM, f"index.json is not of the form {FORM}")
        self.events = {}  # by binder: its events, first to last
        self.main = self.index["agreement"]["reference"]
        self.parties = {entry["letter"]: entry for entry in self.index["parties"] if entry["letter"]}
        self.sizes = {}  # of the documents, by digest, once they were found to be what the index says
        self.counted = defaultdict(int)

    def json(self, name):
        return parsed(self.members.read(name), name)

    def lines(self, name):
        lines = self.members.read(name).split(b"\n")
        need(not lines.pop(), f"{name} does not end with its last line")
        return [parsed(line, f"{name}, line {at}") for at, line in enumerate(lines, 1)]


def check_members(dossier):
    """Every member is the one the index lists, byte for byte; nothing is missing and nothing was added."""
    listed = {entry["name"]: entry for entry in dossier.index["members"]}
    need(len(listed) == len(dossier.index["members"]), "the index lists a member twice")
    for name in sorted(set(listed) | dossier.members.names - {"index.json"}):
        need(name in dossier.members.names, f"{name} is listed in the index but missing")
        need(name in listed, f"{name} is in the archive but not in the index")
        content = dossier.members.read(name)
        digest = hashlib.sha256(content).hexdigest()
        need(len(content) == listed[name]["size"], f"{name} has {len(content)} bytes, not {listed[name]['size']} as the index says")
        need(digest == listed[name]["sha256"], f"{name} is not the file that the index lists")
        if name.startswith("documents/"):
            need(Path(name).name.partition(".")[0] == digest, f"{name} is not the file that its name says")
            dossier.sizes[digest] = len(content)
        dossier.counted["members"] += 1
    binders = {entry["reference"] for entry in dossier.index["binders"]}
    need(dossier.main in binders, f"the binder {dossier.main} is missing from the index")
    for entry in dossier.index["parties"]:
        need(entry["binder"] in binders, f"the binder of {entry['name']} is missing from the index")


def check_chain(dossier, binder):
    """Each event gives its digest, names the one before it, and has the next number; the last is the head of the index."""
    reference, previous, events = binder["reference"], "0" * 64, []
    for event in dossier.lines(f"binders/{reference}/events.jsonl"):
        number = len(events) + 1
        where = f"binder {reference}, event {number}"
        need(isinstance(event, dict) and set(event) == EVENT_COLUMNS | {"digest"}, f"{where}: it has not the columns of an event")
        digest = event.pop("digest")
        need(event["number"] == number, f"{where}: number {event['number']} stands in its place")
        need(event["binder"] == reference, f"{where}: it belongs to the binder {event['binder']}")
        need(event["previous_digest"] == previous, f"{where}: it does not name the digest of event {number - 1}")
        need(digest_of(event, "event/1") == digest, f"{where}: its content does not give its digest")
        event["digest"] = previous = digest
        events.append(event)
    need(len(events) == binder["count"], f"binder {reference}: {len(events)} events, the index says {binder['count']}")
    need(previous == binder["digest"], f"binder {reference}: the last event is not the head of the index")
    dossier.events[reference] = events
    dossier.counted["events"] += len(events)


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
        start = hashed(LEAF, formed(named, "house/1"))
        need(included(start, entry["proof"], entry["root"]), f"{where}: the proof does not lead to the root of the house")
        for stamp in entry["time_stamps"]:
            imprint = hashlib.sha256(bytes.fromhex(entry["root"])).digest()  # the signature is for openssl, README.txt 7
            need(imprint in base64.b64decode(stamp["token"]), f"{where}: the time stamp {stamp['serial']} is not over its root")
        dossier.counted["checkpoints"] += 1


def need_head(events, head, where):
    need(head["count"] <= len(events), f"{where}: the record ends at event {len(events)}; it was cut short")
    need(events[head["count"] - 1]["digest"] == head["digest"], f"{where}: the record has another event of that number")


def log_roots(events):
    """The root over the events up to each of them (RFC 6962)."""
    whole, roots = [], []
    for size, event in enumerate(events, 1):
        whole.append(hashed(LEAF, bytes.fromhex(event["digest"])))
        for _ in range((size & -size).bit_length() - 1):
            right = whole.pop()
            whole.append(hashed(NODE, whole.pop() + right))
        reached = whole[-1]
        for left in reversed(whole[:-1]):
            reached = hashed(NODE, left + reached)
        roots.append(reached.hex())
    return roots


def included(start, proof, root):
    """Whether the neighbours lead from the leaf to the root (RFC 9162, 2.1.3.2)."""
    place, last, reached = proof["index"], proof["size"] - 1, start
    if not 0 <= place <= last:
        return False
    for step in proof["path"]:
        if last == 0:
            return False
        if place % 2 or place == last:
            reached = hashed(NODE, bytes.fromhex(step) + reached)
            while not place % 2 and place:
                place, last = place // 2, last // 2
        else:
            reached = hashed(NODE, reached + bytes.fromhex(step))
        place, last = place // 2, last // 2
    return last == 0 and reached.hex() == root


def check_documents(dossier, binder):
    """Each document has the event that filed it, each event its documents, and each file the bytes its name says."""
    reference = binder["reference"]
    rows = {row["public_id"]: row for row in dossier.json(f"binders/{reference}/documents.json")}
    filed = {}
    for event in dossier.events[reference]:
        where = f"binder {reference}, event {event['number']}"
        if event["subject_type"] == "document" and event["kind"] in ("document.filed", "paper.made"):
            filed[event["subject_reference"]] = (event, where)
        for paper in event["documents"]:
            need(paper["sha256"] in dossier.sizes, f"{where}: the document “{paper['title']}” is missing")
    for name in sorted(set(filed) | set(rows)):
        need(name in filed, f"binder {reference}: the document {name} was filed without an event")
        event, where = filed[name]
        need(name in rows, f"{where}: the document {name} has no row")
        row, after = rows[name], event["after"]
        for column in ("kind", "title", "sha256"):
            need(row[column] == after[column], f"{where}: the {column} of the document {name} is another one")
        need(row["sha256"] in dossier.sizes, f"{where}: the file of “{row['title']}” is missing")
        need(dossier.sizes[row["sha256"]] == row["size_bytes"] == after["size_bytes"], f"{where}: “{row['title']}” has another size")
        dossier.counted["documents"] += 1


def check_ledger(dossier):
    """The postings are those the journal tells of; no account is ever below zero; what came in stands in the accounts."""
    told = {}
    for event in dossier.events[dossier.main]:
        for posting in event["facts"].get("postings", ()):
            need(posting["number"] not in told, f"event {event['number']}: posting {posting['number']} is told twice")
            told[posting["number"]] = (posting.get("line", 1), posting["from"], posting["to"], posting["shares"], event["number"])
    stored = {row["number"]: row for row in dossier.lines("ledger/postings.jsonl")}
    balances = defaultdict(int)
    for number in range(1, max([*told, *stored], default=0) + 1):
        need(number in told, f"posting {number}: no event tells of it")
        need(number in stored, f"posting {number}: an event tells of it, but it is not in the ledger")
        line, source, target, shares, event = told[number]
        row = stored[number]
        same = (row["line"], row["from"], row["to"], row["shares"]) == (line, source, target, shares)
        need(same, f"posting {number}: the ledger has it otherwise than event {event}")
        need(isinstance(shares, int) and shares > 0, f"posting {number}: it moves {shares} shares")
        balances[line, source] -= shares
        balances[line, target] += shares
        need(source in OUTSIDE or balances[line, source] >= 0, f"posting {number}: {source} falls below zero")
        dossier.counted["postings"] += 1
    for entry in dossier.json("ledger/balances.json"):
        found = balances.pop((entry["line"], entry["account"]), 0)
        need(found == entry["shares"], f"balance of {entry['account']}: {entry['shares']} stated, {found} by the postings")
    need(not any(balances.values()), "an account with shares is not among the balances")


def check_contents(dossier):
    """Terms and instructions are those whose digests the journal has."""
    recorded = {}
    for event in dossier.events[dossier.main]:
        if event["kind"] == "terms.recorded":
            recorded[f"terms/{event['after']['version']}"] = event["after"]["digest"]
        elif event["subject_type"] == "instruction" and "digest" in event["after"]:
            recorded[f"instructions/{event['subject_reference'].rpartition('/')[2]}"] = event["after"]["digest"]
    for name, digest in sorted(recorded.items()):
        form = "terms/1" if name.startswith("terms/") else "instruction/1"
        entry = dossier.json(f"{name}.json")
        need(digest_of(entry["content"], form) == digest, f"{name}.json is not the content that was recorded")
        dossier.counted["contents"] += 1


def could_sign(dossier, letter, person, day):
    """Whether the binder of the party has the person among those who could sign on that day."""
    spans = defaultdict(list)
    for event in dossier.events[dossier.parties[letter]["binder"]]:
        name, until = event["after"].get("signatory"), event["after"].get("until") or "9999-12-31"
        if event["kind"] == "signatory.registered":
            spans[name].append((event["effective_on"], until))
        elif event["kind"] == "signatory.ended":
            spans[name].append((spans[name].pop()[0], until))
    return any(start <= day <= until for start, until in spans[person])


def check_authority(dossier):
    """Each release had its authority when it was made: both parties over one digest or a checked governing paper; and two persons."""
    needed = [entry["letter"] for entry in dossier.index["parties"] if entry["signs"]]
    cases = {}
    for event in dossier.events[dossier.main]:
        name, where = event["subject_reference"].rpartition("/")[2], f"event {event['number']}"
        if event["subject_type"] == "instruction":
            case = cases.setdefault(name, {"approvals": {}, "authorised": set(), "signed_on": {}, "filed": "", "checked": ""})
            follow(dossier, case, event, f"{where}, {name}")
        elif event["kind"] == "release.created":
            case = cases.get(event["facts"]["instruction"])
            check_release(case, needed, dossier.index["authorising_persons"], f"{where}: the release {name}")
            dossier.counted["releases"] += 1


def follow(dossier, case, event, where):
    """Go on by one event of an instruction: who approved and authorised what. Each signature is over the digest of the content."""
    kind, facts, after = event["kind"], event["facts"], event["after"]
    if "digest" in after:
        case["digest"], case["basis"] = after["digest"], facts.get("basis", "joint")
    if kind in ("instruction.approved", "release.authorised", "return.authorised"):
        need(facts["digest"] == case.get("digest"), f"{where}: it was signed over another digest than that of its content")
    if kind == "signature.filed":
        case["signed_on"][facts["party"]] = facts["signed_on"]
    elif kind == "instruction.approved":
        letter, person, day = facts["party"], facts["person"], event["effective_on"]
        day = case["signed_on"].get(letter, day) if facts["via"] == "paper" else day
        need(could_sign(dossier, letter, person, day), f"{where}: {person} could not sign for Party {letter} on {day}")
        case["approvals"].setdefault(letter, set()).add(person)
        dossier.counted["approvals"] += 1
    elif kind == "approval.revoked":
        case["approvals"].pop(facts.get("party", ""), None)
    elif kind in ("authority.filed", "authority.checked"):
        case[kind.partition(".")[2]] = event["actor_name"]
    elif kind in ("release.authorised", "return.authorised"):
        case["authorised"].add(event["actor_name"])
    if "attempt" in after:
        case["authorised"] = set()


def check_release(case, needed, persons, where):
    need(case is not None, f"{where} carries out no instruction")
    if case["basis"] in ("joint", "return"):
        missing = [letter for letter in needed if not case["approvals"].get(letter)]
        need(not missing, f"{where} had no approval of Party {', '.join(missing)}")
    else:
        need(case["filed"] and case["checked"], f"{where} stands on a paper nobody checked")
        need(case["filed"] != case["checked"], f"{where} stands on a paper that one person filed and checked")
    need(len(case["authorised"]) >= persons, f"{where} was authorised by {len(case['authorised'])} of {persons} persons")


def check_kept(dossier, heads):
    """The heads that were kept elsewhere stand in this record: nothing was cut off or written anew since."""
    for text in heads:
        found = re.fullmatch(r"(\S.{0,63}):([1-9][0-9]{0,8}):([0-9a-f]{64})", text)
        if not found or found[1] not in dossier.events:
            raise CannotCheck(f"“{text}” is no head of a binder in here: write REFERENCE:COUNT:DIGEST.")
        need_head(dossier.events[found[1]], {"count": int(found[2]), "digest": found[3]}, f"your head {found[2]} of {found[1]}")
        dossier.counted["kept heads"] += 1


def verify(path, heads=()):  # every check in order; the first Fault ends it
    dossier = Dossier(path)
    check_members(dossier)
    for check in (check_chain, check_anchors, check_documents):
        for binder in dossier.index["binders"]:
            check(dossier, binder)
    for check in (check_ledger, check_contents, check_authority):
        check(dossier)
    check_kept(dossier, heads)
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
    print(f"No fault in the dossier of {dossier.main}, made {dossier.index['made_at']}.")
    print("Checked: " + ", ".join(f"{count:,} {what}" for what, count in dossier.counted.items()) + ".")
    for binder in dossier.index["binders"]:
        print(f"Head {binder['reference']}:{binder['count']}:{binder['digest']}")
    print("Compare these heads with those on your papers and mails (--against): only they show a record cut or rewritten.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
